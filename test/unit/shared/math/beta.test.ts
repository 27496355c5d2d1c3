import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaBelow, betaQuantile } from '../../../../shared/math/beta.ts';

const binomial = (n: number, k: number): number =>
  Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((product, factor) => product * factor, 1);

describe('the beta distribution', () => {
  it('is a sum of binomial probabilities for whole parameters', () => {
    for (const [a, b] of [
      [1, 1],
      [2, 5],
      [7, 3],
      [20, 15],
    ] as const) {
      for (const x of [0.01, 0.3, 0.5, 0.77, 0.99]) {
        const n = a + b - 1;
        let sum = 0;
        for (let j = a; j <= n; j++) sum += binomial(n, j) * x ** j * (1 - x) ** (n - j);
        expect(betaBelow(x, a, b)).toBeCloseTo(sum, 11);
      }
    }
  });

  it('has the arc sine law for two halves', () => {
    for (const x of [0.001, 0.2, 0.5, 0.9])
      expect(betaBelow(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
    expect([betaBelow(0, 2, 3), betaBelow(1, 2, 3)]).toEqual([0, 1]);
  });

  it('is met again by its quantiles', () => {
    const parameter = fc.double({ min: 0.5, max: 500, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, p) => {
        expect(betaBelow(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 7);
      }),
      { numRuns: 50 },
    );
  });
});
