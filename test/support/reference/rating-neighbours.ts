import type { RatingNeighbourSettings } from '../../../shared/learning/rating-neighbours.ts';

/** Item → rating. */
export type NaiveRated = ReadonlyMap<number, number>;

/**
 * The readable twin of shared/learning/rating-neighbours.ts: each prediction from all ratings, formula by formula.
 * `person` may be one of `people` or a new one.
 */
export function naiveRating(
  people: readonly NaiveRated[],
  itemCount: number,
  settings: RatingNeighbourSettings,
  person: NaiveRated,
  item: number,
): number {
  const [low, high] = settings.scale;
  const all = people.flatMap((rated) => [...rated.values()]);
  const mean = all.length === 0 ? (low + high) / 2 : sum(all) / all.length;
  const itemBias = (i: number) => {
    const got = people.flatMap((rated) => rated.get(i) ?? []);
    return got.length === 0 ? 0 : sum(got.map((value) => value - mean)) / (settings.itemShrinkage + got.length);
  };
  const bias = (rated: NaiveRated) =>
    rated.size === 0
      ? 0
      : sum([...rated].map(([i, value]) => value - mean - itemBias(i))) / (settings.personShrinkage + rated.size);
  const departure = (rated: NaiveRated, i: number) => rated.get(i)! - mean - bias(rated) - itemBias(i);

  const similarity = (i: number, j: number) => {
    const pairs = people
      .filter((rated) => rated.has(i) && rated.has(j))
      .map((rated) => [departure(rated, i), departure(rated, j)] as const);
    const norm = Math.sqrt(sum(pairs.map(([x]) => x * x)) * sum(pairs.map(([, y]) => y * y)));
    if (norm === 0) return 0;
    return (pairs.length / (pairs.length + settings.similarityShrinkage)) * (sum(pairs.map(([x, y]) => x * y)) / norm);
  };
  const voters = Array.from({ length: itemCount }, (_, j) => ({ j, like: j === item ? 0 : similarity(item, j) }))
    .filter(({ like }) => like > 0)
    .sort((a, b) => b.like - a.like || a.j - b.j)
    .slice(0, settings.neighbourCount)
    .filter(({ j }) => person.has(j))
    .slice(0, settings.voteCount);
  const weight = sum(voters.map(({ like }) => like));
  const moved = weight === 0 ? 0 : sum(voters.map(({ j, like }) => like * departure(person, j))) / weight;
  return Math.min(high, Math.max(low, mean + bias(person) + itemBias(item) + moved));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
