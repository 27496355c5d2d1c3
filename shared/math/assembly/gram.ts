import { mulAdd } from './vectors';

/** Rows that are multiplied at a time: 64 rows of 64 floats are 16 KiB, which stay in the nearest cache. */
const TILE_ROWS = 64;

/**
 * The Gram matrices FᵀF of the blocks [first, end) of the rows. Blocks do not depend on the number of threads, so
 * neither does the sum of their matrices.
 *
 * @param factors - (rowCount, bytes / 4)
 * @param partials - (blockCount, bytes / 4, bytes / 4), zeros; the lower triangle and what a tile holds of the upper.
 */
export function gramBlocks(
  _thread: i32,
  first: i32,
  end: i32,
  factors: usize,
  rowCount: i32,
  bytes: usize,
  blockCount: i32,
  partials: usize,
): void {
  const blockRows = (rowCount + blockCount - 1) / blockCount;
  for (let block = first; block < end; block++) {
    const out = partials + usize(block) * bytes * (bytes >> 2);
    const lastRow = min(rowCount, (block + 1) * blockRows);
    for (let row = block * blockRows; row < lastRow; row += TILE_ROWS) {
      addGram(factors + usize(row) * bytes, min(TILE_ROWS, lastRow - row), bytes, out);
    }
  }
}

/** out += RᵀR for rows R, by tiles of 4 × 8 that touch the lower triangle. */
function addGram(rows: usize, rowCount: i32, bytes: usize, out: usize): void {
  const last = rows + usize(rowCount) * bytes;
  for (let i: usize = 0; i < bytes; i += 16) {
    for (let j: usize = 0; j <= i; j += 32) {
      const o = out + (i >> 2) * bytes + j;
      let a0 = v128.load(o);
      let a1 = v128.load(o, 16);
      let b0 = v128.load(o + bytes);
      let b1 = v128.load(o + bytes, 16);
      let c0 = v128.load(o + 2 * bytes);
      let c1 = v128.load(o + 2 * bytes, 16);
      let d0 = v128.load(o + 3 * bytes);
      let d1 = v128.load(o + 3 * bytes, 16);
      for (let row = rows; row < last; row += bytes) {
        const left = v128.load(row + j);
        const right = v128.load(row + j, 16);
        const a = v128.load32_splat(row + i);
        a0 = mulAdd(a0, a, left);
        a1 = mulAdd(a1, a, right);
        const b = v128.load32_splat(row + i, 4);
        b0 = mulAdd(b0, b, left);
        b1 = mulAdd(b1, b, right);
        const c = v128.load32_splat(row + i, 8);
        c0 = mulAdd(c0, c, left);
        c1 = mulAdd(c1, c, right);
        const d = v128.load32_splat(row + i, 12);
        d0 = mulAdd(d0, d, left);
        d1 = mulAdd(d1, d, right);
      }
      v128.store(o, a0);
      v128.store(o, a1, 16);
      v128.store(o + bytes, b0);
      v128.store(o + bytes, b1, 16);
      v128.store(o + 2 * bytes, c0);
      v128.store(o + 2 * bytes, c1, 16);
      v128.store(o + 3 * bytes, d0);
      v128.store(o + 3 * bytes, d1, 16);
    }
  }
}
