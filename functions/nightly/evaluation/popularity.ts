import type { Candidates, RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import type { PackedHistories } from '../../../shared/evaluation/splits.ts';
import { topK } from '../../../shared/math/top-k.ts';
import { LIST_LENGTH } from './measuring.ts';

/** How often each item was met in one of the kinds. */
export function popularityCounts(
  { items, kinds }: PackedHistories,
  itemCount: number,
  counted: ReadonlySet<number>,
): Float64Array {
  const counts = new Float64Array(itemCount);
  items.forEach((item, at) => {
    if (counted.has(kinds[at]!)) counts[item]! += 1;
  });
  return counts;
}

/** For each task the most popular candidates, equal ones by lower index. */
export function popularityLists(
  tasks: readonly RankingTask[],
  popularity: Float64Array,
  candidates: Candidates,
): readonly Int32Array[] {
  const order = topK(popularity, popularity.length);
  return tasks.map(({ items }) => {
    const out = new Set(candidates === 'new' ? items : []);
    const list: number[] = [];
    for (let at = 0; at < order.length && list.length < LIST_LENGTH; at++) {
      if (!out.has(order[at]!)) list.push(order[at]!);
    }
    return Int32Array.from(list);
  });
}
