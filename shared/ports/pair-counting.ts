/** Counts over all people of a snapshot which items follow which, where the night itself reads only some of them. */
export interface PairCounting {
  /**
   * Rows in no order, some at a time; each item's `neighbourCount` strongest.
   * @throws RangeError for a kind that is no plain word, or a number that is not finite.
   * @throws UnavailableError when the engine gave up or was ended.
   */
  nextTo(snapshotId: string, wanted: WantedPairs): AsyncIterable<CountedPairs>;
}

/** The settings of `fitSequenceNeighbours` that its table depends on, by the same names. */
export interface WantedPairs {
  /** The kinds of a history, in rising order of intent, with what each counts as the thing to be foreseen. */
  readonly kinds: readonly { readonly name: string; readonly weight: number }[];
  readonly distanceExponent: number;
  readonly backwardWeight: number;
  readonly repeatWeight: number;
  readonly rowExponent: number;
  readonly columnExponent: number;
  readonly neighbourCount: number;
  readonly maxDistance: number;
}

/** A row a neighbour, column by column, all of one length. */
export interface CountedPairs {
  readonly itemIds: readonly string[];
  readonly neighbourIds: readonly string[];
  /** Among its item's neighbours, from 1: the strongest. */
  readonly ranks: ArrayLike<number>;
  /** > 0. */
  readonly weights: ArrayLike<number>;
}

/** The bucket in which snapshots lie, and what an engine writes beside them. */
export interface CountedFiles {
  readonly bucket: string;
  /** All pairs of all files under a prefix. */
  under(folder: string): AsyncIterable<CountedPairs>;
}
