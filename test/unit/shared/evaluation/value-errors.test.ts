import { describe, expect, it } from 'vitest';
import { intervalCoverage, tenthsOf, valueErrors } from '../../../../shared/evaluation/value-errors.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const numbers = (...values: number[]) => Float64Array.from(values);

describe('errors of foreseen values', () => {
  it('are none of what came true', () => {
    const values = Float64Array.from({ length: 20 }, (_, i) => i);
    expect(valueErrors(values, values)).toEqual({
      spearman: 1,
      totalRatio: 1,
      calibrationError: 0,
      mae: 0,
      topTenthShare: (18 + 19) / 190,
    });
  });

  it('tell order, level and calibration apart', () => {
    const actual = Float64Array.from({ length: 20 }, (_, i) => i);
    const twice = valueErrors(
      actual.map((value) => 2 * value),
      actual,
    );
    expect(twice).toMatchObject({ spearman: 1, totalRatio: 2, calibrationError: 1 });
    const even = valueErrors(new Float64Array(20).fill(9.5), actual);
    expect(even).toMatchObject({ spearman: null, totalRatio: 1 });
    expect(even.calibrationError).toBeCloseTo(100 / 190, 12); // tenths of two: 9, 7, 5, 3, 1 off, twice, of a mean of 9.5
  });

  it('are null where they have no meaning', () => {
    expect(valueErrors(numbers(), numbers())).toEqual({
      spearman: null,
      totalRatio: null,
      calibrationError: null,
      mae: null,
      topTenthShare: null,
    });
    expect(valueErrors(numbers(1, 2), numbers(0, 0))).toMatchObject({ totalRatio: null, mae: 1.5 });
    expect(tenthsOf(numbers(1, 2, 3), numbers(3, 2, 1)).map(({ people }) => people)).toEqual([1, 1, 1]);
  });
});

describe('coverage of intervals', () => {
  it('is their level where they are the quantiles, with many zeros as without', () => {
    const random = seededRandom(1);
    for (const none of [0, 0.05, 0.5, 0.85, 0.95]) {
      // Uniform on (0, 1) beside the probability of 0: quantile q is (q − none) / (1 − none).
      const quantile = (q: number) => Math.max(0, (q - none) / (1 - none));
      const n = 20_000;
      const actual = Float64Array.from({ length: n }, () => (random() < none ? 0 : random()));
      const fill = (value: number) => new Float64Array(n).fill(value);
      const intervals = { low: fill(quantile(0.1)), high: fill(quantile(0.9)), none: fill(none), level: 0.8 };
      expect(Math.abs(intervalCoverage(intervals, actual)! - 0.8)).toBeLessThan(0.015); // 5 standard errors
      const narrow = { ...intervals, high: fill(quantile(0.6)) };
      if (none < 0.5) expect(intervalCoverage(narrow, actual)!).toBeLessThan(0.55);
    }
    expect(intervalCoverage({ low: numbers(), high: numbers(), none: numbers(), level: 0.8 }, numbers())).toBeNull();
  });
});
