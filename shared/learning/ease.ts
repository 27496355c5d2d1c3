import { checkSparseRows, rowCountOf, type SparseRows } from '../math/sparse-rows.ts';
import { invertSpd } from '../math/spd-inverse.ts';
import { transposeRows } from '../math/transpose-rows.ts';
import { type NeighbourTable, neighbourTable } from './neighbour-table.ts';

/**
 * EASE^R: of all item-to-item weights B with an empty diagonal, those that best give back a person's items from her
 * other ones, X ≈ X B, under a ridge. In closed form B_ij = −P_ij / P_jj with P = (XᵀX + D)⁻¹; each row is then cut to
 * its strongest.
 *
 * For sets of items. It knows no order: for sequences weigh its input by place (`recencyOf`), never flat.
 *
 * Source: Steck (2019), "Embarrassingly Shallow Autoencoders for Sparse Data", WWW, section 3.1. A ridge that grows
 * with an item's count: Steck (2020), "Autoencoders that don't overfit towards the Identity", NeurIPS, section 3.
 * With fewer people than items, P = D⁻¹ − D⁻¹ Xᵀ (I + X D⁻¹ Xᵀ)⁻¹ X D⁻¹ (Woodbury 1950): a people × people inverse.
 */
export interface EaseSettings {
  /** λ > 0: D_ii = ridge × (XᵀX)_ii^ridgeExponent relative to its mean. */
  readonly ridge: number;
  /** 0 is the same ridge for all items. */
  readonly ridgeExponent: number;
  /** Neighbours kept an item, the strongest; at least 1. */
  readonly neighbourCount: number;
  /** Only so many items take part, the most frequent; bounds time by its cube and memory by its square; at least 1. */
  readonly maxItems: number;
  /** Whether what speaks against an item is kept too. It helps, but such scores have no logarithm. */
  readonly keepNegative: boolean;
}

/**
 * O(min(items, people)³) time, 4 × min(items, people)² bytes, plus O(items × entries) for the rows when people are
 * fewer.
 *
 * @param matrix - people × items, weights as SparseRows says.
 * @throws RangeError when the matrix is not as SparseRows says, or a setting makes no sense, naming it.
 */
export function fitEase(matrix: SparseRows, settings: EaseSettings): NeighbourTable {
  checkSettings(settings);
  checkSparseRows(matrix);
  const itemRows = transposeRows(matrix);
  const members = mostFrequent(itemRows, settings.maxItems);
  const columns = rowsOf(itemRows, members);
  const ridges = ridgesOf(columns, settings);
  const addMemberRow =
    rowCountOf(matrix) < members.length ? rowsByPeople(columns, ridges) : rowsByItems(transposeRows(columns), ridges);

  const place = new Int32Array(matrix.columnCount).fill(-1);
  members.forEach((item, k) => {
    place[item] = k;
  });
  const values = new Float64Array(members.length);
  return neighbourTable(matrix.columnCount, settings.neighbourCount, (item, row, touched) => {
    const k = place[item]!;
    if (k < 0) return 0;
    addMemberRow(k, values);
    let count = 0;
    for (let j = 0; j < members.length; j++) {
      if (j === k || (values[j]! < 0 && !settings.keepNegative)) continue;
      row[members[j]!] = values[j]!;
      touched[count++] = members[j]!;
    }
    return count;
  });
}

/** Writes row i of B; what stands on the diagonal is of no meaning. */
type WriteRow = (i: number, values: Float64Array) => void;

/** From the items × items inverse. @param matrix - people × items. */
function rowsByItems(matrix: SparseRows, ridges: Float64Array): WriteRow {
  const n = matrix.columnCount;
  const inverse = gramOf(matrix, new Float64Array(rowCountOf(matrix)).fill(1));
  for (let i = 0; i < n; i++) inverse[i * n + i]! += ridges[i]!;
  invertSpd(inverse, n);
  return (i, values) => {
    for (let j = 0; j < n; j++) values[j] = -inverse[i * n + j]! / inverse[j * n + j]!;
  };
}

