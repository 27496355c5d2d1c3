import { invalidAt, NotFoundError } from '../../shared/domain/errors.ts';
import type { Page } from '../../shared/domain/page.ts';
import { numbersOf, type Rule } from '../../shared/domain/segment.ts';
import { bucketOfPlace } from '../../shared/features/profile/roll.ts';
import { type Found, foundIn, type Match } from '../../shared/features/profile/roll-rows.ts';
import type { RollColumns, RollManifest, RollReader } from '../../shared/ports/rolls.ts';

/** Reading one waits for the store, so several are on their way. */
const READ_AT_ONCE = 4;

/** @throws NotFoundError while there is none. */
export async function newestRoll(rolls: RollReader): Promise<RollManifest> {
  const roll = await rolls.newest();
  if (roll === undefined)
    throw new NotFoundError('nobody is listed yet: the night lists people, and there was none lately');
  return roll;
}

/** What is looked for in which night's roll. */
export interface Search {
  readonly rolls: RollReader;
  readonly roll: RollManifest;
  readonly rule: Rule;
}

/** All parts of a roll, bucket by bucket. */
export async function* partsOf(
  { rolls, roll }: Pick<Search, 'rolls' | 'roll'>,
  features: readonly string[],
): AsyncGenerator<RollColumns> {
  const addresses = roll.parts.flatMap((count, bucket) =>
    Array.from({ length: count }, (_, part) => ({ bucket, part })),
  );
  for (let start = 0; start < addresses.length; start += READ_AT_ONCE) {
    const some = addresses.slice(start, start + READ_AT_ONCE);
    yield* await Promise.all(some.map((address) => rolls.readPart(roll.snapshotId, address, features)));
  }
}

/** All who fulfil a rule, in the order of their places, a bucket at a time. @param after - a place; -1: from the first. */
export async function* matches({ rolls, roll, rule }: Search, after = NOWHERE): AsyncGenerator<Found> {
  const features = numbersOf(rule);
  const rowsOf = async (bucket: number): Promise<Found> => {
    const parts = Array.from({ length: roll.parts[bucket] ?? 0 }, (_, part) =>
      rolls.readPart(roll.snapshotId, { bucket, part }, features),
    );
    return foundIn(await Promise.all(parts), rule, after);
  };
  const bucketCount = roll.parts.length;
  for (let bucket = bucketOfPlace(Math.max(0, after), bucketCount); bucket < bucketCount; bucket += READ_AT_ONCE) {
    const some = Array.from({ length: Math.min(READ_AT_ONCE, bucketCount - bucket) }, (_, i) => rowsOf(bucket + i));
    yield* await Promise.all(some);
  }
}

const NOWHERE = -1;

// ── Pages ───────────────────────────────────────────────────────────────────────────────────────────

const RADIX = 36;
const CURSOR = /^[0-9a-z]{1,11}$/;

/**
 * A page of those who fulfil a rule. Its cursor is a place, so that it names nobody and also goes on in the roll of a
 * later night; who shares the last place is on the same page, though it gets longer by it.
 * @throws InvalidInputError for a cursor that no page ended with.
 */
export async function pageOfMatches(
  search: Search,
  { limit, cursor }: Page,
): Promise<{ readonly page: readonly Match[]; readonly nextCursor?: string }> {
  const page: Match[] = [];
  for await (const found of matches(search, afterOf(cursor))) {
    page.push(...found.first(Number.POSITIVE_INFINITY));
    const last = page[limit - 1]?.place;
    if (last === undefined || page.at(-1)!.place === last) continue;
    return { page: page.filter(({ place }) => place <= last), nextCursor: last.toString(RADIX) };
  }
  return { page };
}

function afterOf(cursor: string | undefined): number {
  if (cursor === undefined) return NOWHERE;
  const place = CURSOR.test(cursor) ? Number.parseInt(cursor, RADIX) : Number.NaN;
  if (Number.isSafeInteger(place)) return place;
  throw invalidAt('/cursor', 'want nextCursor of the page before');
}
