/**
 * The inverse of a symmetric positive definite matrix (d, d), row by row. O(d³).
 * @throws RangeError when the matrix is not positive definite.
 */
export function invertPositiveDefinite(matrix: ArrayLike<number>, d: number): Float64Array {
  const lower = choleskyFactor(matrix, d);
  const inverse = new Float64Array(d * d);
  const column = new Float64Array(d);
  for (let c = 0; c < d; c++) {
    column.fill(0);
    column[c] = 1;
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < i; k++) column[i]! -= lower[i * d + k]! * column[k]!;
      column[i]! /= lower[i * d + i]!;
    }
    for (let i = d - 1; i >= 0; i--) {
      for (let k = i + 1; k < d; k++) column[i]! -= lower[k * d + i]! * column[k]!;
      column[i]! /= lower[i * d + i]!;
    }
    for (let i = 0; i < d; i++) inverse[i * d + c] = column[i]!;
  }
  return inverse;
}

/**
 * L (d, d), row by row, of matrix = L Lᵀ; above the diagonal it holds what the matrix holds there. O(d³).
 * @throws RangeError when the matrix is not positive definite.
 */
export function choleskyFactor(matrix: ArrayLike<number>, d: number): Float64Array {
  const lower = Float64Array.from(matrix);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = lower[i * d + j]!;
      for (let k = 0; k < j; k++) rest -= lower[i * d + k]! * lower[j * d + k]!;
      if (i === j && !(rest > 0)) throw new RangeError(`row ${i}: the matrix is not positive definite`);
      lower[i * d + j] = i === j ? Math.sqrt(rest) : rest / lower[j * d + j]!;
    }
  }
  return lower;
}
