import { quantile } from '../../math/paired-bootstrap.ts';
import { exponentialSmoothing } from './exponential-smoothing.ts';
import { type FitForecaster, ofLogarithm, seasonalNaive } from './forecaster.ts';
import { lagRegression } from './lag-regression.ts';

export interface SeriesForecast {
  /** (horizon) */
  readonly point: Float64Array;
  /** Of each level, in their order, (horizon). */
  readonly quantiles: readonly Float64Array[];
  /** Root mean squared error that trials let one expect, (horizon), > 0. */
  readonly spread: Float64Array;
  /** Nothing is foreseen below it: 0 where no value was below 0, else −Infinity. */
  readonly floor: number;
  /** What each forecaster counted, by its name; together 1. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface ForecastSettings {
  readonly horizon: number;
  /** Shortest first; those that are too long for the series are passed over. */
  readonly seasons: readonly number[];
  /** Of the quantiles, each in (0, 1). */
  readonly levels: readonly number[];
}

/** Origins, evenly spaced, from which forecasters are tried on what is known. */
const TRIED_ORIGINS = 12;
/** A forecaster counts by its error to this power. */
const ERROR_POWER = -2;

/**
 * A series' next values and how sure they are. Several forecasters (seasonal naive, exponential smoothing, regression
 * on lags, the last two also of the logarithm) are fitted on all but the newest points, tried on those from several
 * origins, and counted by the inverse square of their mean absolute errors; then they are fitted anew on all. Quantiles
 * are the point plus quantiles of the combination's own errors in those trials, in units of a spread that grows with
 * the horizon. What was never below 0 is not foreseen below 0.
 *
 * Source: Bates & Granger (1969), "The Combination of Forecasts"; errors of trials for intervals: Chatfield (1993),
 * "Calculating Interval Forecasts", section 4.
 *
 * @throws RangeError when there is no value, or one is not finite, or the horizon is not a whole number ≥ 1.
 */
export function forecastSeries(values: Float64Array, settings: ForecastSettings): SeriesForecast {
  const { horizon, levels } = settings;
  if (values.length === 0) throw new RangeError('forecastSeries: want at least one value');
  if (!values.every(Number.isFinite)) throw new RangeError('forecastSeries: want finite values');
  if (!(Number.isInteger(horizon) && horizon >= 1))
    throw new RangeError(`forecastSeries: horizon ${horizon} is not ≥ 1`);
  const members = membersOf(settings.seasons.filter((season) => 3 * season <= values.length));
  const trial = tried(values, members, horizon);
  const refitted = members.flatMap(({ name, learn }) => {
    const weight = trial.weights.get(name) ?? 0;
    const fitted = weight > 0 ? learn(values) : undefined;
    return fitted === undefined ? [] : [{ name, weight, ahead: fitted.ahead(values, values.length, horizon) }];
  });
  const total = refitted.reduce((sum, { weight }) => sum + weight, 0);
  const floor = values.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const point = new Float64Array(horizon);
  for (const { weight, ahead } of refitted) for (let h = 0; h < horizon; h++) point[h]! += (weight / total) * ahead[h]!;
  return {
    point: point.map((value) => Math.max(floor, value)),
    quantiles: levels.map((level) =>
      point.map((value, h) => Math.max(floor, value + trial.spreadAt(h) * quantile(trial.errors, level))),
    ),
    spread: point.map((_, h) => Math.max(Number.MIN_VALUE, trial.spreadAt(h))),
    floor,
    weights: Object.fromEntries(refitted.map(({ name, weight }) => [name, weight / total])),
  };
}

interface Member {
  readonly name: string;
  readonly learn: FitForecaster;
}

function membersOf(seasons: readonly number[]): readonly Member[] {
  const learnt: readonly Member[] = [
    { name: 'smoothing', learn: exponentialSmoothing(seasons) },
    { name: 'lags', learn: lagRegression(seasons) },
  ];
  return [
    ...[1, ...seasons].map((season) => ({ name: `naive-${season}`, learn: seasonalNaive(season) })),
    ...learnt,
    ...learnt.map(({ name, learn }) => ({ name: `log-${name}`, learn: ofLogarithm(learn) })),
  ];
}

