import { rowCountOf, type SparseRows } from './sparse-rows.ts';

/** The columns of a matrix as rows; within each, the former rows ascend. O(entries + rows + columns). */
export function transposeRows(matrix: SparseRows): SparseRows {
  const { columnCount, offsets, columns, weights } = matrix;
  const rowCount = rowCountOf(matrix);
  const starts = new Int32Array(columnCount + 1);
  for (const column of columns) starts[column + 1]!++;
  for (let c = 0; c < columnCount; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice(0, columnCount);
  const rows = new Int32Array(columns.length);
  const moved = weights === undefined ? undefined : new Float32Array(columns.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const to = next[columns[at]!]!++;
      rows[to] = row;
      if (moved !== undefined) moved[to] = weights![at]!;
    }
  }
  return { columnCount: rowCount, offsets: starts, columns: rows, weights: moved };
}
