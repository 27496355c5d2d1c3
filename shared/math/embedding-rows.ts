import type { Moments } from './adam.ts';

/** How many decays a history is pooled by. */
export const POOLS = 3;

/** The tables of which a step of training touches some rows: items' own vectors and biases, and what items share. */
export type RowTable = 'own' | 'shared' | 'biases';

/** What items have in common, as indexes of features: row i is columns[offsets[i]] … */
export interface ItemFeatures {
  readonly featureCount: number;
  /** (itemCount + 1) */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
}

/** What a training begins with, and how large its batches may be. */
export interface EmbeddingStart {
  readonly values: Readonly<Record<RowTable, Float32Array>>;
  readonly moments: Readonly<Record<RowTable, Moments>>;
  /** (itemCount) */
  readonly features: ItemFeatures | undefined;
  /** d numbers a vector; a multiple of 4. */
  readonly dimensions: number;
  readonly rowLimit: number;
  readonly entryLimit: number;
  /** Items that a batch touches, at most. */
  readonly placeLimit: number;
  /** (cells, POOLS): what an entry weighs in each pool. */
  readonly cellWeights: Float32Array;
}

/**
 * One batch: rows, each a target and the entries of a history, and the items that they touch, each at a place. A slope
 * is that of the loss.
 */
export interface EmbeddingBatch {
  /** (placeLimit): the item at each place, each item once. */
  readonly touched: Int32Array;
  /** (featureCount): the features of those items, each once. */
  readonly touchedFeatures: Int32Array;
  /** (rowLimit): the place of each row's target. */
  readonly targetPlaces: Int32Array;
  /** (rowLimit + 1): row r has the entries entryEnds[r] … entryEnds[r + 1] − 1. */
  readonly entryEnds: Int32Array;
  /** (entryLimit) */
  readonly entryPlaces: Int32Array;
  /** (entryLimit): which of cellWeights an entry weighs by. */
  readonly entryCells: Int32Array;

  /** (placeLimit, d) */
  readonly vectors: Float32Array;
  /** (rowLimit, d): of each row's target. */
  readonly targets: Float32Array;
  /** (rowLimit, d): the gated sum of each row's pools. */
  readonly pooled: Float32Array;

  /** (rowLimit, d), (rowLimit) and (rowLimit, d): each row's person, the slope of its target's score, and of `pooled`. */
  readonly people: Float32Array;
  readonly targetSlopes: Float32Array;
  readonly pooledSlopes: Float32Array;

  /** (placeLimit, d): of the vectors. */
  readonly slopes: Float32Array;
  /** (placeLimit) */
  readonly biasSlopes: Float32Array;
  /** (POOLS, d) */
  readonly gateSlopes: Float32Array;
}

/** The sparse part of training embeddings. All sums are of 64 bits, in the order of rows and places, kept in 32. */
export interface EmbeddingRows {
  /** What was learnt so far. */
  readonly values: EmbeddingStart['values'];
  readonly moments: EmbeddingStart['moments'];
  readonly batch: EmbeddingBatch;
  /** Makes the vectors of the first places, from what is their items' own and what these share; clears their slopes. */
  start(placeCount: number): void;
  /**
   * Pools the histories of the first rows, and fetches their targets' vectors.
   * @param gates - (POOLS, d)
   */
  pool(rowCount: number, gates: Float32Array): void;
  /** Backwards through `pool`: adds to the slopes of vectors, and makes those of gates. */
  spread(rowCount: number, gates: Float32Array): void;
  /** A step of Adam on all that the vectors of the first places, and their biases, are made of. */
  change(placeCount: number, featureCount: number, rate: number): void;
}
