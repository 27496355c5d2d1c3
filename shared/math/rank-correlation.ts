import { orderOf } from './order-of.ts';

/**
 * Spearman's rank correlation, in [−1, 1]: Pearson's of the ranks, equal values having the mean of theirs. O(n log n).
 * @returns undefined where one of both is the same throughout.
 * @throws RangeError when lengths differ.
 */
export function rankCorrelation(a: Float64Array, b: Float64Array): number | undefined {
  if (a.length !== b.length) throw new RangeError(`rankCorrelation: want equal lengths, got ${a.length}, ${b.length}`);
  const [ranksOfA, ranksOfB] = [middleRanks(a), middleRanks(b)];
  const middle = (a.length - 1) / 2;
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [ranksOfA[i]! - middle, ranksOfB[i]! - middle];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA > 0 && ofB > 0 ? both / Math.sqrt(ofA * ofB) : undefined;
}

/** From 0; equal values have the mean of the ranks that they take together. */
function middleRanks(values: Float64Array): Float64Array {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    const rank = (from + to - 1) / 2;
    for (; from < to; from++) ranks[order[from]!] = rank;
  }
  return ranks;
}