interface Trial {
  readonly weights: ReadonlyMap<string, number>;
  /** The combination's errors, each over the spread at its horizon; sorted. */
  readonly errors: Float64Array;
  /** Root mean squared error h steps after the first. */
  spreadAt(h: number): number;
}

/** A member is known by its forecasts from each origin of the newest two horizons, or of the newer half if shorter. */
function tried(values: Float64Array, members: readonly Member[], horizon: number): Trial {
  const held = Math.min(2 * horizon, Math.floor(values.length / 2));
  const reach = Math.max(1, Math.min(horizon, Math.ceil(held / 2)));
  const from = Math.max(1, values.length - held);
  if (from + reach > values.length) return untried(members, values);
  const origins = spacedOrigins(from, values.length - reach);
  const known = values.subarray(0, from);
  const runs = members.flatMap(({ name, learn }) => {
    const fitted = learn(known);
    return fitted === undefined ? [] : [{ name, paths: origins.map((origin) => fitted.ahead(values, origin, reach)) }];
  });
  const actual = origins.map((origin) => values.subarray(origin, origin + reach));
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length || 1;
  const weights = runs.map(({ paths }) => (meanError(paths, actual) + 1e-9 * size) ** ERROR_POWER);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const errors = origins.map((_, o) =>
    actual[o]!.map((value, h) =>
      runs.reduce((error, { paths }, m) => error - (weights[m]! / total) * paths[o]![h]!, value),
    ),
  );
  const spreadAt = spreadOf(errors, 1e-9 * size);
  return {
    weights: new Map(runs.map(({ name }, m) => [name, weights[m]!])),
    errors: Float64Array.from(errors.flatMap((path) => Array.from(path, (error, h) => error / spreadAt(h)))).sort(),
    spreadAt,
  };
}

/** Of a single value all that is known is that the next may be like it. */
function untried(members: readonly Member[], values: Float64Array): Trial {
  const size = Math.abs(values[0]!);
  return { weights: new Map([[members[0]!.name, 1]]), errors: Float64Array.of(-1, 0, 1), spreadAt: () => size };
}

function spacedOrigins(first: number, last: number): readonly number[] {
  const count = Math.min(TRIED_ORIGINS, last - first + 1);
  return Array.from({ length: count }, (_, i) => first + Math.round((i * (last - first)) / Math.max(1, count - 1)));
}

function meanError(paths: readonly Float64Array[], actual: readonly Float64Array[]): number {
  let [sum, count] = [0, 0];
  paths.forEach((path, o) => {
    for (let h = 0; h < path.length; h++) sum += Math.abs(path[h]! - actual[o]![h]!);
    count += path.length;
  });
  return sum / count;
}

/** A straight line through the squared errors by horizon, never falling: variances of sums of errors add up. */
function spreadOf(errors: readonly Float64Array[], least: number): (h: number) => number {
  const reach = errors[0]!.length;
  const squares = Float64Array.from(
    { length: reach },
    (_, h) => errors.reduce((sum, path) => sum + path[h]! ** 2, 0) / errors.length,
  );
  const mean = squares.reduce((sum, square) => sum + square, 0) / reach;
  const middle = (reach - 1) / 2;
  let [product, norm] = [0, 0];
  for (let h = 0; h < reach; h++) {
    product += (h - middle) * (squares[h]! - mean);
    norm += (h - middle) ** 2;
  }
  // At most as steep as a line from 0, so that the first step's variance stays above 0.
  const slope = norm === 0 ? 0 : Math.min(Math.max(0, product / norm), mean / (middle + 1));
  return (h) => Math.sqrt(Math.max(least * least, mean + slope * (h - middle)));
}
