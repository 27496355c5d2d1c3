/**
 * Sparse rows turned into sparse columns, by a counting sort: entries of a column in order of their rows.
 *
 * @param outOffsets - (columnCount + 1), zeros.
 * @param weights - one an entry, or 0 when there are none.
 * @param cursors - (columnCount), scratch.
 */
export function transpose(
  rowCount: i32,
  columnCount: i32,
  offsets: usize,
  columns: usize,
  weights: usize,
  outOffsets: usize,
  outRows: usize,
  outWeights: usize,
  cursors: usize,
): void {
  const end = columns + (usize(load<i32>(offsets + (usize(rowCount) << 2))) << 2);
  for (let at = columns; at < end; at += 4) {
    const count = outOffsets + (usize(load<u32>(at)) << 2);
    store<i32>(count, load<i32>(count, 4) + 1, 4);
  }
  let sum = 0;
  for (let column = 0; column < columnCount; column++) {
    store<i32>(cursors + (usize(column) << 2), sum);
    sum += load<i32>(outOffsets + (usize(column) << 2), 4);
    store<i32>(outOffsets + (usize(column) << 2), sum, 4);
  }
  let at = columns;
  for (let row = 0; row < rowCount; row++) {
    const rowEnd = columns + (usize(load<i32>(offsets + (usize(row) << 2), 4)) << 2);
    for (; at < rowEnd; at += 4) {
      const cursor = cursors + (usize(load<u32>(at)) << 2);
      const to = load<i32>(cursor);
      store<i32>(cursor, to + 1);
      store<i32>(outRows + (usize(to) << 2), row);
      if (weights !== 0) store<f32>(outWeights + (usize(to) << 2), load<f32>(weights + (at - columns)));
    }
  }
}
