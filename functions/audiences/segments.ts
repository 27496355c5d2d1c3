import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import type { Rule, Segment } from '../../shared/domain/segment.ts';
import { ROLL_COLUMNS } from '../../shared/features/profile/roll.ts';
import { BUILT_IN_SEGMENTS } from '../../shared/features/profile/segments.ts';
import type { RollManifest, RollReader } from '../../shared/ports/rolls.ts';
import type { Segments } from '../../shared/ports/segments.ts';

/** All of a shop's own are read at once. */
const MAX_SEGMENTS = 200;
/** Before the number of a cluster; the shop's own ids do not begin so. */
export const CLUSTER_PREFIX = 'cluster-';

export interface KnownSegment extends Segment {
  /** built-in: every shop has it. rule: the shop made it. cluster: the night found it. */
  readonly kind: 'built-in' | 'rule' | 'cluster';
}

/** A cluster has a rule of its own, which no shop can write. */
export type SegmentReply = Omit<KnownSegment, 'rule'> & Partial<Pick<KnownSegment, 'rule'>>;

export interface SegmentPorts {
  readonly segments: Segments;
  readonly rolls: RollReader;
}

const BUILT_IN: readonly KnownSegment[] = BUILT_IN_SEGMENTS.map((segment) => ({ ...segment, kind: 'built-in' }));

/** All segments that there are: the built-in ones, the shop's, those of the last night. */
export const listSegments =
  ({ segments, rolls }: SegmentPorts) =>
  async (): Promise<readonly KnownSegment[]> => {
    const [own, roll] = await Promise.all([segments.list(), rolls.newest()]);
    return [...BUILT_IN, ...own.map((segment) => ({ ...segment, kind: 'rule' as const })), ...clustersOf(roll)];
  };

function clustersOf(roll: RollManifest | undefined): readonly KnownSegment[] {
  const { numbers = [], words = [] } = roll?.clusters ?? {};
  return numbers
    .map((number, c) => ({
      segmentId: `${CLUSTER_PREFIX}${number}`,
      words: words[c] ?? '',
      rule: { feature: ROLL_COLUMNS.cluster, atLeast: number, atMost: number },
      kind: 'cluster' as const,
    }))
    .sort((a, b) => a.rule.atLeast - b.rule.atLeast);
}

/** As it is told. */
export function replyOf({ rule, ...segment }: KnownSegment): SegmentReply {
  return segment.kind === 'cluster' ? segment : { ...segment, rule };
}

/** @throws NotFoundError when there is none of this id. */
export const findSegment =
  (ports: SegmentPorts) =>
  async (segmentId: string): Promise<KnownSegment> => {
    const found = (await listSegments(ports)()).find((segment) => segment.segmentId === segmentId);
    if (found === undefined) throw new NotFoundError('there is no segment of this id');
    return found;
  };

/**
 * Makes a segment; the same once more changes nothing.
 * @throws ConflictError when the id is another's, or there are too many.
 */
export const makeSegment =
  ({ segments }: Pick<SegmentPorts, 'segments'>) =>
  async (segment: Segment): Promise<KnownSegment> => {
    const made = { ...segment, kind: 'rule' as const };
    const own = await segments.list();
    const isTaken = [...BUILT_IN, ...own].some(({ segmentId }) => segmentId === segment.segmentId);
    if (!isTaken) {
      if (own.length >= MAX_SEGMENTS)
        throw new ConflictError(`there are ${own.length} segments; the limit is ${MAX_SEGMENTS}`);
      if (await segments.add(segment)) return made;
    }
    const before = (await segments.list()).find(({ segmentId }) => segmentId === segment.segmentId);
    if (before?.words === segment.words && isSame(before.rule, segment.rule)) return made;
    throw new ConflictError('the id is taken by another segment: remove that first, or choose another id');
  };

/** Rules are stored as they were read: with their fields in one order. */
const isSame = (a: Rule, b: Rule): boolean => JSON.stringify(a) === JSON.stringify(b);

/** @throws NotFoundError when there is none; ConflictError for one that every shop has. */
export const removeSegment =
  ({ segments }: Pick<SegmentPorts, 'segments'>) =>
  async (segmentId: string): Promise<void> => {
    if (BUILT_IN.some((segment) => segment.segmentId === segmentId))
      throw new ConflictError('a built-in segment cannot be removed');
    if (!(await segments.remove(segmentId))) throw new NotFoundError('there is no segment of this id');
  };
