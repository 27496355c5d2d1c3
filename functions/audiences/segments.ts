import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import type { Rule, Segment } from '../../shared/domain/segment.ts';
import { BUILT_IN_SEGMENTS } from '../../shared/features/profile/segments.ts';
import type { Segments } from '../../shared/ports/segments.ts';

/** All of a shop's own are read at once. */
const MAX_SEGMENTS = 200;

export interface SegmentReply extends Segment {
  /** built-in: every shop has it. rule: the shop made it. */
  readonly kind: 'built-in' | 'rule';
}

const BUILT_IN: readonly SegmentReply[] = BUILT_IN_SEGMENTS.map((segment) => ({ ...segment, kind: 'built-in' }));

/** All segments that there are, the built-in ones first. */
export const listSegments = (segments: Segments) => async (): Promise<readonly SegmentReply[]> => [
  ...BUILT_IN,
  ...(await segments.list()).map((segment) => ({ ...segment, kind: 'rule' as const })),
];

/** @throws NotFoundError when there is none of this id. */
export const findSegment =
  (segments: Segments) =>
  async (segmentId: string): Promise<SegmentReply> => {
    const found = (await listSegments(segments)()).find((segment) => segment.segmentId === segmentId);
    if (found === undefined) throw new NotFoundError('there is no segment of this id');
    return found;
  };

/**
 * Makes a segment; the same once more changes nothing.
 * @throws ConflictError when the id is another's, or there are too many.
 */
export const makeSegment =
  (segments: Segments) =>
  async (segment: Segment): Promise<SegmentReply> => {
    const made = { ...segment, kind: 'rule' as const };
    const all = await listSegments(segments)();
    const before = all.find(({ segmentId }) => segmentId === segment.segmentId);
    if (before === undefined) {
      const count = all.length - BUILT_IN.length;
      if (count >= MAX_SEGMENTS) throw new ConflictError(`there are ${count} segments; the limit is ${MAX_SEGMENTS}`);
      if (await segments.add(segment)) return made;
    }
    const taken = before ?? (await findSegment(segments)(segment.segmentId));
    if (taken.kind === 'rule' && taken.words === segment.words && isSame(taken.rule, segment.rule)) return made;
    throw new ConflictError('the id is taken by another segment: remove that first, or choose another id');
  };

/** Rules are stored as they were read: with their fields in one order. */
const isSame = (a: Rule, b: Rule): boolean => JSON.stringify(a) === JSON.stringify(b);

/** @throws NotFoundError when there is none; ConflictError for one that every shop has. */
export const removeSegment =
  (segments: Segments) =>
  async (segmentId: string): Promise<void> => {
    if (BUILT_IN.some((segment) => segment.segmentId === segmentId))
      throw new ConflictError('a built-in segment cannot be removed');
    if (!(await segments.remove(segmentId))) throw new NotFoundError('there is no segment of this id');
  };
