import { mulAdd } from './vectors';

/** Rows that are multiplied at a time. */
const TILE_ROWS = 4;

/**
 * Multiplies the rows of blocks [first, end) by a matrix from the right, in place.
 *
 * @param rows - (rowCount, bytes / 4); a block is four rows, the last one maybe fewer.
 * @param matrix - (bytes / 4, bytes / 4)
 * @param scratch - four rows a thread.
 */
export function rotateBlocks(
  thread: i32,
  first: i32,
  end: i32,
  rows: usize,
  rowCount: i32,
  matrix: usize,
  bytes: usize,
  scratch: usize,
): void {
  const copies = scratch + usize(thread) * TILE_ROWS * bytes;
  for (let block = first; block < end; block++) {
    const at = rows + usize(block) * TILE_ROWS * bytes;
    const count = min(TILE_ROWS, rowCount - block * TILE_ROWS);
    memory.copy(copies, at, usize(count) * bytes);
    if (count === TILE_ROWS) rotateFour(copies, matrix, bytes, at);
    else
      for (let row: usize = 0; row < usize(count); row++)
        rotateOne(copies + row * bytes, matrix, bytes, at + row * bytes);
  }
}

function rotateFour(from: usize, matrix: usize, bytes: usize, to: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let c0 = f32x4.splat(0);
    let c1 = f32x4.splat(0);
    let d0 = f32x4.splat(0);
    let d1 = f32x4.splat(0);
    let row = matrix + at;
    for (let k = from; k < from + bytes; k += 4) {
      const left = v128.load(row);
      const right = v128.load(row, 16);
      const a = v128.load32_splat(k);
      a0 = mulAdd(a0, a, left);
      a1 = mulAdd(a1, a, right);
      const b = v128.load32_splat(k + bytes);
      b0 = mulAdd(b0, b, left);
      b1 = mulAdd(b1, b, right);
      const c = v128.load32_splat(k + 2 * bytes);
      c0 = mulAdd(c0, c, left);
      c1 = mulAdd(c1, c, right);
      const d = v128.load32_splat(k + 3 * bytes);
      d0 = mulAdd(d0, d, left);
      d1 = mulAdd(d1, d, right);
      row += bytes;
    }
    v128.store(to + at, a0);
    v128.store(to + at, a1, 16);
    v128.store(to + at + bytes, b0);
    v128.store(to + at + bytes, b1, 16);
    v128.store(to + at + 2 * bytes, c0);
    v128.store(to + at + 2 * bytes, c1, 16);
    v128.store(to + at + 3 * bytes, d0);
    v128.store(to + at + 3 * bytes, d1, 16);
  }
}

function rotateOne(from: usize, matrix: usize, bytes: usize, to: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f32x4.splat(0);
    let row = matrix + at;
    for (let k = from; k < from + bytes; k += 4) {
      sum = mulAdd(sum, v128.load32_splat(k), v128.load(row));
      row += bytes;
    }
    v128.store(to + at, sum);
  }
}
