import { minimise } from '../../math/minimise.ts';
import type { FitForecaster } from './forecaster.ts';
import { levelTrendSeasons, type Parts } from './series-parts.ts';

/** Weights of an error in each state, in (0, 1). */
interface SmoothingWeights {
  readonly level: number;
  readonly trend: number;
  /** What is left of the trend a step later, in (0.7, 0.995). */
  readonly damping: number;
  /** Of each season, shortest first. */
  readonly seasons: readonly number[];
}

/** Where the search begins, as logarithms of odds. */
const oddsOf = (share: number): number => Math.log(share / (1 - share));
const START = [oddsOf(0.1), oddsOf(0.02), oddsOf(0.9)];
const SEASON_START = oddsOf(0.1);
const [MIN_DAMPING, DAMPING_RANGE] = [0.7, 0.295];
/** Holds weights near their start where the series says nothing of them. */
const RIDGE = 0.001;
const STEP = 1e-4;

/**
 * Exponential smoothing with additive errors, damped trend and additive seasons, several of them: Holt & Winters with
 * Taylor's second season. Weights by least squares of the errors one step ahead, from states that the whole known
 * series gives. Undefined with less than two of the longest season, or fewer than 8 points. O(n · seasons) a trial.
 *
 * Source: Hyndman, Koehler, Ord & Snyder (2008), "Forecasting with Exponential Smoothing", chapter 2; Taylor (2003),
 * "Short-term electricity demand forecasting using double seasonal exponential smoothing".
 *
 * @param seasons - shortest first; none for a series without.
 */
export const exponentialSmoothing =
  (seasons: readonly number[]): FitForecaster =>
  (known) => {
    if (known.length < Math.max(8, 2 * (seasons.at(-1) ?? 0))) return undefined;
    const start = levelTrendSeasons(known, seasons);
    const first = seasons.at(-1) ?? 1;
    const errorsOf = (x: Float64Array) => run(known, known.length, seasons, start, weightsOf(x), first).squares;
    const n = START.length + seasons.length;
    const scale = errorsOf(new Float64Array(n));
    const objective = (x: Float64Array) =>
      Math.log(1e-12 + (scale > 0 ? errorsOf(x) / scale : 0)) +
      RIDGE * x.reduce((sum, entry) => sum + entry * entry, 0);
    const { x } = minimise(withDifferences(objective), n, { tolerance: 1e-3, maxIterations: 40 });
    const weights = weightsOf(x);
    return {
      ahead(values, origin, horizon) {
        const { level, trend, indices } = run(values, origin, seasons, start, weights, first);
        let [damped, share] = [0, 1];
        return Float64Array.from({ length: horizon }, (_, h) => {
          share *= weights.damping;
          damped += share;
          return seasons.reduce((sum, season, s) => sum + indices[s]![(origin + h) % season]!, level + damped * trend);
        });
      },
    };
  };

function weightsOf(x: Float64Array): SmoothingWeights {
  const shares = Array.from(x, (entry, i) => 1 / (1 + Math.exp(-entry - (START[i] ?? SEASON_START))));
  const [level, trend, damping, ...seasons] = shares;
  return { level: level!, trend: trend!, damping: MIN_DAMPING + DAMPING_RANGE * damping!, seasons };
}

/** The states after `until` points, and the squared errors one step ahead from point `first` on. */
function run(
  values: Float64Array,
  until: number,
  seasons: readonly number[],
  start: Parts,
  weights: SmoothingWeights,
  first: number,
) {
  let { level, trend } = start;
  const indices = start.seasons.map((season) => season.slice());
  const places = seasons.map(() => 0);
  let squares = 0;
  for (let t = 0; t < until; t++) {
    let forecast = level + weights.damping * trend;
    for (let s = 0; s < places.length; s++) forecast += indices[s]![places[s]!]!;
    const error = values[t]! - forecast;
    if (t >= first) squares += error * error;
    level += weights.damping * trend + weights.level * error;
    trend = weights.damping * trend + weights.trend * weights.level * error;
    for (let s = 0; s < places.length; s++) {
      indices[s]![places[s]!]! += weights.seasons[s]! * error;
      places[s] = places[s]! + 1 === seasons[s] ? 0 : places[s]! + 1;
    }
  }
  return { squares, level, trend, indices };
}

/** The gradient by forward differences: the weights are few, and a run is short. */
const withDifferences = (objective: (x: Float64Array) => number) => (x: Float64Array, gradient: Float64Array) => {
  const value = objective(x);
  const moved = x.slice();
  for (let i = 0; i < x.length; i++) {
    moved[i]! += STEP;
    gradient[i] = (objective(moved) - value) / STEP;
    moved[i] = x[i]!;
  }
  return value;
};
