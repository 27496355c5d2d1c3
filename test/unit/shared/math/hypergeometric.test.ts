import { describe, expect, it } from 'vitest';
import { hypergeometricRest } from '../../../../shared/math/hypergeometric.ts';

/** From the rest back to the function. */
const hypergeometric = (a: number, b: number, c: number, z: number): number =>
  1 + (b / c) * hypergeometricRest(a, b, c, z);

describe('the rest of the hypergeometric function', () => {
  it('gives the functions that it is for special values (Abramowitz & Stegun 15.1.3 to 15.1.8)', () => {
    for (const z of [0.01, 0.3, 0.9, 0.99]) {
      expect(hypergeometric(1, 1, 2, z)).toBeCloseTo(-Math.log1p(-z) / z, 10);
      expect(hypergeometric(2.5, 3, 3, z) / (1 - z) ** -2.5).toBeCloseTo(1, 10);
      expect(hypergeometric(0.5, 1, 1.5, z * z)).toBeCloseTo(Math.atanh(z) / z, 10);
      expect(hypergeometric(0.5, 0.5, 1.5, z * z)).toBeCloseTo(Math.asin(z) / z, 8);
    }
  });

  it('is finite where the function’s own b or c is 0', () => {
    // (1)ₙ (1)ₙ₋₁ / ((2)ₙ₋₁ n!) = 1 / n: the logarithm's series.
    expect(hypergeometricRest(1, 0, 1, 0.5)).toBeCloseTo(Math.log(2), 12);
    expect(Number.isFinite(hypergeometricRest(2, 3, 0, 0.5))).toBe(true);
  });

  it('ends where a is a whole number below 0: a polynomial', () => {
    expect(hypergeometric(-2, 3, 4, 0.5)).toBeCloseTo(1 - (2 * 3 * 0.5) / 4 + (2 * 3 * 4 * 0.25) / (4 * 5 * 2), 14);
  });
});
