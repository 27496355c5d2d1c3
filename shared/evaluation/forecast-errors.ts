/**
 * Symmetric mean absolute percentage error, in percent, 0 to 200: the mean of 200 |y − f| / (|y| + |f|); a point where
 * both are 0 counts 0. Null when there is no point. Asymmetric in spite of its name: forecasts too low cost more.
 *
 * Source: Makridakis, Spiliotis & Assimakopoulos (2020), "The M4 Competition", section 4.
 *
 * @param forecast - as many as actual.
 */
export function smape(actual: Float64Array, forecast: Float64Array): number | null {
  checkLengths('smape', actual, forecast);
  let sum = 0;
  for (let t = 0; t < actual.length; t++) {
    const size = Math.abs(actual[t]!) + Math.abs(forecast[t]!);
    if (size > 0) sum += (200 * Math.abs(actual[t]! - forecast[t]!)) / size;
  }
  return actual.length === 0 ? null : sum / actual.length;
}

/** Mean of |y − f|, in units of the series. Null when there is no point. @param forecast - as many as actual. */
export function meanAbsoluteError(actual: Float64Array, forecast: Float64Array): number | null {
  checkLengths('meanAbsoluteError', actual, forecast);
  let sum = 0;
  for (let t = 0; t < actual.length; t++) sum += Math.abs(actual[t]! - forecast[t]!);
  return actual.length === 0 ? null : sum / actual.length;
}

/**
 * What an error is divided by to be a scaled one: the mean absolute error of the seasonal naive forecast within what
 * was known. Null when the history is no longer than a season or repeats itself to the digit: scaled errors have no
 * meaning there.
 *
 * Source: Hyndman & Koehler (2006), "Another look at measures of forecast accuracy", section 3.
 */
export function seasonalScale(history: Float64Array, season: number): number | null {
  let sum = 0;
  for (let t = season; t < history.length; t++) sum += Math.abs(history[t]! - history[t - season]!);
  return sum > 0 ? sum / (history.length - season) : null;
}

/**
 * Mean loss of a quantile forecast: q |y − f| for each y above it, (1 − q) |y − f| for each below; lowest in
 * expectation for the true quantile. In units of the series. Null when there is no point.
 *
 * Source: Koenker & Bassett (1978), "Regression Quantiles".
 *
 * @param quantile - of the level in (0, 1); as many as actual.
 */
export function pinballLoss(actual: Float64Array, quantile: Float64Array, level: number): number | null {
  checkLengths('pinballLoss', actual, quantile);
  if (!(level > 0 && level < 1)) throw new RangeError(`pinballLoss: level ${level} is outside (0, 1)`);
  let sum = 0;
  for (let t = 0; t < actual.length; t++) {
    const above = actual[t]! - quantile[t]!;
    sum += above >= 0 ? level * above : (level - 1) * above;
  }
  return actual.length === 0 ? null : sum / actual.length;
}

function checkLengths(name: string, actual: Float64Array, forecast: Float64Array): void {
  if (actual.length !== forecast.length)
    throw new RangeError(`${name}: ${forecast.length} forecasts for ${actual.length} values`);
}
