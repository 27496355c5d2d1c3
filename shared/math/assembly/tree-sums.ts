/** Columns whose bins of a row lie together: what fits a word of 64 bits. */
const BLOCK_COLUMNS = 8;

/** Bytes of the sums of one column of a block: 256 pairs. */
const COLUMN_BYTES: usize = 256 * 8;

// A row's curvature h and slope g are two whole numbers of 32 bits, h in the low half of 64. One addition adds both:
// h ≥ 0 and all sums of it stay below 2³¹, so that nothing is ever carried into g.

/**
 * Bins turned from columns into blocks: (blocks, rowCount, 8). Lanes behind the last column hold 0.
 *
 * @param first - of the chunks of `chunkRows` rows, up to `end`.
 * @param bins - (columns, rowCount)
 */
export function blockColumns(
  _thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rowCount: i32,
  columnCount: i32,
  bins: usize,
  blocks: usize,
): void {
  const from = first * chunkRows;
  const to = min(rowCount, end * chunkRows);
  for (let column = 0; column < columnCount; column++) {
    const source = bins + usize(column) * usize(rowCount);
    const block = usize(column / BLOCK_COLUMNS) * (usize(rowCount) << 3);
    const lane = blocks + block + usize(column % BLOCK_COLUMNS);
    for (let row = from; row < to; row++) store<u8>(lane + (usize(row) << 3), load<u8>(source + usize(row)));
  }
}

/**
 * Adds each row's pair to its bin of every column, chunk by chunk of the rows.
 *
 * Source: Ke et al. (2017), "LightGBM: a highly efficient gradient boosting decision tree", algorithm 1.
 *
 * @param first - of the chunks of `chunkRows` places in `rows`, up to `end`.
 * @param pairs - (rowCount), of 64 bits.
 * @param blocks - (blockCount, rowCount, 8), as blockColumns makes them.
 * @param gathered - (threads, chunkRows) of 64 bits, scratch.
 * @param sums - (threads, blockCount, 8, 256) of 64 bits: what is added to.
 */
export function sumBlocks(
  thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rows: usize,
  count: i32,
  pairs: usize,
  rowCount: i32,
  blocks: usize,
  blockCount: i32,
  gathered: usize,
  sums: usize,
): void {
  const own = sums + usize(thread) * usize(blockCount) * BLOCK_COLUMNS * COLUMN_BYTES;
  const ownPairs = gathered + usize(thread) * (usize(chunkRows) << 3);
  for (let chunk = first; chunk < end; chunk++) {
    const from = chunk * chunkRows;
    const places = min(chunkRows, count - from);
    const chunkRowsAt = rows + (usize(from) << 2);
    gather(chunkRowsAt, places, pairs, ownPairs);
    for (let block = 0; block < blockCount; block++) {
      const blockAt = blocks + usize(block) * (usize(rowCount) << 3);
      addBlock(chunkRowsAt, places, ownPairs, blockAt, own + usize(block) * BLOCK_COLUMNS * COLUMN_BYTES);
    }
  }
}

function gather(rows: usize, count: i32, pairs: usize, gathered: usize): void {
  for (let place: usize = 0; place < usize(count); place++) {
    store<i64>(gathered + (place << 3), load<i64>(pairs + (usize(load<u32>(rows + (place << 2))) << 3)));
  }
}

