/** A sparse matrix, row by row. */
export interface SparseRows {
  readonly columnCount: number;
  /** (rowCount + 1) ascending positions from 0: row r is the entries offsets[r] … offsets[r + 1] − 1. */
  readonly offsets: Int32Array;
  /** The column of each entry, in [0, columnCount), strictly ascending within a row. */
  readonly columns: Int32Array;
  /** The weight of each entry, above 0 and finite; absent where every entry weighs 1. */
  readonly weights?: Float32Array | undefined;
}

export const rowCountOf = ({ offsets }: SparseRows): number => offsets.length - 1;

/**
 * O(entries).
 * @throws RangeError naming the row or entry that is not as SparseRows says.
 */
export function checkSparseRows({ columnCount, offsets, columns, weights }: SparseRows): void {
  if (!Number.isInteger(columnCount) || columnCount < 0)
    throw new RangeError(`columnCount: want an integer ≥ 0, got ${columnCount}`);
  if (offsets[0] !== 0 || offsets.at(-1) !== columns.length)
    throw new RangeError(`offsets: want 0 … ${columns.length}, got ${offsets[0]} … ${offsets.at(-1)}`);
  if (weights !== undefined && weights.length !== columns.length)
    throw new RangeError(`weights: want ${columns.length}, one an entry, got ${weights.length}`);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const end = offsets[row + 1]!;
    if (end < offsets[row]! || end > columns.length) throw new RangeError(`row ${row}: its offsets do not ascend`);
    let before = -1;
    for (let at = offsets[row]!; at < end; at++) {
      const column = columns[at]!;
      if (column < 0 || column >= columnCount)
        throw new RangeError(`row ${row}: column ${column} is outside [0, ${columnCount})`);
      if (column <= before) throw new RangeError(`row ${row}: column ${column} stands after ${before}`);
      before = column;
    }
  }
  for (let at = 0; weights !== undefined && at < weights.length; at++) {
    const weight = weights[at]!;
    if (!(weight > 0 && weight < Infinity)) throw new RangeError(`entry ${at}: want a weight above 0, got ${weight}`);
  }
}
