import { ConflictError } from '../../shared/domain/errors.ts';
import { type PersonRef, partitionOf, personOfPartition } from '../../shared/domain/event.ts';
import { fulfils, numbersOf, type Rule } from '../../shared/domain/segment.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { PLACES, ROLL_COLUMNS } from '../../shared/features/profile/roll.ts';
import type { Match } from '../../shared/features/profile/roll-rows.ts';
import { PROFILE_COLUMNS } from '../../shared/features/profile/vector.ts';
import type { Rows } from '../../shared/learning/isolation-forest.ts';
import { type Likeness, learnLikeness, likenessScores, MIN_SEEDS } from '../../shared/learning/lookalikes.ts';
import { textAt } from '../../shared/math/text-column.ts';
import type { RollColumns, RollManifest, RollReader } from '../../shared/ports/rolls.ts';
import { allows } from '../../shared/privacy/consent.ts';
import { type AllowedPorts, allowedOf } from './allowed.ts';
import { newestRoll, partsOf } from './matches.ts';

export interface LookalikePorts extends AllowedPorts {
  readonly rolls: RollReader;
}

/** Either a rule that seeds fulfil, or their ids. */
export interface LookalikesWanted {
  readonly rule?: Rule | undefined;
  readonly userIds?: readonly string[] | undefined;
  readonly size: number;
}

export interface LookalikesReply {
  /** The most alike first. Scores are log odds of being a seed, and good for nothing but the order. */
  readonly people: readonly (PersonRef & { readonly score: number })[];
  /** Seeds that were learnt from. */
  readonly seeds: number;
  readonly asOf: string;
}

const SEED = 1;
const NAMES = PROFILE_COLUMNS.map(({ name }) => name);
/** Whom is learnt from, at most, of seeds and of others: whoever is, is asked anew. */
const MOST_LEARNT_FROM = 5000;
/** Asked at once whether they may be named. */
const ASKED_AT_ONCE = 1000;

/** Somebody of the roll, by the columns of a profile. */
interface Person extends Match {
  readonly vector: Float64Array;
}

/**
 * Those who are most like the seeds, of all who may be personalised for and are no seeds. Only people who may be learnt
 * from are learnt from, seeds too.
 * @throws ConflictError with too few seeds, or when nobody else is there; NotFoundError before the first night.
 */
export const lookalikesOf =
  (ports: LookalikePorts) =>
  async (wanted: LookalikesWanted): Promise<LookalikesReply> => {
    const { people, seeds, asOf } = await rankedLookalikes(ports)(wanted);
    return {
      people: people.map(({ partition, score }) => ({ ...personOfPartition(partition), score })),
      seeds,
      asOf,
    };
  };

/** The same people as a roll knows them. @throws as `lookalikesOf`. */
export const rankedLookalikes =
  (ports: LookalikePorts) =>
  async (
    wanted: LookalikesWanted,
  ): Promise<Pick<LookalikesReply, 'seeds' | 'asOf'> & { readonly people: readonly Scored[] }> => {
    const roll = await newestRoll(ports.rolls);
    const isSeed = seedTest(wanted);
    const features = [
      ...new Set([...NAMES, ...Object.values(ROLL_COLUMNS), ...(wanted.rule ? numbersOf(wanted.rule) : [])]),
    ];
    const all = () => partsOf({ rolls: ports.rolls, roll }, features);
    const { seeds, others } = await learntFrom(ports, all(), { roll, isSeed });
    if (seeds.length < MIN_SEEDS)
      throw new ConflictError(`${seeds.length} seeds may be learnt from; the fewest are ${MIN_SEEDS}`);
    if (others.length === 0) throw new ConflictError('there is nobody but the seeds to learn from');
    const likeness = learnLikeness(rowsOf([...seeds, ...others]), {
      isSeed: (row) => row < seeds.length,
      isAllowed: () => true,
      seed: SEED,
    });
    const people = await best(ports, all(), { likeness, isSeed, size: wanted.size });
    return { people, seeds: seeds.length, asOf: isoOf(roll.asOfMs) };
  };

type SeedTest = (columns: RollColumns, row: number) => boolean;

function seedTest({ rule, userIds = [] }: LookalikesWanted): SeedTest {
  const partitions = new Set(userIds.map((userId) => partitionOf({ userId })));
  if (rule === undefined) return ({ partition }, row) => partitions.has(textAt(partition, row));
  return ({ features }, row) => fulfils(rule, (feature) => features[feature]?.[row] ?? Number.NaN);
}

