import { describe, expect, it } from 'vitest';
import { exponentialSmoothing } from '../../shared/learning/forecasting/exponential-smoothing.ts';
import { seasonalNaive } from '../../shared/learning/forecasting/forecaster.ts';
import { lagRegression } from '../../shared/learning/forecasting/lag-regression.ts';
import { sharedSeasons } from '../../shared/learning/forecasting/seasons.ts';
import { forecastSeries } from '../../shared/learning/forecasting/series-forecast.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

/** A level of 100 with a pattern of the hour, a third of it at the weekend, and noise of a known size. */
function hourly(seed: number, n: number, noise: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, (_, t) => {
    const swing = Math.floor(t / 24) % 7 >= 5 ? 10 : 30;
    return 100 + swing * Math.sin((2 * Math.PI * t) / 24) + noise * drawNormal(random);
  });
}
const meanError = (actual: Float64Array, forecast: Float64Array) =>
  actual.reduce((sum, value, h) => sum + Math.abs(value - forecast[h]!), 0) / actual.length;
const settings = { horizon: 48, seasons: [24, 168], levels: [0.1, 0.5, 0.9] };

describe('seasons that series share', () => {
  it('are found, the day and the week, and none in noise', () => {
    const series = [1, 2, 3].map((seed) => hourly(seed, 700, 1));
    expect(sharedSeasons(series)).toEqual([24, 168]);
    const noise = [4, 5, 6].map((seed) => {
      const random = seededRandom(seed);
      return new Float64Array(700).map(() => drawNormal(random));
    });
    expect(sharedSeasons(noise)).toEqual([]);
    expect(sharedSeasons([])).toEqual([]);
  });
});

describe('forecasters', () => {
  const series = hourly(7, 700, 0);

  // A tenth of the swing: weights are held to where they start, and the week's few points are drawn towards none.
  it('go on with a pattern that has no noise', () => {
    const [known, next] = [series.subarray(0, 652), series.subarray(652)];
    for (const learn of [seasonalNaive(168), exponentialSmoothing([24, 168]), lagRegression([24, 168])])
      expect(meanError(next, learn(known)!.ahead(known, known.length, 48))).toBeLessThan(3);
  });

  it('read nothing after the origin', () => {
    const other = series.map((value, t) => (t < 600 ? value : -1e6));
    for (const learn of [seasonalNaive(168), exponentialSmoothing([24, 168]), lagRegression([24, 168])]) {
      const fitted = learn(series.subarray(0, 550))!;
      expect(fitted.ahead(other, 600, 48)).toEqual(fitted.ahead(series, 600, 48));
    }
  });

  it('say that they are not to be had of too few points', () => {
    const few = series.subarray(0, 30);
    expect(exponentialSmoothing([24])(few)).toBeUndefined();
    expect(lagRegression([24])(few)).toBeUndefined();
    expect(seasonalNaive(24)(few.subarray(0, 23))).toBeUndefined();
  });

  it('find the coefficients of a planted autoregression: the forecast decays as it does', () => {
    const random = seededRandom(8);
    const values = new Float64Array(4000);
    for (let t = 1; t < values.length; t++) values[t] = 0.8 * values[t - 1]! + drawNormal(random);
    values[values.length - 1] = 10;
    const ahead = lagRegression([])(values)!.ahead(values, values.length, 3);
    // Standard error of a coefficient: √((1 − .64) / 4000) = .0095; times 10, and 4 of them, and the mean's own.
    expect(Math.abs(ahead[0]! - 8)).toBeLessThan(0.5);
    expect(Math.abs(ahead[2]! - 5.12)).toBeLessThan(0.8);
  });
});

describe('the forecast of a series', () => {
  it('has nearly the errors that its noise leaves, far below the naive one’s', () => {
    let [ours, naive] = [0, 0];
    for (const seed of [11, 12, 13]) {
      const series = hourly(seed, 748, 5);
      const [known, next] = [series.subarray(0, 700), series.subarray(700)];
      ours += meanError(next, forecastSeries(known, settings).point) / 3;
      naive += meanError(next, seasonalNaive(24)(known)!.ahead(known, 700, 48)) / 3;
    }
    // The mean absolute error of the noise itself is 5 √(2/π) = 3.99.
    expect(ours).toBeLessThan(1.2 * 3.99);
    expect(naive).toBeGreaterThan(1.3 * 3.99);
  });

  it('has quantiles that hold what they say', () => {
    const inside = [21, 22, 23, 24, 25, 26].map((seed) => {
      const series = hourly(seed, 748, 5);
      const { quantiles } = forecastSeries(series.subarray(0, 700), settings);
      const [low, , high] = quantiles;
      return series.subarray(700).filter((value, h) => value >= low![h]! && value <= high![h]!).length / 48;
    });
    // 288 values: 80 % ± 4 standard errors of 2.4 %.
    const share = inside.reduce((sum, one) => sum + one / inside.length, 0);
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.9);
  });

  it('is the same whenever it is asked, and in whatever unit', () => {
    const series = hourly(31, 400, 5);
    const { point } = forecastSeries(series, settings);
    expect(forecastSeries(series, settings).point).toEqual(point);
    const scaled = forecastSeries(
      series.map((value) => 1000 * value),
      settings,
    ).point;
    scaled.forEach((value, h) => {
      expect(value / 1000).toBeCloseTo(point[h]!, 3);
    });
  });

  it('never fails for want of points, and never foresees less than nothing', () => {
    for (const n of [1, 2, 3, 5, 8, 13, 40]) {
      const { point, quantiles, weights } = forecastSeries(
        new Float64Array(n).map((_, t) => (t % 3 === 0 ? 1 : 0)),
        {
          ...settings,
          horizon: 12,
        },
      );
      expect(point).toHaveLength(12);
      for (const path of [point, ...quantiles]) expect(path.every((value) => value >= 0 && value < 1e6)).toBe(true);
      expect(Object.values(weights).reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    }
    expect(forecastSeries(Float64Array.of(7, 7, 7, 7), settings).point).toEqual(new Float64Array(48).fill(7));
    expect(() => forecastSeries(new Float64Array(0), settings)).toThrow('want at least one value');
  });
});
