import { ConflictError, NotFoundError } from '../../shared/domain/errors.ts';
import { isLookalike, type LookalikeSegment, type OwnSegment } from '../../shared/domain/segment.ts';
import { isReserved, type KnownSegment, knownSegments } from '../../shared/features/profile/known-segments.ts';
import { BUILT_IN_SEGMENTS } from '../../shared/features/profile/segments.ts';
import type { RollLookalikes, RollManifest, RollReader } from '../../shared/ports/rolls.ts';
import type { Segments } from '../../shared/ports/segments.ts';

/** All of a shop's own are read at once. */
const MAX_SEGMENTS = 200;
/** Each is learnt anew each night. */
const MAX_LOOKALIKES = 10;

/** What a cluster and lookalikes go by, no shop can write. */
export type SegmentReply = Omit<KnownSegment, 'rule'> & Partial<Pick<KnownSegment, 'rule'>>;

export interface SegmentPorts {
  readonly segments: Segments;
  readonly rolls: RollReader;
}

/** All segments that there are: the built-in ones, the shop's, those of the last night. */
export const listSegments =
  ({ segments, rolls }: SegmentPorts) =>
  async (): Promise<readonly KnownSegment[]> => {
    const [own, roll] = await Promise.all([segments.list(), rolls.newest()]);
    return knownSegments(own, roll ?? {});
  };

/** As it is told. */
export function replyOf({ rule, ...segment }: KnownSegment): SegmentReply {
  return segment.kind === 'cluster' || segment.kind === 'lookalike' ? segment : { ...segment, rule };
}

/** Of lookalikes: what the night made of them; of other segments nothing. */
export function lookalikesIn(
  roll: RollManifest | undefined,
  { kind, segmentId }: KnownSegment,
): Partial<Omit<RollLookalikes, 'segmentId'>> {
  if (kind !== 'lookalike') return {};
  const found = roll?.lookalikes?.find((one) => one.segmentId === segmentId);
  if (found === undefined) return { because: 'the next night finds who is in it' };
  const { segmentId: _, ...told } = found;
  return told;
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
 * @throws ConflictError when the id is another's, or there are too many; NotFoundError when there is no segment of the
 * seeds that lookalikes are wanted of.
 */
export const makeSegment =
  (ports: SegmentPorts) =>
  async (segment: OwnSegment): Promise<SegmentReply> => {
    const { segments } = ports;
    const own = await segments.list();
    const isTaken = isReserved(segment.segmentId) || own.some(({ segmentId }) => segmentId === segment.segmentId);
    if (!isTaken) {
      if (isLookalike(segment)) await checkSeeds(ports, segment);
      checkRoom(own.length, MAX_SEGMENTS, 'segments');
      if (isLookalike(segment)) checkRoom(own.filter(isLookalike).length, MAX_LOOKALIKES, 'segments of lookalikes');
      if (await segments.add(segment)) return madeOf(segment);
    }
    const before = (await segments.list()).find(({ segmentId }) => segmentId === segment.segmentId);
    if (before !== undefined && isSame(before, segment)) return madeOf(segment);
    throw new ConflictError('the id is taken by another segment: remove that first, or choose another id');
  };

async function checkSeeds(ports: SegmentPorts, { seedSegmentId }: LookalikeSegment): Promise<void> {
  const { kind } = await findSegment(ports)(seedSegmentId);
  if (kind === 'lookalike') throw new ConflictError('seeds that are lookalikes themselves tell nothing new');
}

function checkRoom(count: number, most: number, what: string): void {
  if (count >= most) throw new ConflictError(`there are ${count} ${what}; the limit is ${most}`);
}

const madeOf = (segment: OwnSegment): SegmentReply => replyOf(knownSegments([segment], {}).at(-1)!);

/** Segments are stored as they were read: with their fields in one order. */
const isSame = (a: OwnSegment, b: OwnSegment): boolean =>
  a.words === b.words && JSON.stringify(whomOf(a)) === JSON.stringify(whomOf(b));

const whomOf = (segment: OwnSegment) => (isLookalike(segment) ? [segment.seedSegmentId, segment.size] : [segment.rule]);

/** @throws NotFoundError when there is none; ConflictError for one that every shop has. */
export const removeSegment =
  ({ segments }: Pick<SegmentPorts, 'segments'>) =>
  async (segmentId: string): Promise<void> => {
    if (BUILT_IN_SEGMENTS.some((segment) => segment.segmentId === segmentId))
      throw new ConflictError('a built-in segment cannot be removed');
    if (!(await segments.remove(segmentId))) throw new NotFoundError('there is no segment of this id');
  };
