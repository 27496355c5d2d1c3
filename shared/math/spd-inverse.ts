import { subtractProduct } from './gemm.ts';

const BLOCK = 64;

/**
 * Inverts a symmetric positive definite matrix in place, in 32-bit floats.
 *
 * The sweep operator, a block of rows and columns at a time, on the lower triangle: n³ operations, nearly all of them
 * in `subtractProduct` with 64 inner numbers; memory beside the matrix 2 × 64 × n numbers.
 *
 * Source: Goodnight (1979), "A Tutorial on the SWEEP Operator", The American Statistician 33(3).
 *
 * @param matrix - (n, n); only its lower triangle is read; both halves are written.
 * @throws RangeError when a pivot is not above 0: the matrix is not positive definite, or too nearly not.
 */
export function invertSpd(matrix: Float32Array, n: number): void {
  if (matrix.length !== n * n) throw new RangeError(`invertSpd: want ${n * n} numbers, got ${matrix.length}`);
  const panel = new Float32Array(BLOCK * n); // (block, n): the block's rows, across the whole matrix
  const solved = new Float32Array(n * BLOCK); // (n, block): its columns times the inverse of the block
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK);
    const size = to - from;
    readPanel(matrix, n, from, to, panel);
    const inverse = invertBlock(matrix, n, from, size);
    solvePanel(panel, inverse, n, size, solved);
    for (let top = 0; top < n; top += BLOCK) {
      if (top === from) continue;
      const bottom = Math.min(n, top + BLOCK);
      subtractProduct({
        rowCount: bottom - top,
        columnCount: bottom,
        innerCount: size,
        left: solved.subarray(top * BLOCK),
        leftStride: BLOCK,
        right: panel,
        rightStride: n,
        target: matrix.subarray(top * n),
        targetStride: n,
      });
    }
    writePanel(matrix, n, from, to, solved, inverse);
  }
  // Swept all over, the matrix is −1 times its inverse.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = -matrix[i * n + j]!;
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    }
  }
}

/** Rows from … to of the symmetric matrix, of which the lower triangle is kept. */
function readPanel(matrix: Float32Array, n: number, from: number, to: number, panel: Float32Array): void {
  for (let row = from; row < to; row++) {
    panel.set(matrix.subarray(row * n, row * n + row + 1), (row - from) * n);
    for (let below = row + 1; below < n; below++) panel[(row - from) * n + below] = matrix[below * n + row]!;
  }
}

/** The inverse of a diagonal block, in doubles: Gauss and Jordan without pivoting, which such a matrix does not need. */
function invertBlock(matrix: Float32Array, n: number, from: number, size: number): Float64Array {
  const block = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) block[i * size + j] = matrix[(from + Math.max(i, j)) * n + from + Math.min(i, j)]!;
  }
  for (let k = 0; k < size; k++) {
    const pivot = block[k * size + k]!;
    if (!(pivot > 0 && pivot < Infinity)) throw new RangeError(`invertSpd: pivot ${from + k} is ${pivot}, want > 0`);
    block[k * size + k] = 1;
    for (let j = 0; j < size; j++) block[k * size + j]! /= pivot;
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const factor = block[i * size + k]!;
      block[i * size + k] = 0;
      for (let j = 0; j < size; j++) block[i * size + j]! -= factor * block[k * size + j]!;
    }
  }
  return block;
}

function solvePanel(panel: Float32Array, inverse: Float64Array, n: number, size: number, solved: Float32Array): void {
  const sums = new Float64Array(size);
  for (let row = 0; row < n; row++) {
    sums.fill(0);
    for (let p = 0; p < size; p++) {
      const value = panel[p * n + row]!;
      if (value === 0) continue;
      for (let j = 0; j < size; j++) sums[j]! += value * inverse[p * size + j]!;
    }
    solved.set(sums, row * BLOCK);
  }
}

/** The swept rows and columns themselves. The block's rows were part of other blocks' updates; they are overwritten. */
function writePanel(
  matrix: Float32Array,
  n: number,
  from: number,
  to: number,
  solved: Float32Array,
  inverse: Float64Array,
): void {
  const size = to - from;
  for (let row = from; row < to; row++) {
    for (let column = 0; column < from; column++) matrix[row * n + column] = solved[column * BLOCK + row - from]!;
    for (let column = from; column < to; column++)
      matrix[row * n + column] = -inverse[(row - from) * size + column - from]!;
  }
  for (let row = to; row < n; row++) {
    for (let column = from; column < to; column++) matrix[row * n + column] = solved[row * BLOCK + column - from]!;
  }
}
