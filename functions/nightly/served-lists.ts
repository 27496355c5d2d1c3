import type { RankingTask } from '../../shared/evaluation/ranking-task.ts';
import type { Scorer } from '../../shared/ports/scorer.ts';

/** The first k items that a loaded model gives each task, without the person's own: the artefact itself is measured. */
export async function servedLists(
  scorer: Scorer,
  tasks: readonly Pick<RankingTask, 'items' | 'kinds'>[],
  { k, itemCount, historyLimit }: { readonly k: number; readonly itemCount: number; readonly historyLimit: number },
): Promise<readonly Int32Array[]> {
  const penalty = new Float32Array(itemCount);
  const lists: Int32Array[] = [];
  for (const { items, kinds } of tasks) {
    const request = {
      items: items.subarray(0, historyLimit),
      kinds: kinds.subarray(0, historyLimit),
      blocked: items,
      penalty,
      k: Math.min(k, itemCount),
    };
    lists.push((await scorer.score(request)).ids);
  }
  return lists;
}
