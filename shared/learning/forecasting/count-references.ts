import { type CountDistribution, negativeBinomial } from './count-distribution.ts';

/** A mean a step, and the mean squared error of one step ahead. */
export interface SmoothedRate {
  readonly mean: number;
  readonly squaredError: number;
}

/** As in the studies of Syntetos & Boylan (2005), who try .05 to .2. */
const SMOOTHING = 0.1;

/** Simple exponential smoothing, from the first count. 0 of no count. Source: Brown (1959). */
export function simpleSmoothing(counts: Float64Array): SmoothedRate {
  let [level, squares] = [counts[0] ?? 0, 0];
  for (let t = 1; t < counts.length; t++) {
    squares += (counts[t]! - level) ** 2;
    level += SMOOTHING * (counts[t]! - level);
  }
  return { mean: level, squaredError: counts.length > 1 ? squares / (counts.length - 1) : 0 };
}

/**
 * Croston's method with the correction of Syntetos & Boylan (2005), "The accuracy of intermittent demand estimates":
 * sizes and intervals smoothed apart, at each count above 0; their quotient times 1 − α / 2. 0 until there is one.
 */
export function syntetosBoylan(counts: Float64Array): SmoothedRate {
  let [size, interval, since] = [Number.NaN, 1, 1];
  let [squares, tried] = [0, 0];
  const mean = () => (Number.isNaN(size) ? 0 : ((1 - SMOOTHING / 2) * size) / interval);
  for (const count of counts) {
    if (!Number.isNaN(size)) {
      squares += (count - mean()) ** 2;
      tried++;
    }
    if (count === 0) {
      since++;
      continue;
    }
    const isFirst = Number.isNaN(size);
    size = isFirst ? count : size + SMOOTHING * (count - size);
    interval = isFirst ? since : interval + SMOOTHING * (since - interval);
    since = 1;
  }
  return { mean: mean(), squaredError: tried === 0 ? 0 : squares / tried };
}

/**
 * What stock control makes of a smoothed rate: a negative binomial of its mean and squared error over the steps, or
 * Poisson's where errors are no larger. Source: Syntetos & Boylan (2006), "On the stock control performance of
 * intermittent demand estimators".
 */
export function rateDistribution({ mean, squaredError }: SmoothedRate, span: number): CountDistribution {
  const [sum, variance] = [span * mean, span * squaredError];
  return () => negativeBinomial(sum, variance > sum ? (sum * sum) / (variance - sum) : Number.POSITIVE_INFINITY);
}
