/** n rows of two classes, their columns cut into bins. */
export interface LabelledBins {
  readonly rowCount: number;
  /** (columns, n): of each column a bin a row; 0 is where the value is missing. */
  readonly bins: Uint8Array;
  /** (columns): bins of each, the missing one among them; 1 to 256. */
  readonly binCounts: Int32Array;
  /** (n): 0 or 1. */
  readonly isPositive: Uint8Array;
  /** (n), above 0: what each row counts. */
  readonly weights: Float64Array;
}

/** Whole numbers that stand for slopes and curvatures: so many a unit. Sums of them are exact in any order. */
export interface Scales {
  readonly slope: number;
  readonly curvature: number;
}

/**
 * What growing a tree asks of its rows: they stand in one order, of which each node has a range, and each has a slope g
 * and a curvature h as whole numbers. Everything is the same bits whatever does it, on however many threads.
 *
 * Source: Shi et al. (2022), "Quantized training of gradient boosting decision trees", NeurIPS, on whole numbers in
 * place of floats.
 */
export interface TreeRows {
  /** Log odds of all rows become this. */
  startScores(logOdds: number): void;
  /** All rows in their order, with the slopes and curvatures of weighted log loss at their log odds. */
  startLogLossTree(): Scales;
  /** Some rows, each as often as it is named, with slopes −weight · label and curvatures weight: −Σ g / Σ h is a mean. */
  startMeanTree(members: Int32Array): Scales;
  /**
   * Sums over the range by bin into a slot: h and then g of each bin of the first column, and so on.
   * @param columns - those to be summed; the others' sums are then anything. All without it.
   */
  sum(slot: number, range: RowRange, columns?: Int32Array): void;
  /** Takes the sums of one slot off those of another. */
  subtract(from: number, slot: number): void;
  /** (2 · all bins): the slot's sums, until they are written again. */
  sumsOf(slot: number): Int32Array;
  /**
   * Puts the rows of the range whose bin goes left before the others, both in the order they had; how many go left.
   * @param goesLeft - (256): 1 for a bin that goes left, else 0.
   */
  part(range: RowRange, column: number, goesLeft: Uint8Array): number;
  /** Adds to the log odds of the range's rows. */
  addToScores(range: RowRange, logOdds: number): void;
}

/** Places [from, to) of the rows' order. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Rows whose slopes are summed before all sums are: their number must not depend on threads. */
export const SUMMED_ROWS = 4096;
