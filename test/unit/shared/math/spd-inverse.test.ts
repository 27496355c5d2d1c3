import { describe, expect, it } from 'vitest';
import { subtractProduct } from '../../../../shared/math/gemm.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { invertSpd } from '../../../../shared/math/spd-inverse.ts';
import { naiveInverse } from '../../../support/reference/ease.ts';

/** AᵀA + I of a random A: positive definite. */
function somePositiveDefinite(seed: number, n: number): number[][] {
  const random = seededRandom(seed);
  const a = Array.from({ length: n }, () => Array.from({ length: n }, () => random() - 0.5));
  return a.map((_, i) => a.map((_, j) => a.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? 1 : 0)));
}

describe('invertSpd', () => {
  it.each([1, 3, 64, 65, 150, 200])('gives both halves of the inverse of %i rows', (n) => {
    const matrix = somePositiveDefinite(n, n);
    const lower = Float32Array.from(matrix.flatMap((row, i) => row.map((value, j) => (j <= i ? value : NaN))));
    invertSpd(lower, n);
    const expected = naiveInverse(matrix).flat();
    const worst = Math.max(...expected.map((value, at) => Math.abs(value - lower[at]!)));
    expect(worst).toBeLessThan(2e-5);
  });

  it('refuses what is not positive definite, naming the pivot, and a wrong size', () => {
    expect(() => invertSpd(Float32Array.of(1, 0, 2, 1), 2)).toThrow('pivot 1 is -3');
    expect(() => invertSpd(new Float32Array(3), 2)).toThrow('want 4 numbers, got 3');
  });
});

describe('subtractProduct', () => {
  it('takes the product from the target, whatever the sizes and strides', () => {
    const random = seededRandom(4);
    const numbers = (length: number) => Float32Array.from({ length }, () => Math.floor(random() * 9) - 4);
    for (const [rowCount, columnCount, innerCount] of [
      [1, 1, 1],
      [4, 4, 3],
      [6, 7, 5],
      [9, 530, 2],
    ] as const) {
      const [leftStride, rightStride, targetStride] = [innerCount + 1, columnCount + 2, columnCount + 3];
      const left = numbers(rowCount * leftStride);
      const right = numbers(innerCount * rightStride);
      const target = numbers(rowCount * targetStride);
      const expected = target.slice();
      for (let i = 0; i < rowCount; i++) {
        for (let j = 0; j < columnCount; j++) {
          for (let p = 0; p < innerCount; p++)
            expected[i * targetStride + j]! -= left[i * leftStride + p]! * right[p * rightStride + j]!;
        }
      }
      subtractProduct({
        rowCount,
        columnCount,
        innerCount,
        left,
        leftStride,
        right,
        rightStride,
        target,
        targetStride,
      });
      expect(target).toEqual(expected);
    }
  });
});
