/** One question to a recommender, whose answer is known: what did this person turn to next? */
export interface RankingTask {
  readonly personKey: string;
  /** Item indexes, newest first: what was known before. */
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  /** The item that came; never one of `items`, unless the protocol counts that as a miss. */
  readonly target: number;
}

/**
 * 1-based ranks of the targets among all items but the person's own; equal scores by lower index.
 * 0 is a miss by rule: the target is one of the person's own items.
 *
 * O(tasks × items).
 *
 * @param scoreOf - scores of all items for a task; it may reuse one array.
 */
export function ranksOfTargets(
  tasks: readonly RankingTask[],
  scoreOf: (task: RankingTask) => Float32Array | Float64Array,
): Int32Array {
  return Int32Array.from(tasks, (task) => {
    if (task.items.includes(task.target)) return 0;
    const scores = scoreOf(task);
    const score = scores[task.target]!;
    let before = 0;
    for (let item = 0; item < scores.length; item++) {
      if (isBefore(scores[item]!, item, score, task.target)) before++;
    }
    for (const own of new Set(task.items)) {
      if (isBefore(scores[own]!, own, score, task.target)) before--;
    }
    return before + 1;
  });
}

const isBefore = (score: number, item: number, targetScore: number, target: number): boolean =>
  score > targetScore || (score === targetScore && item < target);

/** 1-based ranks of the targets in lists that hold the best items only; 0 when the list does not hold the target. */
export const ranksInLists = (tasks: readonly RankingTask[], lists: readonly ArrayLike<number>[]): Int32Array =>
  Int32Array.from(tasks, ({ target }, i) => Array.prototype.indexOf.call(lists[i], target) + 1);
