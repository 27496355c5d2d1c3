/** A series of counts that are mostly 0, as far as a forecast looks at it. */
export interface CountHistory {
  /** Mean a step, discounted by each of RATE_DISCOUNTS. */
  readonly rates: readonly number[];
  /** Share of steps with any, discounted likewise. */
  readonly shares: readonly number[];
  /** Steps that the discounted means rest on. */
  readonly weights: readonly number[];
  /** Steps since the last that was not 0; all, where none was. */
  readonly since: number;
  /** Mean and variance over SIZE_DISCOUNT, and the mean of those that are not 0. */
  readonly spread: { readonly mean: number; readonly variance: number; readonly weight: number };
  /** Sizes that are not 0, newest first, each counting SIZE_DISCOUNT of the one before it. */
  readonly sizes: readonly { readonly size: number; readonly weight: number }[];
}

/** Means over some 3, 10 and 50 steps. */
export const RATE_DISCOUNTS = [0.7, 0.9, 0.98] as const;
const SPREAD_DISCOUNT = 0.95;
const SIZE_DISCOUNT = 0.9;

/** @throws RangeError for a count that is no whole number ≥ 0. */
export function countHistory(counts: Float64Array): CountHistory {
  checkCounts(counts);
  const means = RATE_DISCOUNTS.map((discount) => discounted(counts, discount));
  const spread = discounted(counts, SPREAD_DISCOUNT);
  let since = 0;
  while (since < counts.length && counts[counts.length - 1 - since] === 0) since++;
  let weight = 1;
  const sizes: { size: number; weight: number }[] = [];
  for (let t = counts.length - 1; t >= 0 && weight > 1e-3; t--) {
    if (counts[t] === 0) continue;
    sizes.push({ size: counts[t]!, weight });
    weight *= SIZE_DISCOUNT;
  }
  return {
    rates: means.map(({ mean }) => mean),
    shares: means.map(({ share }) => share),
    weights: means.map((one) => one.weight),
    since,
    spread,
    sizes,
  };
}

function discounted(counts: Float64Array, discount: number) {
  let [weight, sum, squares, any] = [0, 0, 0, 0];
  for (const count of counts) {
    weight = weight * discount + 1;
    sum = sum * discount + count;
    squares = squares * discount + count * count;
    any = any * discount + (count > 0 ? 1 : 0);
  }
  const mean = weight > 0 ? sum / weight : 0;
  const variance = weight > 0 ? Math.max(0, squares / weight - mean * mean) : 0;
  return { mean, variance, share: weight > 0 ? any / weight : 0, weight };
}

export function checkCounts(counts: Float64Array): void {
  for (let t = 0; t < counts.length; t++)
    if (!(Number.isInteger(counts[t]) && counts[t]! >= 0))
      throw new RangeError(`countForecaster: count ${t} is ${counts[t]}, want a whole number ≥ 0`);
}
