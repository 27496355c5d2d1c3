import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaBinomialTail, chiSquareTail, logGamma, normalTail } from '../../../../shared/math/distributions.ts';

describe('tails of distributions', () => {
  it('know the gamma function at whole and half numbers', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(101)).toBeCloseTo(363.7393755555635, 9);
  });

  it('agree with printed tables', () => {
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 10);
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 10);
    expect(chiSquareTail(0, 3)).toBe(1);
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 10);
    expect(normalTail(-1.959963984540054)).toBeCloseTo(0.975, 10);
    expect(normalTail(6)).toBeCloseTo(9.865876450376981e-10, 18);
  });

  it('with two degrees of freedom are an exponential', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 200, noNaN: true }), (x) => {
        expect(chiSquareTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('of a beta-binomial are uniform for a uniform prior', () => {
    for (let count = 0; count <= 10; count++)
      expect(betaBinomialTail(count, 10, 1, 1)).toBeCloseTo((11 - count) / 11, 9);
    expect(betaBinomialTail(11, 10, 1, 1)).toBe(0);
  });

  it('of a beta-binomial meet their normal where it takes over', () => {
    const [a, b] = [200.5, 1800.5];
    for (const count of [480, 520, 560]) {
      const [exact, normal] = [betaBinomialTail(count, 5000, a, b), betaBinomialTail(count * 1.0002, 5001, a, b)];
      expect(Math.abs(exact - normal)).toBeLessThan(0.01);
    }
  });
});
