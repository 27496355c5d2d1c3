import { seededRandom } from '../../../shared/math/random.ts';
import type { SparseRows } from '../../../shared/math/sparse-rows.ts';

/** A sparse matrix from a dense one, 0 where there is no entry; its weights are left out when all are 1. */
export function sparseRowsOf(dense: readonly (readonly number[])[], columnCount = dense[0]?.length ?? 0): SparseRows {
  const entries = dense.map((row) => row.flatMap((weight, column) => (weight === 0 ? [] : [{ column, weight }])));
  const offsets = new Int32Array(dense.length + 1);
  entries.forEach((row, r) => {
    offsets[r + 1] = offsets[r]! + row.length;
  });
  const columns = Int32Array.from(entries.flat(), ({ column }) => column);
  const weights = Float32Array.from(entries.flat(), ({ weight }) => weight);
  return { columnCount, offsets, columns, ...(weights.every((weight) => weight === 1) ? {} : { weights }) };
}

/** A dense matrix with a share of its places filled, by 1 or by weights in [1, 3). */
export function randomDense(
  seed: number,
  { rows, columns, share, weighted }: { rows: number; columns: number; share: number; weighted: boolean },
): number[][] {
  const random = seededRandom(seed);
  const entry = () => (random() >= share ? 0 : weighted ? Math.fround(1 + 2 * random()) : 1);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, entry));
}
