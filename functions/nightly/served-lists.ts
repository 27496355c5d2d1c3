import type { Candidates, RankingTask } from '../../shared/evaluation/ranking-task.ts';
import type { Scorer } from '../../shared/ports/scorer.ts';

export interface ListOptions {
  readonly k: number;
  readonly itemCount: number;
  readonly historyLimit: number;
  readonly candidates: Candidates;
}

const NONE = new Int32Array(0);

/** The first k candidates that a loaded model gives each task: the artefact itself is measured. */
export async function servedLists(
  scorer: Scorer,
  tasks: readonly Pick<RankingTask, 'items' | 'kinds'>[],
  { k, itemCount, historyLimit, candidates }: ListOptions,
): Promise<readonly Int32Array[]> {
  const bias = new Float32Array(itemCount);
  const lists: Int32Array[] = [];
  for (const { items, kinds } of tasks) {
    const request = {
      items: items.subarray(0, historyLimit),
      kinds: kinds.subarray(0, historyLimit),
      blocked: candidates === 'new' ? items : NONE,
      bias,
      blend: 'personal' as const,
      context: {},
      k: Math.min(k, itemCount),
    };
    lists.push((await scorer.score(request)).ids);
  }
  return lists;
}
