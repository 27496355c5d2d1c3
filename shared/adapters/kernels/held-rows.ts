import { binStarts } from '../../math/plain-tree-rows.ts';
import { type LabelledBins, SUMMED_ROWS } from '../../math/tree-rows.ts';
import type { Machine } from './machine.ts';
import { chunksOf, MOVED_ROWS } from './rows-on-threads.ts';

/** What kernels read and write. */
export interface HeldRows {
  readonly rowCount: number;
  /** (columns, rowCount) */
  readonly bins: Uint8Array;
  /** (columns + 1): where each column's bins start among all. */
  readonly starts: Int32Array;
  /** (rowCount): log odds. This and what follows is an even number long, as some kernels take two rows at a time. */
  readonly scores: Float64Array;
  /** (rowCount): below 0 where the label is 1. */
  readonly signedWeights: Float64Array;
  /** (rowCount, 2): curvature and slope. */
  readonly pairs: Int32Array;
  /** (rowCount): the rows as nodes have them. */
  readonly order: Int32Array;
  /** (rowCount), scratch: what goes to either side. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  /** How many rows of each chunk go left, and how many of all chunks before. */
  readonly leftCounts: Int32Array;
  /** (256) */
  readonly goesLeft: Uint8Array;
  /** (columns) */
  readonly columnList: Int32Array;
  /** (blocks of SUMMED_ROWS, 2) */
  readonly logLossSums: Float64Array;
}

export function heldRows(
  { memory }: Machine,
  { rowCount, bins, binCounts, isPositive, weights }: LabelledBins,
): HeldRows {
  const evenCount = rowCount + (rowCount & 1);
  const held = {
    rowCount,
    bins: memory.bytes(bins.length),
    starts: memory.integers(binCounts.length + 1),
    scores: memory.doubles(evenCount).fill(0),
    signedWeights: memory.doubles(evenCount).fill(0),
    pairs: memory.integers(2 * evenCount),
    order: memory.integers(evenCount),
    lefts: memory.integers(rowCount),
    rights: memory.integers(rowCount),
    leftCounts: memory.integers(chunksOf(rowCount, MOVED_ROWS) + 1),
    goesLeft: memory.bytes(256),
    columnList: memory.integers(binCounts.length),
    logLossSums: memory.doubles(2 * chunksOf(rowCount, SUMMED_ROWS)),
  };
  held.bins.set(bins);
  held.starts.set(binStarts(binCounts));
  for (let row = 0; row < rowCount; row++)
    held.signedWeights[row] = isPositive[row] === 1 ? -weights[row]! : weights[row]!;
  return held;
}
