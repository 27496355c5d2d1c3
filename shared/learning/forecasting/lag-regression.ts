import { invertPositiveDefinite } from '../../math/positive-definite.ts';
import type { FitForecaster, Forecaster } from './forecaster.ts';

/** Of the variance a row: how strongly weights are held to the naive forecast. */
const RIDGE = 0.001;

/**
 * A value as a weighted sum of those before it: the last three, those around one season ago for each season, and where
 * seasons meet. Weights by least squares, drawn towards the naive forecast of the longest season; several steps ahead
 * by its own forecasts. Undefined with fewer rows than three a weight. O(n · d²), d lags.
 *
 * Source: Hoerl & Kennard (1970), "Ridge Regression", towards a prior; lags at seasons as in Box & Jenkins (1970),
 * chapter 9.
 *
 * @param seasons - shortest first; none for a series without.
 */
export const lagRegression =
  (seasons: readonly number[]): FitForecaster =>
  (known) => {
    const lags = lagsOf(seasons);
    const longest = Math.max(...lags);
    if (known.length - longest < 3 * lags.length) return undefined;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return forecasterOf(lags, fittedWeights(known, lags, seasons.at(-1) ?? 1, mean), mean);
  };

function lagsOf(seasons: readonly number[]): readonly number[] {
  const [first, ...longer] = seasons;
  const lags = [1, 2, 3, ...seasons.flatMap((season) => [season - 1, season, season + 1])];
  if (first !== undefined) lags.push(2 * first, 2 * first + 1);
  for (const season of longer) lags.push(season - first!, season + first!);
  return [...new Set(lags)].filter((lag) => lag >= 1);
}

function fittedWeights(known: Float64Array, lags: readonly number[], naive: number, mean: number): Float64Array {
  const d = lags.length;
  const longest = Math.max(...lags);
  const [products, target] = [new Float64Array(d * d), new Float64Array(d)];
  const row = new Float64Array(d);
  for (let t = longest; t < known.length; t++) {
    for (let i = 0; i < d; i++) row[i] = known[t - lags[i]!]! - mean;
    const error = known[t]! - known[t - naive]!;
    for (let i = 0; i < d; i++) {
      target[i]! += row[i]! * error;
      for (let j = 0; j <= i; j++) products[i * d + j]! += row[i]! * row[j]!;
    }
  }
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  // A constant series has no variance: any weights do, and these are the naive ones.
  const ridge = RIDGE * (known.length - longest) * variance || 1;
  for (let i = 0; i < d; i++) {
    products[i * d + i]! += ridge;
    for (let j = 0; j < i; j++) products[j * d + i] = products[i * d + j]!;
  }
  const inverse = invertPositiveDefinite(products, d);
  return Float64Array.from(lags, (lag, i) => {
    let weight = lag === naive ? 1 : 0;
    for (let j = 0; j < d; j++) weight += inverse[i * d + j]! * target[j]!;
    return weight;
  });
}

const forecasterOf = (lags: readonly number[], weights: Float64Array, mean: number): Forecaster => ({
  ahead(values, origin, horizon) {
    const longest = Math.max(...lags);
    const path = new Float64Array(longest + horizon);
    path.set(values.subarray(origin - longest, origin));
    for (let t = longest; t < path.length; t++) {
      let value = mean;
      for (let i = 0; i < lags.length; i++) value += weights[i]! * (path[t - lags[i]!]! - mean);
      path[t] = value;
    }
    return path.slice(longest);
  },
});
