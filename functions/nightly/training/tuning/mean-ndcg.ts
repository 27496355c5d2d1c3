import {
  type Candidates,
  type RankingTask,
  ranksAmong,
  relevantItems,
} from '../../../../shared/evaluation/ranking-task.ts';
import type { BatchLogits } from '../../../../shared/learning/item-embeddings.ts';
import type { SequenceNeighbours } from '../../../../shared/learning/sequence-neighbours.ts';
import { targetRanker } from '../../../../shared/learning/target-ranker.ts';
import { ndcgAt } from '../../../../shared/math/ranks.ts';
import type { Search } from './search.ts';

const TIE_BREAKER = 1e-6;

/** Mean ndcg@k of a table of neighbours; popularity, where there is one, breaks ties. */
export function meanNdcgOfTable(
  table: Omit<SequenceNeighbours, 'popularity'> & { readonly popularity?: Float32Array },
  tasks: readonly RankingTask[],
  candidates: Candidates,
  k: number,
): number {
  const popularity = table.popularity?.map((share) => share * TIE_BREAKER) ?? new Float32Array(table.itemCount);
  const rankOf = targetRanker({ ...table, popularity }, candidates);
  let sum = 0;
  for (const task of tasks) {
    const ranks = relevantItems(task).map((answer) => rankOf(task.items, task.kinds, answer));
    sum += ndcgAt(ranks, k);
  }
  return sum / tasks.length;
}

/** Mean ndcg@k of what scores all items for many tasks at once. */
export async function meanNdcgOfBatches(
  logitsOf: BatchLogits,
  tasks: readonly RankingTask[],
  { set, candidates, k }: Pick<Search, 'set' | 'candidates' | 'k'>,
): Promise<number> {
  const { itemCount } = set;
  let sum = 0;
  for (const batch of batchesOf(tasks, itemCount)) {
    const logits = await logitsOf(batch);
    batch.forEach((task, row) => {
      const scores = logits.subarray(row * itemCount, (row + 1) * itemCount);
      sum += ndcgAt(ranksAmong(scores, task, candidates), k);
    });
  }
  return sum / tasks.length;
}

/** Numbers of a batch of logits. */
const MAX_LOGITS = 8_000_000;

/** The tasks in pieces whose scores of all items are held at a time. */
export function* batchesOf<T>(tasks: readonly T[], itemCount: number): Generator<readonly T[]> {
  const size = Math.max(1, Math.min(256, Math.floor(MAX_LOGITS / itemCount)));
  for (let from = 0; from < tasks.length; from += size) yield tasks.slice(from, from + size);
}
