import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../../shared/math/symmetric-eigen.ts';

/** A symmetric matrix (d, d); rank below d makes eigenvalues that are 0. */
const symmetric = (numbers: readonly number[], d: number, rank: number): number[] =>
  Array.from({ length: d * d }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += numbers[Math.floor(at / d) * d + k]! * numbers[(at % d) * d + k]!;
    return sum;
  });

const aCase = fc.integer({ min: 1, max: 12 }).chain((d) =>
  fc.record({
    d: fc.constant(d),
    rank: fc.integer({ min: 0, max: d }),
    numbers: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: d * d, maxLength: d * d }),
  }),
);

describe('eigenvalues and eigenvectors', () => {
  it('put the matrix together again, and are orthonormal', () => {
    fc.assert(
      fc.property(aCase, ({ d, rank, numbers }) => {
        const matrix = symmetric(numbers, d, rank);
        const { values, vectors } = symmetricEigen(matrix, d);
        const scale = Math.max(1, ...matrix.map(Math.abs));
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) {
            let together = 0;
            let product = 0;
            for (let k = 0; k < d; k++) {
              together += vectors[i * d + k]! * values[k]! * vectors[j * d + k]!;
              product += vectors[k * d + i]! * vectors[k * d + j]!;
            }
            expect(Math.abs(together - matrix[i * d + j]!)).toBeLessThan(1e-12 * scale * d);
            expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-13 * d);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('come to an end where some numbers are next to nothing beside others', () => {
    const d = 12;
    const numbers = new Array<number>(d * d).fill(0);
    const given = [
      [0, -4.3314072281365354e-104],
      [2, 4.8219725404000966e-42],
      [13, 1.9317169127305982e-40],
      [37, -9.435726979178695e-125],
      [49, -9.999999999999513],
      [62, 2.4594238167394825e-105],
      [72, -0.039077878636956866],
      [84, -7.798067709723498e-8],
      [121, 1.0598017537032913e-24],
    ] as const;
    for (const [at, value] of given) numbers[at] = value;
    const matrix = symmetric(numbers, d, 3);
    const { values, vectors } = symmetricEigen(matrix, d);
    matrix.forEach((wanted, at) => {
      const [i, j] = [Math.floor(at / d), at % d];
      const together = values.reduce((sum, value, k) => sum + vectors[i * d + k]! * value * vectors[j * d + k]!, 0);
      expect(Math.abs(together - wanted)).toBeLessThan(1e-10);
    });
  });

  it('leave a diagonal matrix as it is', () => {
    const { values, vectors } = symmetricEigen([3, 0, 0, -2], 2);
    expect([...values]).toEqual([3, -2]);
    expect([...vectors]).toEqual([1, 0, 0, 1]);
  });

  it('refuse what is no number', () => {
    expect(() => symmetricEigen([1, NaN, NaN, 1], 2)).toThrow('symmetricEigen: want finite numbers');
    expect(() => symmetricEigen([Infinity, 0, 0, 1], 2)).toThrow('symmetricEigen: want finite numbers');
  });
});
