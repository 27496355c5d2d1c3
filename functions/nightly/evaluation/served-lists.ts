import type { Candidates, RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { type Cell, cellIndexer } from '../../../shared/features/context.ts';
import type { Scorer } from '../../../shared/ports/scorer.ts';

export interface ListOptions {
  readonly k: number;
  readonly itemCount: number;
  readonly historyLimit: number;
  readonly candidates: Candidates;
  /** What is added to the score of each item for a person; nothing unless said. */
  readonly biasOf?: (personKey: string) => Float32Array;
  /** Of the model, in their order; none where it knows of no contexts. */
  readonly cells?: readonly Cell[];
}

const NONE = new Int32Array(0);

/** The first k candidates that a loaded model gives each task: the artefact itself is measured. */
export async function servedLists(
  scorer: Scorer,
  tasks: readonly Pick<RankingTask, 'personKey' | 'items' | 'kinds' | 'context'>[],
  { k, itemCount, historyLimit, candidates, cells = [], biasOf }: ListOptions,
): Promise<readonly Int32Array[]> {
  const bias = new Float32Array(itemCount);
  const indexesOf = cellIndexer(cells);
  const lists: Int32Array[] = [];
  for (const { personKey, items, kinds, context = 0 } of tasks) {
    const request = {
      items: items.subarray(0, historyLimit),
      kinds: kinds.subarray(0, historyLimit),
      blocked: candidates === 'new' ? items : NONE,
      bias: biasOf?.(personKey) ?? bias,
      blend: 'personal' as const,
      context: indexesOf(context),
      k: Math.min(k, itemCount),
    };
    lists.push((await scorer.score(request)).ids);
  }
  return lists;
}
