import { describe, expect, it } from 'vitest';
import { minimise } from '../../../../shared/math/minimise.ts';

const options = { tolerance: 1e-10, maxIterations: 200 };

describe('minimise', () => {
  it('finds the bottom of a badly scaled bowl', () => {
    const scales = [1, 1e2, 1e4, 1e-2];
    const found = minimise(
      (x, gradient) => {
        scales.forEach((scale, i) => {
          gradient[i] = scale * (x[i]! - i);
        });
        return scales.reduce((sum, scale, i) => sum + (scale / 2) * (x[i]! - i) ** 2, 0);
      },
      scales.length,
      options,
    );
    expect(found.gradientNorm).toBeLessThanOrEqual(1e-10);
    found.x.forEach((at, i) => {
      expect(at).toBeCloseTo(i, 6);
    });
  });

  it('stays where nothing is to be won, and within the iterations allowed', () => {
    const flat = minimise(() => 7, 3, options);
    expect([flat.value, flat.iterations, [...flat.x]]).toEqual([7, 0, [0, 0, 0]]);
    const steep = (x: Float64Array, gradient: Float64Array) => {
      gradient[0] = 4 * (x[0]! - 9) ** 3;
      return (x[0]! - 9) ** 4;
    };
    expect(minimise(steep, 1, { ...options, maxIterations: 3 }).iterations).toBe(3);
  });
});
