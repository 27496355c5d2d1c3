import type { PackedHistories } from '../../../shared/evaluation/splits.ts';
import type { SparseRows } from '../../../shared/math/sparse-rows.ts';

interface PeoplesItems {
  readonly histories: PackedHistories;
  readonly itemCount: number;
}

/** People × items, 1 for each item that a person met. Kept as long as the histories: several sources are fitted on it. */
export function matrixOf({ histories, itemCount }: PeoplesItems): SparseRows {
  const known = matrices.get(histories);
  if (known?.columnCount === itemCount) return known;
  const matrix = matrixFrom(histories, itemCount);
  matrices.set(histories, matrix);
  return matrix;
}

const matrices = new WeakMap<PackedHistories, SparseRows>();

function matrixFrom({ offsets, items }: PackedHistories, itemCount: number): SparseRows {
  const starts = new Int32Array(offsets.length);
  const columns = items.slice();
  let size = 0;
  for (let u = 0; u + 1 < offsets.length; u++) {
    const row = columns.subarray(offsets[u]!, offsets[u + 1]!).sort();
    let before = -1;
    for (const item of row) {
      if (item !== before) columns[size++] = item;
      before = item;
    }
    starts[u + 1] = size;
  }
  return { columnCount: itemCount, offsets: starts, columns: columns.slice(0, size) };
}
