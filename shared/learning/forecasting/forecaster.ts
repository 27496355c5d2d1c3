/** A way to go on with a series, learnt from its first points. */
export interface Forecaster {
  /**
   * The points after the first `origin`, which are read; what was learnt before stays.
   * @param origin - no fewer than it was fitted on.
   * @returns (horizon)
   */
  ahead(values: Float64Array, origin: number, horizon: number): Float64Array;
}

/** @returns undefined where there are too few points to learn it. */
export type FitForecaster = (known: Float64Array) => Forecaster | undefined;

/** What was a season ago, or the last value for a season of 1. */
export const seasonalNaive =
  (season: number): FitForecaster =>
  (known) =>
    known.length < season
      ? undefined
      : {
          ahead: (values, origin, horizon) =>
            Float64Array.from({ length: horizon }, (_, h) => values[origin - season + (h % season)]!),
        };

/**
 * A forecaster of the logarithm, so that what adds up there multiplies here; only for series above 0. A later value that
 * is not is taken as half the lowest.
 */
export const ofLogarithm =
  (learn: FitForecaster): FitForecaster =>
  (known) => {
    const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    if (!(low > 0 && low < Number.POSITIVE_INFINITY)) return undefined;
    const logarithms = (values: Float64Array) => values.map((value) => Math.log(Math.max(value, low / 2)));
    const fitted = learn(logarithms(known));
    return (
      fitted && {
        ahead: (values, origin, horizon) =>
          fitted.ahead(logarithms(values.subarray(0, origin)), origin, horizon).map(Math.exp),
      }
    );
  };
