import { memoryRolls } from '../../shared/adapters/memory/rolls.ts';
import { bucketOfPlace, placeOf, ROLL_BUCKETS } from '../../shared/features/profile/roll.ts';
import { textColumnOf } from '../../shared/math/text-column.ts';

interface RollPerson {
  readonly partition: string;
  readonly orders: number;
  /** Their place, unless it is the one that everybody has by their id. */
  readonly place?: number;
  /** Other numbers that are known, of everybody or of nobody. */
  readonly known?: Readonly<Record<string, number>>;
}

/** A roll in memory of people of whom orders are known. @param partRows - so many people are in a part. */
export async function rollOf(people: readonly RollPerson[], partRows = 3) {
  const rolls = memoryRolls();
  const parts = new Array<number>(ROLL_BUCKETS).fill(0);
  for (let bucket = 0; bucket < ROLL_BUCKETS; bucket++) {
    const inBucket = people
      .map((person) => ({ place: placeOf(person.partition), ...person }))
      .filter(({ place }) => bucketOfPlace(place, ROLL_BUCKETS) === bucket);
    for (let start = 0; start < inBucket.length; start += partRows) {
      const rows = inBucket.slice(start, start + partRows).toSorted((a, b) => a.place - b.place);
      await rolls.writePart(
        's',
        { bucket, part: parts[bucket]!++ },
        {
          place: Float64Array.from(rows, ({ place }) => place),
          partition: textColumnOf(rows.map(({ partition }) => partition)),
          market: textColumnOf(rows.map(() => 'DE')),
          features: {
            orders: Float64Array.from(rows, ({ orders }) => orders),
            ...Object.fromEntries(
              Object.keys(rows[0]?.known ?? {}).map((name) => [
                name,
                Float64Array.from(rows, ({ known }) => known?.[name] ?? Number.NaN),
              ]),
            ),
          },
        },
      );
    }
  }
  await rolls.publish({ snapshotId: 's', takenAtMs: 2, asOfMs: 1, personCount: people.length, parts });
  return rolls;
}
