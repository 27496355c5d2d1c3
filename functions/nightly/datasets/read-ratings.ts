import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { type GivenRating, parseRatings, ratingFileOf } from '../../../shared/evaluation/datasets/ratings.ts';
import type { Rated, Ratings } from '../../../shared/learning/rating-neighbours.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import type { DatasetStore } from '../../../shared/ports/model-store.ts';
import { indexOrder } from '../histories/training-data.ts';

/** A rating to foresee, and the ratings of the same person that are known by then. */
export interface AskedRating {
  readonly person: number;
  readonly known: Rated;
  readonly item: number;
  readonly value: number;
}

/** Ratings as their protocol asks of them. */
export interface RatingBenchmark {
  readonly itemCount: number;
  readonly people: number;
  readonly events: number;
  /** The lowest and the highest rating of the file. */
  readonly scale: readonly [number, number];
  readonly split: 'time' | 'hash';
  /** What settings are chosen on. */
  readonly tuning: { readonly train: Ratings; readonly validation: readonly AskedRating[] };
  /** What the measured model is fitted on: training and validation. */
  readonly train: Ratings;
  readonly test: readonly AskedRating[];
}

/** Of all ratings, those that validate, and those that test. */
const SHARE = 0.1;

/** Which of the three parts a rating belongs to. */
type Part = 0 | 1 | 2;
const [TRAIN, VALIDATION, TEST] = [0, 1, 2] as const;

/**
 * Where ratings have times, the newest tenth tests and the tenth before it validates; a rating is to be foreseen from
 * all that the same person gave before it. Without times, a tenth of the ratings each, drawn by a hash of person and
 * item, are to be foreseen from what was trained on.
 * @throws InvalidInputError naming the file and what is wrong.
 */
export async function readRatings(datasets: DatasetStore, dataset: string): Promise<RatingBenchmark> {
  const file = ratingFileOf(await datasets.list(dataset));
  const ratings = parseRatings(await datasets.readText(dataset, file), file);
  const split = ratings.every(({ at }) => at !== undefined) ? 'time' : 'hash';
  const parts = split === 'time' ? partsByTime(ratings) : ratings.map(partByHash);
  for (const [part, name] of ['training', 'validation', 'test'].entries()) {
    if (!parts.includes(part as Part))
      throw new InvalidInputError(`${file}: too few ratings: none is left for ${name}`);
  }
  const scale = ratings.reduce(
    ([low, high], { value }): [number, number] => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number],
  );
  if (scale[0] === scale[1]) throw new InvalidInputError(`${file}: all ratings are ${scale[0]}`);
  const people = peopleOf(ratings, parts);
  const asked = (part: Part, fitted: Part) =>
    people.flatMap((person, u) => askedOf(person, u, { part, fitted, split }));
  return {
    itemCount: new Set(ratings.map(({ itemId }) => itemId)).size,
    people: people.length,
    events: ratings.length,
    scale,
    split,
    tuning: { train: packed(people, TRAIN), validation: asked(VALIDATION, TRAIN) },
    train: packed(people, VALIDATION),
    test: asked(TEST, VALIDATION),
  };
}

function partsByTime(ratings: readonly GivenRating[]): readonly Part[] {
  const cut = (share: number) => ratings[Math.floor(ratings.length * share)]?.at ?? 0;
  const [validates, tests] = [cut(1 - 2 * SHARE), cut(1 - SHARE)];
  return ratings.map(({ at }) => (at! >= tests ? TEST : at! >= validates ? VALIDATION : TRAIN));
}

function partByHash({ personKey, itemId }: GivenRating): Part {
  const drawn = stringHash(JSON.stringify([personKey, itemId])) / 2 ** 32;
  return drawn < SHARE ? TEST : drawn < 2 * SHARE ? VALIDATION : TRAIN;
}

/** One person's ratings, oldest first. */
interface RatingPerson {
  readonly items: Int32Array;
  readonly values: Float32Array;
  readonly parts: readonly Part[];
}

function peopleOf(ratings: readonly GivenRating[], parts: readonly Part[]): readonly RatingPerson[] {
  const indexOf = new Map(indexOrder(ratings.map(({ itemId }) => itemId)).map((itemId, index) => [itemId, index]));
  const positionsOf = new Map<string, number[]>();
  ratings.forEach(({ personKey }, at) => {
    const positions = positionsOf.get(personKey);
    if (positions === undefined) positionsOf.set(personKey, [at]);
    else positions.push(at);
  });
  return Array.from(positionsOf.values(), (positions) => ({
    items: Int32Array.from(positions, (at) => indexOf.get(ratings[at]!.itemId)!),
    values: Float32Array.from(positions, (at) => ratings[at]!.value),
    parts: positions.map((at) => parts[at]!),
  }));
}

/** The ratings up to a part. */
function packed(people: readonly RatingPerson[], last: Part): Ratings {
  const offsets = new Int32Array(people.length + 1);
  const [items, values]: [number[], number[]] = [[], []];
  people.forEach((person, u) => {
    person.parts.forEach((part, at) => {
      if (part > last) return;
      items.push(person.items[at]!);
      values.push(person.values[at]!);
    });
    offsets[u + 1] = items.length;
  });
  return { offsets, items: Int32Array.from(items), values: Float32Array.from(values) };
}

function askedOf(
  { items, values, parts }: RatingPerson,
  person: number,
  { part, fitted, split }: { readonly part: Part; readonly fitted: Part; readonly split: 'time' | 'hash' },
): readonly AskedRating[] {
  const isFitted = (_: number, at: number) => parts[at]! <= fitted;
  const trained = { items: items.filter(isFitted), values: values.filter(isFitted) };
  return parts.flatMap((own, at) => {
    if (own !== part) return [];
    const known = split === 'time' ? { items: items.subarray(0, at), values: values.subarray(0, at) } : trained;
    return [{ person, known, item: items[at]!, value: values[at]! }];
  });
}
