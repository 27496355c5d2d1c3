/**
 * Parts each chunk of some rows in two: those whose bin goes left from where the chunk starts in `lefts` on, the others
 * from there in `rights`, both in the order they had.
 *
 * @param first - of the chunks of `chunkRows` places in `rows`, up to `end`.
 * @param bins - (rowCount): of the column.
 * @param goesLeft - (256): 1 for a bin that goes left, else 0.
 * @param lefts - (count); may be `rows` itself. @param rights - (count)
 * @param leftCounts - (chunks): how many went left.
 */
export function partChunks(
  _thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rows: usize,
  count: i32,
  bins: usize,
  goesLeft: usize,
  lefts: usize,
  rights: usize,
  leftCounts: usize,
): void {
  for (let chunk = first; chunk < end; chunk++) {
    const start = usize(chunk * chunkRows) << 2;
    const stop = usize(min(count, (chunk + 1) * chunkRows)) << 2;
    let left = lefts + start;
    let right = rights + start;
    for (let at = start; at < stop; at += 4) {
      const row = load<u32>(rows + at);
      const step = usize(load<u8>(goesLeft + usize(load<u8>(bins + usize(row))))) << 2;
      // To both sides, of which one is written over: a branch that cannot be foreseen costs more.
      store<u32>(left, row);
      store<u32>(right, row);
      left += step;
      right += 4 - step;
    }
    store<i32>(leftCounts + (usize(chunk) << 2), i32((left - lefts - start) >> 2));
  }
}

/**
 * Puts what partChunks has parted together again: what went left of all chunks, then the others.
 *
 * @param leftStarts - (chunks + 1): how many went left in all chunks before.
 * @param rows - (count): overwritten.
 */
export function joinChunks(
  _thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rows: usize,
  count: i32,
  lefts: usize,
  rights: usize,
  leftStarts: usize,
  chunkCount: i32,
): void {
  const allLefts = load<i32>(leftStarts + (usize(chunkCount) << 2));
  for (let chunk = first; chunk < end; chunk++) {
    const from = chunk * chunkRows;
    const leftStart = load<i32>(leftStarts + (usize(chunk) << 2));
    const leftCount = load<i32>(leftStarts + (usize(chunk) << 2), 4) - leftStart;
    const rightCount = min(chunkRows, count - from) - leftCount;
    const rightStart = allLefts + from - leftStart;
    memory.copy(rows + (usize(leftStart) << 2), lefts + (usize(from) << 2), usize(leftCount) << 2);
    memory.copy(rows + (usize(rightStart) << 2), rights + (usize(from) << 2), usize(rightCount) << 2);
  }
}
