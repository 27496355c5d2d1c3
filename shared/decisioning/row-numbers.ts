/** A number a row, in one typed array that grows with its rows. */
export interface RowNumbers<Numbers> {
  /** Rows may come in any order; those between have the initial value. */
  set(row: number, value: number): void;
  /** All rows so far. A view: it follows what is set later, until the array grows. */
  values(): Numbers;
}

/** @param rowCount - rows that there are from the start, with the initial value. */
export function newRowNumbers<Numbers extends Uint8Array | Int32Array | Float64Array>(
  kind: new (length: number) => Numbers,
  rowCount: number,
  initial = 0,
): RowNumbers<Numbers> {
  let count = rowCount;
  let held = new kind(Math.max(1, rowCount)).fill(initial) as Numbers;
  return {
    set(row, value) {
      if (row >= held.length) {
        const larger = new kind(Math.max(row + 1, 2 * held.length)).fill(initial) as Numbers;
        larger.set(held);
        held = larger;
      }
      if (row >= count) count = row + 1;
      held[row] = value;
    },
    values: () => held.subarray(0, count) as Numbers,
  };
}
