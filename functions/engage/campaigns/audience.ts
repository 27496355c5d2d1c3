import { NotFoundError } from '../../../shared/domain/errors.ts';
import { numbersOf, type Rule } from '../../../shared/domain/segment.ts';
import { knownSegments } from '../../../shared/features/profile/known-segments.ts';
import { bucketOfPlace } from '../../../shared/features/profile/roll.ts';
import { type Found, foundIn } from '../../../shared/features/profile/roll-rows.ts';
import type { RollManifest, RollReader } from '../../../shared/ports/rolls.ts';
import type { Segments } from '../../../shared/ports/segments.ts';

export interface AudiencePorts {
  readonly rolls: RollReader;
  readonly segments: Pick<Segments, 'list'>;
}

/** Nobody comes before this place of a roll. */
export const NOBODY_YET = -1;

const EVERYBODY: Rule = { all: [] };

/**
 * Those of the last night’s roll whom a campaign is for, in the order of their places, a part of the roll at a time.
 * @param audience - a segment; undefined: everybody.
 * @throws NotFoundError before the first night, and for a segment that is gone.
 */
export async function* audienceOf(
  { rolls, segments }: AudiencePorts,
  audience: string | undefined,
  after = NOBODY_YET,
): AsyncGenerator<Found> {
  const [roll, own] = await Promise.all([rolls.newest(), segments.list()]);
  if (roll === undefined)
    throw new NotFoundError('nobody is listed yet: the night lists people, and there was none lately');
  const known = knownSegments(own, roll);
  const rule = audience === undefined ? EVERYBODY : known.find(({ segmentId }) => segmentId === audience)?.rule;
  if (rule === undefined) throw new NotFoundError(`there is no segment "${audience}" any more`);
  for (let bucket = bucketOfPlace(Math.max(0, after), roll.parts.length); bucket < roll.parts.length; bucket++) {
    yield foundIn(await partsOf(rolls, roll, bucket, numbersOf(rule)), rule, after);
  }
}

const partsOf = (rolls: RollReader, { snapshotId, parts }: RollManifest, bucket: number, features: readonly string[]) =>
  Promise.all(
    Array.from({ length: parts[bucket] ?? 0 }, (_, part) => rolls.readPart(snapshotId, { bucket, part }, features)),
  );
