import type { EmbeddingRows, EmbeddingStart } from './embedding-rows.ts';
import type { SparseRows } from './sparse-rows.ts';
import type { LabelledBins, TreeRows } from './tree-rows.ts';

/**
 * The sparse loops in which learning spends its time, as something else runs them: many threads, vector instructions.
 * Results are the same bits whatever the number of threads.
 */
export interface Kernels {
  /** Runs `work` in a workspace, whose memory is free again when it returns: copy out what is to stay. */
  within<T>(work: (workspace: Workspace) => T): T;
  /**
   * The same for work that waits: the memory is free when it settles. One holds it at a time, the next one waits; what
   * runs `within` meanwhile has memory besides it.
   */
  hold<T>(work: (workspace: Workspace) => Promise<T>): Promise<T>;
}

/** Arrays that kernels can reach. Arguments of kernels must come from the same workspace. */
export interface Workspace {
  /** @throws RangeError when there is no more memory: a workspace holds 4 GiB. */
  floats(length: number): Float32Array;
  /** A copy of a matrix. */
  rowsOf(matrix: SparseRows): SparseRows;
  /** The columns of a matrix as rows. */
  transposed(matrix: SparseRows): SparseRows;
  /**
   * FᵀF: (stride, stride) for F of (rowCount, stride), summed over a fixed number of blocks of rows.
   * @param stride - a multiple of 16.
   */
  gram(factors: Float32Array, stride: number): Float64Array;
  /**
   * Multiplies rows (rowCount, stride) by a matrix (stride, stride) from the right, in place.
   * @param stride - a multiple of 16.
   */
  rotate(rows: Float32Array, matrix: Float32Array, stride: number): void;
  leastSquares(problem: LeastSquares): void;
  /**
   * For each column i the columns j ≠ i of the largest S_ij, strongest first, equal ones by lower index; where
   * S_ij = outScales_i × columnScales_j × Σ over rows u of rowScales_u M_ui M_uj is above 0.
   *
   * The order is that of columnScales_j × Σ in 32-bit floats.
   */
  nearestColumns(question: NearestColumns): Neighbours;
  /**
   * For each column i the columns j of the largest S_ij, strongest first, equal ones by lower index; where S_ij =
   * outScales_i × columnScales_j × Σ over the pairs of an event on i and one on j that are at most maxDistance places
   * apart in one history, of pairWeights × (repeatWeight where j is i) is above 0. Sums and order are in 64 bits.
   */
  nearestInOrder(question: NearestInOrder): Neighbours;
  /**
   * (n): 1 + how many cuts lie below each number, as 32-bit floats; 0 where it is NaN. Both are copied.
   * @param cuts - ascending; at most 254.
   */
  numberBins(values: Float64Array, cuts: Float64Array): Uint8Array;
  /** Rows to grow trees from, with so many slots for sums; the data are copied. */
  treeRows(data: LabelledBins, slotCount: number): TreeRows;
  /** Rows to train embeddings by; what is given is copied. */
  embeddingRows(start: EmbeddingStart): EmbeddingRows;
}

/**
 * Rows x to be improved by steps of conjugate gradient, preconditioned by B + ridge I, towards
 * (B + ridge I + Σ weight f fᵀ) x = Σ (weight + pull) f, where f are the factors of the row's columns.
 * A row without entries becomes 0.
 */
export interface LeastSquares {
  readonly matrix: SparseRows;
  /** What an entry weighs is its weight times this … */
  readonly weightScale: number;
  /** … and it pulls with this in addition. */
  readonly pull: number;
  /** (columnCount, stride) */
  readonly factors: Float32Array;
  /** (stride): the diagonal of B, which is 0 elsewhere. */
  readonly base: Float32Array;
  /** (rowCount), above 0. */
  readonly ridges: Float32Array;
  /** (rowCount, stride): where to start from; overwritten. */
  readonly solved: Float32Array;
  /** A multiple of 16. */
  readonly stride: number;
  readonly stepCount: number;
}

export interface NearestColumns {
  readonly matrix: SparseRows;
  /** (rowCount) */
  readonly rowScales: Float32Array;
  /** (columnCount) */
  readonly columnScales: Float32Array;
  /** (columnCount) */
  readonly outScales: Float32Array;
  /** Kept a column; at least 1. */
  readonly neighbourCount: number;
}

/** The arrays are copied: they need be of no workspace. */
export interface NearestInOrder {
  readonly columnCount: number;
  /** History u is the events offsets[u] … offsets[u + 1] − 1. */
  readonly offsets: Int32Array;
  /** (events) */
  readonly columns: Int32Array;
  /** (events), below kindCount. */
  readonly kinds: Uint8Array;
  /** At least 1. */
  readonly maxDistance: number;
  readonly kindCount: number;
  /** (2 maxDistance + 1, kindCount): by places from i's event to j's, from −maxDistance on, and the kind of j's event. */
  readonly pairWeights: Float64Array;
  readonly repeatWeight: number;
  /** (columnCount) */
  readonly columnScales: Float64Array;
  /** (columnCount) */
  readonly outScales: Float64Array;
  /** Kept a column; at least 1. */
  readonly neighbourCount: number;
}

/** A table of the strongest neighbours of each of n. */
export interface Neighbours {
  /** Places a row: the neighbourCount that was asked for, or the longest row if that is less; at least 1. */
  readonly width: number;
  /** (n, width), strongest first; unused places hold 0 with weight 0. */
  readonly neighbours: Int32Array;
  /** (n, width), ≥ 0. */
  readonly weights: Float32Array;
}
