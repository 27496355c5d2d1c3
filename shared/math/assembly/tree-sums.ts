/** Columns whose bins of a row lie together: what fits a word of 64 bits. */
const BLOCK_COLUMNS: usize = 8;

/** Bytes of the sums of one column of a block: 256 pairs. */
const COLUMN_BYTES: usize = 256 * 8;
const BLOCK_BYTES: usize = BLOCK_COLUMNS * COLUMN_BYTES;

// A row's curvature h and slope g are two whole numbers of 32 bits, h in the low half of 64. One addition adds both:
// h ≥ 0 and all sums of it stay below 2³¹, so that nothing is ever carried into g.

/**
 * Bins turned from columns into rows: (rowCount, blocks of 8). Lanes behind the last column are left as they are.
 *
 * @param first - of the chunks of `chunkRows` rows, up to `end`.
 * @param bins - (columns, rowCount)
 */
export function turnBins(
  _thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rowCount: i32,
  columnCount: i32,
  bins: usize,
  blockCount: i32,
  binRows: usize,
): void {
  const width = usize(blockCount) * BLOCK_COLUMNS;
  for (let chunk = first; chunk < end; chunk++) {
    const from = chunk * chunkRows;
    const to = min(rowCount, from + chunkRows);
    for (let column = 0; column < columnCount; column++) {
      const source = bins + usize(column) * usize(rowCount);
      let target = binRows + usize(from) * width + usize(column);
      for (let row = from; row < to; row++) {
        store<u8>(target, load<u8>(source + usize(row)));
        target += width;
      }
    }
  }
}

/**
 * Adds each row's pair to its bin of every column, chunk by chunk of the rows.
 *
 * Source: Ke et al. (2017), "LightGBM: a highly efficient gradient boosting decision tree", algorithm 1.
 *
 * @param first - of the chunks of `chunkRows` places in `rows`, up to `end`.
 * @param pairs - (rowCount), of 64 bits.
 * @param binRows - (rowCount, blocks of 8), as turnBins makes them.
 * @param gathered - (threads, 1 + blockCount, chunkRows) of 64 bits, scratch.
 * @param sums - (threads, blockCount, 8, 256) of 64 bits: what is added to.
 */
export function sumRows(
  thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rows: usize,
  count: i32,
  pairs: usize,
  binRows: usize,
  blockCount: i32,
  gathered: usize,
  sums: usize,
): void {
  const own = sums + usize(thread) * usize(blockCount) * BLOCK_BYTES;
  const listBytes = usize(chunkRows) << 3;
  const ownPairs = gathered + usize(thread) * usize(1 + blockCount) * listBytes;
  for (let chunk = first; chunk < end; chunk++) {
    const from = chunk * chunkRows;
    const places = min(chunkRows, count - from);
    gather(rows + (usize(from) << 2), places, pairs, binRows, blockCount, ownPairs, listBytes);
    for (let block: usize = 0; block < usize(blockCount); block++) {
      addBlock(places, ownPairs, ownPairs + (1 + block) * listBytes, own + block * BLOCK_BYTES);
    }
  }
}

/**
 * Lists the rows' pairs, and behind them the bins of each block. Few instructions a row, so that the processor has the
 * reads of many rows under way at once: reading where bins are added up took 1.8 times as long for a whole fit.
 */
function gather(
  rows: usize,
  count: i32,
  pairs: usize,
  binRows: usize,
  blockCount: i32,
  lists: usize,
  listBytes: usize,
): void {
  const width = usize(blockCount) * BLOCK_COLUMNS;
  for (let place: usize = 0; place < usize(count); place++) {
    const row = usize(load<u32>(rows + (place << 2)));
    let list = lists + (place << 3);
    store<i64>(list, load<i64>(pairs + (row << 3)));
    const stop = binRows + (row + 1) * width;
    for (let at = binRows + row * width; at < stop; at += 8) {
      list += listBytes;
      store<u64>(list, load<u64>(at));
    }
  }
}

/** The eight sums of a row are apart, so that none of them waits for another. */
function addBlock(count: i32, pairs: usize, bins: usize, sums: usize): void {
  for (let at: usize = 0; at < usize(count) << 3; at += 8) {
    const pair = load<i64>(pairs + at);
    const low = load<u32>(bins + at);
    const high = load<u32>(bins + at, 4);
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
 * @param sums - (threadCount, blockCount, 8, 256), as sumRows leaves them.
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
  const threadBytes = usize(blockCount) * BLOCK_BYTES;
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
