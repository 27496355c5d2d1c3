import { offer, sortHeap } from './strongest';

/** Rows that are fetched before they are added. */
const AHEAD = 16;

/**
 * For each column i in [first, end) of a sparse matrix M, the columns j ≠ i of the largest
 * S_ij = outScale_i × (columnScale_j × Σ over rows u of rowScale_u M_ui M_uj), strongest first.
 *
 * Source: Gustavson (1978), "Two Fast Algorithms for Sparse Matrices: Multiplication and Permuted Transposition".
 *
 * @param offsets - of the rows u; columnOffsets and rows are the transposed matrix.
 * @param weights - one an entry, or 0 when all are 1; likewise rowWeights of the transposed matrix.
 * @param columnScales - 0 behind the last, up to a multiple of 16.
 * @param outScores - (columnCount, capacity), likewise outColumns; outSizes says how many of each are used.
 * @param sums - (threads, columnCount rounded up to 16, and 16 more), scratch: zeros.
 */
export function nearestColumns(
  thread: i32,
  first: i32,
  end: i32,
  columnCount: i32,
  offsets: usize,
  columns: usize,
  weights: usize,
  columnOffsets: usize,
  rows: usize,
  rowWeights: usize,
  rowScales: usize,
  columnScales: usize,
  outScales: usize,
  capacity: i32,
  outScores: usize,
  outColumns: usize,
  outSizes: usize,
  sums: usize,
): void {
  const bytes = usize((columnCount + 15) & ~15) << 2;
  const own = sums + usize(thread) * (bytes + 64);
  const fetched = own + bytes;
  for (let column = first; column < end; column++) {
    const entry = columnOffsets + (usize(column) << 2);
    const last = load<i32>(entry, 4);
    for (let at = load<i32>(entry); at < last; at += AHEAD) {
      const stop = min(last, at + AHEAD);
      store<u32>(fetched, fetch(rows, at, stop, offsets, columns));
      addRows(rows, rowWeights, at, stop, offsets, columns, weights, rowScales, own);
    }
    store<f32>(own + (usize(column) << 2), 0);
    const place = usize(column) * (usize(capacity) << 2);
    const size = strongest(own, columnScales, bytes, outScores + place, outColumns + place, capacity);
    sortHeap<f32>(outScores + place, outColumns + place, size);
    scaleBy(load<f32>(outScales + (usize(column) << 2)), outScores + place, size);
    store<i32>(outSizes + (usize(column) << 2), size);
  }
}

/**
 * Reads one number of each cache line of some rows. The reads do not wait for each other, as those of addRows would:
 * measured to save a third of the time.
 */
function fetch(rows: usize, at: i32, stop: i32, offsets: usize, columns: usize): u32 {
  let sum: u32 = 0;
  for (let entry = at; entry < stop; entry++) {
    const row = usize(load<u32>(rows + (usize(entry) << 2))) << 2;
    const end = columns + (usize(load<u32>(offsets + row, 4)) << 2);
    for (let line = columns + (usize(load<u32>(offsets + row)) << 2); line < end; line += 64) sum += load<u32>(line);
  }
  return sum;
}

/** sums += scale_u × M_ui × row u, for the entries (u, i) from `at` to `stop` of a column i. */
function addRows(
  rows: usize,
  rowWeights: usize,
  at: i32,
  stop: i32,
  offsets: usize,
  columns: usize,
  weights: usize,
  rowScales: usize,
  sums: usize,
): void {
  for (let entry = at; entry < stop; entry++) {
    const row = usize(load<u32>(rows + (usize(entry) << 2))) << 2;
    const start = usize(load<u32>(offsets + row)) << 2;
    const end = usize(load<u32>(offsets + row, 4)) << 2;
    const scale = load<f32>(rowScales + row);
    if (weights === 0) addOnes(columns + start, columns + end, scale, sums);
    else addWeights(columns, weights, start, end, scale * load<f32>(rowWeights + (usize(entry) << 2)), sums);
  }
}

function addOnes(at: usize, stop: usize, scale: f32, sums: usize): void {
  for (; at < stop; at += 4) {
    const sum = sums + (usize(load<u32>(at)) << 2);
    store<f32>(sum, load<f32>(sum) + scale);
  }
}

function addWeights(columns: usize, weights: usize, start: usize, stop: usize, scale: f32, sums: usize): void {
  for (let at = start; at < stop; at += 4) {
    const sum = sums + (usize(load<u32>(columns + at)) << 2);
    store<f32>(sum, load<f32>(sum) + scale * load<f32>(weights + at));
  }
}

/**
 * Heaps the largest sum × scale above 0, and clears the sums. Columns come in ascending order, so that one which is no
 * stronger than the weakest kept loses to it.
 */
function strongest(sums: usize, scales: usize, bytes: usize, scores: usize, columns: usize, capacity: i32): i32 {
  let size = 0;
  let bar: f32 = 0;
  for (let at: usize = 0; at < bytes; at += 64) {
    if (!isAnySet(sums + at)) continue; // most of a sparse row
    for (let part = at; part < at + 64; part += 16) {
      const products = f32x4.mul(v128.load(sums + part), v128.load(scales + part));
      v128.store(sums + part, products);
      let above = i32x4.bitmask(f32x4.gt(products, f32x4.splat(bar)));
      for (; above !== 0; above &= above - 1) {
        const lane = usize(ctz(above)) << 2;
        const score = load<f32>(sums + part + lane);
        size = offer<f32>(scores, columns, size, capacity, score, i32((part + lane) >> 2));
        if (size === capacity) bar = load<f32>(scores);
      }
      v128.store(sums + part, f32x4.splat(0));
    }
  }
  return size;
}

function isAnySet(at: usize): bool {
  const first = v128.or(v128.load(at), v128.load(at, 16));
  return v128.any_true(v128.or(first, v128.or(v128.load(at, 32), v128.load(at, 48))));
}

function scaleBy(scale: f32, scores: usize, size: i32): void {
  for (let at: usize = 0; at < usize(size) << 2; at += 4) store<f32>(scores + at, load<f32>(scores + at) * scale);
}
