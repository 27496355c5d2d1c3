import { describe, expect, it } from 'vitest';
import { pairedBootstrap } from '../../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

describe('pairedBootstrap', () => {
  it('holds the true difference in about 95 of 100 repetitions', () => {
    const random = seededRandom(3);
    const repetitions = 200;
    let held = 0;
    for (let r = 0; r < repetitions; r++) {
      const base = Float64Array.from({ length: 100 }, random);
      const better = base.map((value) => value + 0.1 + (random() - 0.5));
      const { low, high } = pairedBootstrap(better, base, { random, resamples: 300 });
      if (low <= 0.1 && 0.1 <= high) held++;
    }
    // Four standard errors of a share of 0.95 in 200, and the known slight undercoverage at n = 100.
    expect(held / repetitions).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / repetitions) - 0.01);
  });

  it('compares row by row: the same noise on both sides cancels', () => {
    const noise = Float64Array.from({ length: 50 }, seededRandom(4));
    const options = { random: seededRandom(5) };
    const { mean, low, high, n } = pairedBootstrap(
      noise.map((v) => v + 1),
      noise,
      options,
    );
    expect(mean).toBeCloseTo(1, 12);
    expect(high - low).toBeLessThan(1e-9);
    expect(n).toBe(50);
  });

  it('spans 1.96 standard errors to either side, where rows are many and well-behaved', () => {
    const [n, resamples] = [400, 4000];
    const rows = Float64Array.from({ length: n }, seededRandom(10));
    const { mean, low, high } = pairedBootstrap(rows, new Float64Array(n), { random: seededRandom(11), resamples });
    const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    const standardError = Math.sqrt(variance / n);
    // A quantile q of R draws has standard deviation √(q(1 − q)/R) / density; here 0.042 standard errors.
    const tolerance = 4 * (Math.sqrt((0.025 * 0.975) / resamples) / 0.0584);
    expect(Math.abs((mean - low) / standardError - 1.96)).toBeLessThan(tolerance);
    expect(Math.abs((high - mean) / standardError - 1.96)).toBeLessThan(tolerance);
  });

  it('is a point where there is one row, and says that it rests on one', () => {
    const interval = pairedBootstrap(Float64Array.of(3), Float64Array.of(1), { random: seededRandom(6) });
    expect(interval).toEqual({ mean: 2, low: 2, high: 2, level: 0.95, n: 1 });
  });

  it('is wider at a higher level', () => {
    const noise = Float64Array.from({ length: 80 }, seededRandom(7));
    const widthAt = (level: number) => {
      const { low, high } = pairedBootstrap(noise, new Float64Array(80), { random: seededRandom(8), level });
      return high - low;
    };
    expect(widthAt(0.99)).toBeGreaterThan(widthAt(0.8));
  });

  it('gives the same interval for the same seed', () => {
    const a = Float64Array.of(1, 0, 1, 1);
    const b = Float64Array.of(0, 0, 1, 0);
    const interval = () => pairedBootstrap(a, b, { random: seededRandom(9) });
    expect(interval()).toEqual(interval());
  });

  it('refuses no rows and unequal rows', () => {
    const options = { random: seededRandom(1) };
    expect(() => pairedBootstrap(new Float64Array(0), new Float64Array(0), options)).toThrow(RangeError);
    expect(() => pairedBootstrap(new Float64Array(2), new Float64Array(1), options)).toThrow('got 2, 1');
  });
});