/** From the people × people inverse M: with s_ij = x_iᵀ M x_j, B_ij = s_ij / (d_i (1 − s_jj / d_j)). */
function rowsByPeople(columns: SparseRows, ridges: Float64Array): WriteRow {
  const n = rowCountOf(columns);
  const m = columns.columnCount;
  const inverse = gramOf(
    columns,
    ridges.map((ridge) => 1 / ridge),
  );
  for (let u = 0; u < m; u++) inverse[u * m + u]! += 1;
  invertSpd(inverse, m);
  const projected = new Float64Array(m); // M x_i
  const project = (i: number) => {
    projected.fill(0);
    for (let at = columns.offsets[i]!; at < columns.offsets[i + 1]!; at++) {
      const weight = columns.weights === undefined ? 1 : columns.weights[at]!;
      const row = columns.columns[at]! * m;
      for (let u = 0; u < m; u++) projected[u]! += weight * inverse[row + u]!;
    }
  };
  const own = new Float64Array(1);
  const scales = Float64Array.from(ridges, (ridge, j) => {
    project(j);
    multiply(columns, projected, j, j + 1, own);
    return 1 / (1 - own[0]! / ridge);
  });
  return (i, values) => {
    project(i);
    multiply(columns, projected, 0, n, values);
    for (let j = 0; j < n; j++) values[j]! *= scales[j]! / ridges[i]!;
  };
}

/** Rows from … to of a matrix times a vector. */
function multiply(
  { offsets, columns, weights }: SparseRows,
  vector: Float64Array,
  from: number,
  to: number,
  into: Float64Array,
): void {
  for (let row = from; row < to; row++) {
    let sum = 0;
    const end = offsets[row + 1]!;
    if (weights === undefined) for (let at = offsets[row]!; at < end; at++) sum += vector[columns[at]!]!;
    else for (let at = offsets[row]!; at < end; at++) sum += weights[at]! * vector[columns[at]!]!;
    into[row - from] = sum;
  }
}

/** The lower triangle of Σ over rows r of scale_r × row_rᵀ row_r, (columnCount, columnCount). */
function gramOf({ columnCount: n, offsets, columns, weights }: SparseRows, scales: Float64Array): Float32Array {
  const gram = new Float32Array(n * n);
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let a = offsets[row]!; a < offsets[row + 1]!; a++) {
      const scaled = scales[row]! * (weights === undefined ? 1 : weights[a]!);
      const start = columns[a]! * n;
      for (let b = offsets[row]!; b <= a; b++)
        gram[start + columns[b]!]! += scaled * (weights === undefined ? 1 : weights[b]!);
    }
  }
  return gram;
}

/** The rows with the most entries, ascending; equal ones by lower index; empty ones never. */
function mostFrequent({ offsets }: SparseRows, limit: number): Int32Array {
  const lengthOf = (row: number) => offsets[row + 1]! - offsets[row]!;
  const rows = Int32Array.from({ length: offsets.length - 1 }, (_, row) => row).filter((row) => lengthOf(row) > 0);
  return rows
    .sort((a, b) => lengthOf(b) - lengthOf(a) || a - b)
    .slice(0, limit)
    .sort();
}

function rowsOf({ columnCount, offsets, columns, weights }: SparseRows, rows: Int32Array): SparseRows {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, k) => {
    starts[k + 1] = starts[k]! + offsets[row + 1]! - offsets[row]!;
  });
  const gather = <T extends Int32Array | Float32Array>(from: T, into: T): T => {
    rows.forEach((row, k) => {
      into.set(from.subarray(offsets[row]!, offsets[row + 1]!), starts[k]!);
    });
    return into;
  };
  const size = starts[rows.length]!;
  return {
    columnCount,
    offsets: starts,
    columns: gather(columns, new Int32Array(size)),
    weights: weights && gather(weights, new Float32Array(size)),
  };
}

function ridgesOf({ offsets, weights }: SparseRows, { ridge, ridgeExponent }: EaseSettings): Float64Array {
  const squares = Float64Array.from({ length: offsets.length - 1 }, (_, i) => {
    if (weights === undefined) return offsets[i + 1]! - offsets[i]!;
    return weights.subarray(offsets[i]!, offsets[i + 1]!).reduce((sum, weight) => sum + weight * weight, 0);
  });
  const mean = squares.reduce((sum, square) => sum + square, 0) / Math.max(1, squares.length);
  return squares.map((square) => ridge * (square / mean) ** ridgeExponent);
}

function checkSettings({ ridge, ridgeExponent, ...counts }: EaseSettings): void {
  if (!(ridge > 0 && ridge < Infinity)) throw new RangeError(`ridge: want a number > 0, got ${ridge}`);
  if (!Number.isFinite(ridgeExponent)) throw new RangeError(`ridgeExponent: want a number, got ${ridgeExponent}`);
  for (const name of ['neighbourCount', 'maxItems'] as const) {
    if (!Number.isInteger(counts[name]) || counts[name] < 1)
      throw new RangeError(`${name}: want an integer ≥ 1, got ${counts[name]}`);
  }
}
