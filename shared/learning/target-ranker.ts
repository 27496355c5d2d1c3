import { isAhead } from '../math/ranks.ts';
import { addHistory, type SequenceNeighbours } from './sequence-neighbours.ts';

/** The rank of an item for a history (newest first). Holds scratch space: not for two histories at once. */
export type TargetRanker = (items: ArrayLike<number>, kinds: ArrayLike<number>, target: number) => number;

/**
 * Gives a target's rank, 1 is best, equal scores by lower index. With `candidates` "new" the history's own items are
 * no candidates, and one of them as the target is 0, a miss by rule; with "all" they are.
 *
 * Looks only at the items that the history speaks for: the order of all others is that of popularity, and sorted once.
 * O(events × width + log itemCount) a call, where ranking all scores costs O(itemCount).
 */
export function targetRanker(model: SequenceNeighbours, candidates: 'new' | 'all'): TargetRanker {
  const { popularity, neighbours, width, itemCount } = model;
  const order = new Int32Array(itemCount)
    .map((_, item) => item)
    .sort((a, b) => popularity[b]! - popularity[a]! || a - b);
  const scores = popularity.slice();
  const judgedAt = new Int32Array(itemCount);
  let call = 0;

  return (items, kinds, target) => {
    call++;
    addHistory(model, items, kinds, scores);
    const score = scores[target]!;
    // Those before the target if all kept their popularity; then those that the history speaks for, one by one.
    let ahead = countAhead(order, popularity, score, target);
    let isOwn = false;
    const judge = (item: number, isCandidate: boolean): void => {
      if (judgedAt[item] === call) return;
      judgedAt[item] = call;
      if (isAhead(popularity[item]!, item, score, target)) ahead--;
      if (isCandidate && isAhead(scores[item]!, item, score, target)) ahead++;
    };
    if (candidates === 'new') {
      for (let k = 0; k < items.length; k++) {
        isOwn ||= items[k] === target;
        judge(items[k]!, false);
      }
    }
    const length = Math.min(items.length, model.recency.length);
    for (let k = 0; k < length; k++) {
      const start = items[k]! * width;
      for (let at = start; at < start + width; at++) judge(neighbours[at]!, true);
    }
    for (let k = 0; k < length; k++) {
      const start = items[k]! * width;
      for (let at = start; at < start + width; at++) scores[neighbours[at]!] = popularity[neighbours[at]!]!;
    }
    return isOwn ? 0 : ahead + 1;
  };
}

/** How many items of `order` (most popular first) stand before a score: a binary search. */
function countAhead(order: Int32Array, popularity: Float32Array, score: number, target: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAhead(popularity[order[middle]!]!, order[middle]!, score, target)) low = middle + 1;
    else high = middle;
  }
  return low;
}
