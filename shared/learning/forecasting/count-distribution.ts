/** A distribution over 0, 1, 2, …, told by its probabilities one after another. */
export type CountDistribution = () => Iterator<number>;

/** Beyond this no quantile is looked for. */
const MAX_COUNT = 1_000_000;

/**
 * The least count that at least so much of the distribution does not exceed. O(count).
 * @param level - in (0, 1).
 */
export function countQuantiles(distribution: CountDistribution, levels: readonly number[]): readonly number[] {
  const order = Array.from(levels.keys()).sort((a, b) => levels[a]! - levels[b]!);
  const quantiles = new Array<number>(levels.length).fill(0);
  const probabilities = distribution();
  let [count, cumulated] = [0, probabilities.next().value as number];
  for (const i of order) {
    while (cumulated < levels[i]! - 1e-12 && count < MAX_COUNT) {
      count++;
      cumulated += probabilities.next().value as number;
    }
    quantiles[i] = count;
  }
  return quantiles;
}

/** @param size - of the negative binomial, > 0: variance = mean + mean² / size. Infinity is Poisson's. */
export function* negativeBinomial(mean: number, size: number): Generator<number, never> {
  const isPoisson = size > 1e8;
  const share = isPoisson ? 0 : mean / (size + mean);
  const growth = (count: number) => (isPoisson ? mean / (count + 1) : (share * (count + size)) / (count + 1));
  let log = isPoisson ? -mean : size * Math.log1p(-share);
  let count = 0;
  // Of a large mean the first probabilities are too small for a number, and nothing can be multiplied up from 0.
  for (; log < LEAST_LOG; count++) {
    yield 0;
    log += Math.log(growth(count));
  }
  for (let probability = Math.exp(log); ; count++) {
    yield probability;
    probability *= growth(count);
  }
}

/** e to this is a number with all its digits. */
const LEAST_LOG = -600;

/** How many steps have any, and how large those are: sizes seen, beside a geometric law from 1 on. */
export function* occurrenceAndSize(
  anyProbability: number,
  sizes: readonly { readonly size: number; readonly weight: number }[],
  law: { readonly mean: number; readonly weight: number },
): Generator<number, never> {
  yield 1 - anyProbability;
  const seen = new Map<number, number>();
  let total = law.weight;
  for (const { size, weight } of sizes) {
    seen.set(size, (seen.get(size) ?? 0) + weight);
    total += weight;
  }
  const stop = 1 / Math.max(1, law.mean);
  let geometric = stop;
  for (let count = 1; ; count++) {
    yield (anyProbability * ((seen.get(count) ?? 0) + law.weight * geometric)) / total;
    geometric *= 1 - stop;
  }
}

/** Either of two with even chances. */
export function* evenMixture(a: Iterator<number>, b: Iterator<number>): Generator<number, never> {
  for (;;) yield ((a.next().value as number) + (b.next().value as number)) / 2;
}
