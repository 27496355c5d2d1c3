import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../../../shared/math/gauss-legendre.ts';

const integral = (n: number, f: (x: number) => number): number => {
  const { nodes, weights } = gaussLegendre(n);
  return nodes.reduce((sum, node, i) => sum + weights[i]! * f(node), 0);
};

describe('the rule of Gauss and Legendre', () => {
  it('is exact for polynomials of degree 2n − 1, and not of 2n', () => {
    for (const n of [1, 2, 5, 16, 32]) {
      for (let degree = 0; degree < 2 * n; degree++)
        expect(integral(n, (x) => x ** degree)).toBeCloseTo(1 / (degree + 1), 13);
    }
    expect(Math.abs(integral(2, (x) => x ** 4) - 1 / 5)).toBeGreaterThan(1e-3);
  });

  it('has the nodes that are printed for two and three', () => {
    const printed = (node: number) => (1 + node) / 2;
    expect([...gaussLegendre(2).nodes]).toEqual([printed(-1 / Math.sqrt(3)), printed(1 / Math.sqrt(3))].map(near));
    expect([...gaussLegendre(3).weights]).toEqual([5 / 18, 8 / 18, 5 / 18].map(near));
  });
});

const near = (value: number) => expect.closeTo(value, 14);
