/** A mean with the interval that holds it at the stated level, and the number of rows behind it. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** In (0, 1), e.g. 0.95. */
  readonly level: number;
  readonly n: number;
}

/**
 * The mean of a[i] − b[i] and its percentile bootstrap interval: rows are drawn with replacement, the two
 * measurements of a row always together.
 *
 * O(n · resamples) time. With n = 1 the interval is the point itself, which says nothing: look at n.
 *
 * Source: Efron & Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13.
 *
 * @param a - n measurements of the one, in any unit.
 * @param b - n measurements of the other, of the same rows.
 * @throws RangeError when n = 0 or the lengths differ.
 */
export function pairedBootstrap(
  a: Float64Array,
  b: Float64Array,
  options: { readonly random: () => number; readonly resamples?: number; readonly level?: number },
): Interval {
  const n = a.length;
  if (n === 0 || b.length !== n)
    throw new RangeError(`pairedBootstrap: want n ≥ 1 equal lengths, got ${n}, ${b.length}`);
  const { random, resamples = 1000, level = 0.95 } = options;
  const difference = Float64Array.from(a, (value, i) => value - b[i]!);
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += difference[Math.floor(random() * n)]!;
    means[r] = sum / n;
  }
  means.sort();
  const tail = (1 - level) / 2;
  return { mean: mean(difference), low: quantile(means, tail), high: quantile(means, 1 - tail), level, n };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Linear between the order statistics of sorted values (type 7 of Hyndman & Fan 1996). */
export function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
