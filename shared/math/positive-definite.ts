/**
 * The inverse of a symmetric positive definite matrix (d, d), row by row. O(d³).
 * @throws RangeError when the matrix is not positive definite.
 */
export function invertPositiveDefinite(matrix: ArrayLike<number>, d: number): Float64Array {
  const lower = choleskyFactor(matrix, d);
  const inverse = new Float64Array(d * d);
  const turned = transposed(lower, d); // down a column of it would be a step of d numbers
  const column = new Float64Array(d);
  for (let c = 0; c < d; c++) {
    column.fill(0);
    column[c] = 1;
    // Above its own row the column stays 0.
    for (let i = c; i < d; i++) {
      let rest = column[i]!;
      for (let k = c, at = i * d + c; k < i; k++, at++) rest -= lower[at]! * column[k]!;
      column[i] = rest / lower[i * d + i]!;
    }
    for (let i = d - 1; i >= 0; i--) {
      let rest = column[i]!;
      for (let k = i + 1, at = i * d + k; k < d; k++, at++) rest -= turned[at]! * column[k]!;
      column[i] = rest / lower[i * d + i]!;
    }
    for (let i = 0; i < d; i++) inverse[i * d + c] = column[i]!;
  }
  return inverse;
}

function transposed(matrix: Float64Array, d: number): Float64Array {
  const turned = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) turned[j * d + i] = matrix[i * d + j]!;
  return turned;
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