const matchAt = ({ place, partition, market }: RollColumns, row: number): Match => ({
  place: place[row]!,
  partition: textAt(partition, row),
  market: textAt(market, row) || undefined,
});

const byPlace = (a: Match, b: Match): number => a.place - b.place || (a.partition < b.partition ? -1 : 1);

/** Seeds, and others, who may be learnt from now: of each those of the first places, who are as good as drawn by lot. */
async function learntFrom(
  ports: LookalikePorts,
  parts: AsyncIterable<RollColumns>,
  { roll, isSeed }: { readonly roll: RollManifest; readonly isSeed: SeedTest },
): Promise<{ readonly seeds: readonly Person[]; readonly others: readonly Person[] }> {
  const lastPlace = (PLACES * MOST_LEARNT_FROM) / roll.personCount;
  let seeds: Person[] = [];
  const others: Person[] = [];
  for await (const columns of parts) {
    const vectors = rowsOfPart(columns);
    for (let row = 0; row < columns.place.length; row++) {
      if (columns.features[ROLL_COLUMNS.learnable]?.[row] !== 1) continue;
      const isOne = isSeed(columns, row);
      if (!isOne && columns.place[row]! >= lastPlace) continue;
      const vector = vectors.values.slice(row * vectors.width, (row + 1) * vectors.width);
      (isOne ? seeds : others).push({ ...matchAt(columns, row), vector });
    }
    if (seeds.length > 2 * MOST_LEARNT_FROM) seeds = seeds.sort(byPlace).slice(0, MOST_LEARNT_FROM);
  }
  const may = async (people: readonly Person[]): Promise<readonly Person[]> => {
    const allowed = new Map((await allowedOf(ports, people)).map((person) => [person.partition, person]));
    return people.filter(({ partition, market }) => {
      const person = allowed.get(partition);
      return person !== undefined && allows('train', person.record, { regime: ports.regime, market });
    });
  };
  return {
    seeds: await may(seeds.sort(byPlace).slice(0, MOST_LEARNT_FROM)),
    others: await may(others.sort(byPlace)),
  };
}

function rowsOf(people: readonly Person[]): Rows {
  const values = new Float64Array(people.length * NAMES.length);
  for (const [row, { vector }] of people.entries()) values.set(vector, row * NAMES.length);
  return { values, width: NAMES.length };
}

/** A part by the columns of a profile; NaN where the night did not know a column. */
function rowsOfPart({ place, features }: RollColumns): Rows {
  const width = NAMES.length;
  const values = new Float64Array(place.length * width).fill(Number.NaN);
  for (const [column, name] of NAMES.entries()) {
    const ofColumn = features[name];
    if (ofColumn !== undefined)
      for (let row = 0; row < place.length; row++) values[row * width + column] = ofColumn[row]!;
  }
  return { values, width };
}

interface Scored extends Match {
  readonly score: number;
}

const byScore = (a: Scored, b: Scored): number => b.score - a.score || byPlace(a, b);

/** Twice as many as are wanted are kept while parts are gone through, so that those who have withdrawn can be replaced. */
async function best(
  ports: LookalikePorts,
  parts: AsyncIterable<RollColumns>,
  { likeness, isSeed, size }: { readonly likeness: Likeness; readonly isSeed: SeedTest; readonly size: number },
): Promise<readonly Scored[]> {
  const kept = 2 * size + ASKED_AT_ONCE;
  let ranked: Scored[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for await (const columns of parts) {
    for (const [row, score] of likenessScores(rowsOfPart(columns), likeness).entries())
      if (score >= least && !isSeed(columns, row)) ranked.push({ ...matchAt(columns, row), score });
    if (ranked.length <= kept) continue;
    ranked = ranked.sort(byScore).slice(0, kept);
    least = ranked.at(-1)!.score;
  }
  ranked.sort(byScore);
  const people: Scored[] = [];
  for (let start = 0; start < ranked.length && people.length < size; start += ASKED_AT_ONCE) {
    const some = ranked.slice(start, start + ASKED_AT_ONCE);
    const allowed = new Set((await allowedOf(ports, some)).map(({ partition }) => partition));
    people.push(...some.filter(({ partition }) => allowed.has(partition)));
  }
  return people.slice(0, size);
}
