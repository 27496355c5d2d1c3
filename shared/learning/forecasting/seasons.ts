/** Mean autocorrelation from which a season is believed. */
const MIN_CORRELATION = 0.25;
/** Of the highest one: a season is the shortest lag that is almost as good as any. */
const NEAR_HIGHEST = 0.5;
/** How much more the longer season must explain than its neighbours, in autocorrelation. */
const MIN_GAIN = 0.01;
/** Of an autocorrelation where there is none, by Bartlett (1946): 1 / √points. */
const STANDARD_ERRORS = 3;
const MAX_SERIES = 200;
const MAX_LAG = 400;

/**
 * The seasons that many series share, shortest first, at most two: lags at which differences of successive values come
 * again, by the mean of the series' autocorrelations. The second is a multiple of the first that stands out among its
 * multiples. Of many series 200 are looked at, evenly spaced. O(series × n × lags).
 *
 * Source: Box & Jenkins (1970), chapter 9, on reading seasons off the autocorrelations of differences.
 */
export function sharedSeasons(series: readonly Float64Array[]): readonly number[] {
  const step = Math.max(1, Math.ceil(series.length / MAX_SERIES));
  const looked = series.filter((_, i) => i % step === 0);
  const lengths = looked.map(({ length }) => length).sort((a, b) => a - b);
  const maxLag = Math.min(MAX_LAG, Math.floor((lengths[lengths.length >> 1] ?? 0) / 3));
  const correlations = meanCorrelations(looked, maxLag + 1);
  // What merely fades, such as a swing's neighbouring lags, does not fall to half and come again.
  const falls = (lag: number) => correlations.subarray(lag, 2 * lag).some((one) => one < correlations[lag]! / 2);
  const isPeak = (lag: number) =>
    correlations[lag]! > correlations[lag - 1]! && correlations[lag]! > correlations[lag + 1]! && falls(lag);
  const peaks = Array.from({ length: Math.max(0, maxLag - 1) }, (_, i) => i + 2).filter(
    (lag) => isPeak(lag) && correlations[lag]! >= MIN_CORRELATION,
  );
  const highest = Math.max(0, ...peaks.map((lag) => correlations[lag]!));
  const near = peaks.find((lag) => correlations[lag]! >= NEAR_HIGHEST * highest);
  if (near === undefined) return [];
  // Noise can put the peak beside the true lag; at its multiples a wrong lag is further off.
  const recurring = (lag: number) => {
    const multiples = Math.floor(maxLag / lag);
    let sum = 0;
    for (let k = 1; k <= multiples; k++) sum += correlations[k * lag]!;
    return sum / multiples;
  };
  const first = Array.from({ length: maxLag }, (_, i) => i + 1)
    .filter((lag) => lag > 0.75 * near && lag < 1.5 * near)
    .reduce((best, lag) => (recurring(lag) > recurring(best) ? lag : best), near);
  const multiples = Array.from({ length: Math.floor(maxLag / first) }, (_, i) => (i + 1) * first).filter(
    (lag) => lag >= 2 * first && lag + first <= maxLag && correlations[lag]! >= MIN_CORRELATION,
  );
  const gain = (lag: number) => correlations[lag]! - Math.max(correlations[lag - first]!, correlations[lag + first]!);
  const second = multiples.reduce<number | undefined>(
    (best, lag) => (best === undefined || gain(lag) > gain(best) ? lag : best),
    undefined,
  );
  const points = lengths.reduce((sum, length) => sum + length, 0);
  const least = Math.max(MIN_GAIN, STANDARD_ERRORS / Math.sqrt(points));
  return second === undefined || gain(second) < least ? [first] : [first, second];
}

function meanCorrelations(series: readonly Float64Array[], maxLag: number): Float64Array {
  const sums = new Float64Array(maxLag + 1);
  let count = 0;
  for (const values of series) {
    const changes = values.subarray(1).map((value, t) => value - values[t]!);
    const mean = changes.reduce((sum, value) => sum + value, 0) / (changes.length || 1);
    const centred = changes.map((value) => value - mean);
    const variance = centred.reduce((sum, value) => sum + value * value, 0);
    if (!(variance > 0)) continue;
    count++;
    for (let lag = 0; lag <= maxLag; lag++) {
      let product = 0;
      for (let t = lag; t < centred.length; t++) product += centred[t]! * centred[t - lag]!;
      // Fewer pairs are that far apart: without their number, longer lags would always look worse.
      sums[lag]! += (product / variance) * (centred.length / Math.max(1, centred.length - lag));
    }
  }
  return sums.map((sum) => (count === 0 ? 0 : sum / count));
}
