import { topK } from '../math/top-k.ts';

/** The strongest neighbours of each of n items, in 32-bit floats, so that any runtime adds them up to the same bits. */
export interface NeighbourTable {
  readonly itemCount: number;
  /** Places a row: the neighbourCount that was asked for, or the longest row if that is less; at least 1. */
  readonly width: number;
  /**
   * (itemCount, width), strongest first: by the magnitude of their weight, equally strong ones by lower index; unused
   * places hold 0 with weight 0.
   */
  readonly neighbours: Int32Array;
  /** (itemCount, width) */
  readonly weights: Float32Array;
}

/**
 * Makes a table row by row.
 *
 * @param addRow - adds the row of an item to `row` (itemCount, all 0), notes each column it touches once in `touched`
 * and gives their number. A weight of 0 is no neighbour. Both are cleared for it.
 */
export function neighbourTable(
  itemCount: number,
  neighbourCount: number,
  addRow: (item: number, row: Float64Array, touched: Int32Array) => number,
): NeighbourTable {
  const row = new Float64Array(itemCount);
  const magnitudes = new Float64Array(itemCount);
  const touched = new Int32Array(itemCount);
  const neighbours = new Int32Array(itemCount * neighbourCount);
  const weights = new Float32Array(itemCount * neighbourCount);
  let width = 1;
  for (let item = 0; item < itemCount; item++) {
    const count = addRow(item, row, touched);
    const columns = touched.subarray(0, count);
    for (let c = 0; c < count; c++) magnitudes[columns[c]!] = Math.abs(row[columns[c]!]!);
    const kept = topK(magnitudes, neighbourCount, columns).filter((column) => Math.fround(row[column]!) !== 0);
    neighbours.set(kept, item * neighbourCount);
    for (let rank = 0; rank < kept.length; rank++) weights[item * neighbourCount + rank] = row[kept[rank]!]!;
    width = Math.max(width, kept.length);
    for (let c = 0; c < count; c++) row[columns[c]!] = 0;
  }
  return {
    itemCount,
    width,
    neighbours: narrowed(neighbours, neighbourCount, width),
    weights: narrowed(weights, neighbourCount, width),
  };
}

/** Rows of `from` places cut to `to` ≤ `from`. */
function narrowed<T extends Int32Array | Float32Array>(table: T, from: number, to: number): T {
  if (from === to) return table;
  const rows = table.length / from;
  const out = table.slice(0, rows * to) as T;
  for (let row = 0; row < rows; row++) out.set(table.subarray(row * from, row * from + to), row * to);
  return out;
}