/** The eight sums of a row are apart, so that none of them waits for another. */
function addBlock(rows: usize, count: i32, gathered: usize, block: usize, sums: usize): void {
  for (let place: usize = 0; place < usize(count); place++) {
    const bins = block + (usize(load<u32>(rows + (place << 2))) << 3);
    const pair = load<i64>(gathered + (place << 3));
    const low = load<u32>(bins);
    const high = load<u32>(bins, 4);
    const s0 = sums + usize((low << 3) & 0x7f8);
    const s1 = sums + usize((low >> 5) & 0x7f8);
    const s2 = sums + usize((low >> 13) & 0x7f8);
    const s3 = sums + usize((low >> 21) & 0x7f8);
    store<i64>(s0, load<i64>(s0) + pair);
    store<i64>(s1, load<i64>(s1, 2048) + pair, 2048);
    store<i64>(s2, load<i64>(s2, 4096) + pair, 4096);
    store<i64>(s3, load<i64>(s3, 6144) + pair, 6144);
    const s4 = sums + usize((high << 3) & 0x7f8);
    const s5 = sums + usize((high >> 5) & 0x7f8);
    const s6 = sums + usize((high >> 13) & 0x7f8);
    const s7 = sums + usize((high >> 21) & 0x7f8);
    store<i64>(s4, load<i64>(s4, 8192) + pair, 8192);
    store<i64>(s5, load<i64>(s5, 10240) + pair, 10240);
    store<i64>(s6, load<i64>(s6, 12288) + pair, 12288);
    store<i64>(s7, load<i64>(s7, 14336) + pair, 14336);
  }
}

/**
 * Adds the threads' sums together, and clears them.
 *
 * @param starts - (columnCount + 1): where each column's bins start in `out`.
 * @param sums - (threadCount, blockCount, 8, 256), as sumBlocks leaves them.
 * @param out - (all bins) of 64 bits.
 */
export function mergeSums(
  threadCount: i32,
  blockCount: i32,
  columnCount: i32,
  starts: usize,
  sums: usize,
  out: usize,
): void {
  const threadBytes = usize(blockCount) * BLOCK_COLUMNS * COLUMN_BYTES;
  for (let column = 0; column < columnCount; column++) {
    const start = load<u32>(starts + (usize(column) << 2));
    const bytes = usize(load<u32>(starts + (usize(column) << 2), 4) - start) << 3;
    const from = sums + usize(column) * COLUMN_BYTES;
    const to = out + (usize(start) << 3);
    memory.copy(to, from, bytes);
    memory.fill(from, 0, bytes);
    for (let thread = 1; thread < threadCount; thread++) {
      const more = from + usize(thread) * threadBytes;
      for (let at: usize = 0; at < bytes; at += 8) store<i64>(to + at, load<i64>(to + at) + load<i64>(more + at));
      memory.fill(more, 0, bytes);
    }
  }
}

/**
 * The sums of some columns, each of [first, end) in the list of them.
 *
 * @param columns - their numbers.
 * @param pairs - (rowCount), of 64 bits.
 * @param bins - (columns, rowCount)
 * @param starts - (columnCount + 1): where each column's bins start in `out`.
 * @param out - (all bins) of 64 bits: overwritten for these columns.
 */
export function sumColumns(
  _thread: i32,
  first: i32,
  end: i32,
  columns: usize,
  rows: usize,
  count: i32,
  pairs: usize,
  rowCount: i32,
  bins: usize,
  starts: usize,
  out: usize,
): void {
  const rowsEnd = rows + (usize(count) << 2);
  for (let place = first; place < end; place++) {
    const column = load<u32>(columns + (usize(place) << 2));
    const start = load<u32>(starts + (usize(column) << 2));
    const stop = load<u32>(starts + (usize(column) << 2), 4);
    const sums = out + (usize(start) << 3);
    const columnBins = bins + usize(column) * usize(rowCount);
    memory.fill(sums, 0, usize(stop - start) << 3);
    for (let at = rows; at < rowsEnd; at += 4) {
      const row = usize(load<u32>(at));
      const sum = sums + (usize(load<u8>(columnBins + row)) << 3);
      store<i64>(sum, load<i64>(sum) + load<i64>(pairs + (row << 3)));
    }
  }
}

/** Takes the sums of one slot off those of another. @param bins - all bins. */
export function subtractSums(bins: i32, from: usize, slot: usize): void {
  for (let at: usize = 0; at < usize(bins) << 3; at += 8) {
    store<i64>(from + at, load<i64>(from + at) - load<i64>(slot + at));
  }
}
