import { fulfils, type LookalikeSegment, numbersOf, type Rule } from '../../../shared/domain/segment.ts';
import type { KnownSegment } from '../../../shared/features/profile/known-segments.ts';
import { PLACES, ROLL_COLUMNS } from '../../../shared/features/profile/roll.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import { type Likeness, learnLikeness, likenessScores, MIN_SEEDS } from '../../../shared/learning/lookalikes.ts';
import { textAt } from '../../../shared/math/text-column.ts';
import type { RollColumns, RollLookalikes } from '../../../shared/ports/rolls.ts';
import { profileRows } from './clusters.ts';
import { type OpenRoll, partsOf } from './roll-parts.ts';

/** A segment of lookalikes with who is in it. */
export interface FoundLookalikes extends RollLookalikes {
  /** Partitions. */
  readonly people: ReadonlySet<string>;
}

const SEED = 1;
const NAMES = PROFILE_COLUMNS.map(({ name }) => name);
/** Whom is learnt from, at most, of seeds and of others. */
const MOST_LEARNT_FROM = 5000;

/**
 * Who of a roll is most like the people of another segment and not one of them. Only who may be learnt from is, seeds
 * too; who may not be personalised for is on no roll.
 * @param known - all segments, among which the seeds' is looked for.
 */
export async function findLookalikes(
  roll: OpenRoll,
  { segmentId, seedSegmentId, size }: LookalikeSegment,
  known: readonly KnownSegment[],
): Promise<FoundLookalikes> {
  const seeds = known.find((segment) => segment.segmentId === seedSegmentId && segment.kind !== 'lookalike');
  const nobody = (because: string, seedCount = 0): FoundLookalikes => ({
    ...{ segmentId, seeds: seedCount, because, people: new Set() },
  });
  if (seeds === undefined) return nobody(`there is no segment ${seedSegmentId} any more`);
  const features = [...new Set([...NAMES, ROLL_COLUMNS.learnable, ...numbersOf(seeds.rule)])];
  const learnt = await learntFrom(roll, seeds.rule, features);
  if (learnt.seeds.length < MIN_SEEDS)
    return nobody(`${learnt.seeds.length} seeds may be learnt from; the fewest are ${MIN_SEEDS}`, learnt.seeds.length);
  if (learnt.others.length === 0) return nobody('there is nobody but the seeds', learnt.seeds.length);
  const likeness = learnLikeness(rowsOf([...learnt.seeds, ...learnt.others]), {
    isSeed: (row) => row < learnt.seeds.length,
    isAllowed: () => true,
    seed: SEED,
  });
  const people = await most(roll, features, { likeness, rule: seeds.rule, size });
  return { segmentId, seeds: learnt.seeds.length, people };
}

interface Placed {
  readonly place: number;
  readonly partition: string;
}
interface Learnt extends Placed {
  readonly vector: Float64Array;
}

const byPlace = (a: Placed, b: Placed): number => a.place - b.place || (a.partition < b.partition ? -1 : 1);

const isSeedIn = ({ features }: RollColumns, row: number, rule: Rule): boolean =>
  fulfils(rule, (name) => features[name]?.[row] ?? Number.NaN);

/** Of each those of the first places, who are as good as drawn by lot. */
async function learntFrom(
  roll: OpenRoll,
  rule: Rule,
  features: readonly string[],
): Promise<{ readonly seeds: readonly Learnt[]; readonly others: readonly Learnt[] }> {
  const lastPlace = (PLACES * MOST_LEARNT_FROM) / roll.personCount;
  let seeds: Learnt[] = [];
  const others: Learnt[] = [];
  for await (const { columns } of partsOf(roll, features)) {
    const { values, width } = profileRows(columns);
    for (let row = 0; row < columns.place.length; row++) {
      if (columns.features[ROLL_COLUMNS.learnable]?.[row] !== 1) continue;
      const isSeed = isSeedIn(columns, row, rule);
      if (!isSeed && columns.place[row]! >= lastPlace) continue;
      const vector = values.slice(row * width, (row + 1) * width);
      const person = { place: columns.place[row]!, partition: textAt(columns.partition, row), vector };
      (isSeed ? seeds : others).push(person);
    }
    if (seeds.length > 2 * MOST_LEARNT_FROM) seeds = seeds.sort(byPlace).slice(0, MOST_LEARNT_FROM);
  }
  return { seeds: seeds.sort(byPlace).slice(0, MOST_LEARNT_FROM), others: others.sort(byPlace) };
}

function rowsOf(people: readonly Learnt[]) {
  const values = new Float64Array(people.length * NAMES.length);
  for (const [row, { vector }] of people.entries()) values.set(vector, row * NAMES.length);
  return { values, width: NAMES.length };
}

/** The most alike who are no seeds. */
async function most(
  roll: OpenRoll,
  features: readonly string[],
  { likeness, rule, size }: { readonly likeness: Likeness; readonly rule: Rule; readonly size: number },
): Promise<ReadonlySet<string>> {
  let ranked: (Placed & { readonly score: number })[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for await (const { columns } of partsOf(roll, features)) {
    for (const [row, score] of likenessScores(profileRows(columns), likeness).entries())
      if (score >= least && !isSeedIn(columns, row, rule))
        ranked.push({ place: columns.place[row]!, partition: textAt(columns.partition, row), score });
    ranked = ranked.sort((a, b) => b.score - a.score || byPlace(a, b)).slice(0, size);
    if (ranked.length === size) least = ranked.at(-1)!.score;
  }
  return new Set(ranked.map(({ partition }) => partition));
}
