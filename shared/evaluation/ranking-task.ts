/** Which items may be the answer: only those that are new to the person, or those met before too, as in sessions. */
export type Candidates = 'new' | 'all';

/** One question to a recommender, whose answer is known: what did this person turn to next? */
export interface RankingTask {
  readonly personKey: string;
  /** Where each moment of a session is somebody of its own: which session it is of. */
  readonly sessionKey?: string;
  /** Item indexes, newest first: what was known before. */
  readonly items: Int32Array;
  readonly kinds: Uint8Array;
  /** Code of the context in which the item came; 0 or absent where none is known. */
  readonly context?: number;
  /** The item that came. Where candidates are new items only, one of `items` is a miss by rule. */
  readonly target: number;
  /** Where several items are right, those beside the target. */
  readonly alsoRelevant?: Int32Array;
}

/** All items that are right answers to a task. */
export const relevantItems = ({ target, alsoRelevant }: RankingTask): Int32Array =>
  Int32Array.of(target, ...(alsoRelevant ?? []));

/**
 * 1-based ranks of the targets among the candidates; equal scores by lower index.
 * 0 is a miss by rule: the target is one of the person's own items, and only new ones are candidates.
 *
 * O(tasks × items).
 *
 * @param scoreOf - scores of all items for a task; it may reuse one array.
 */
export function ranksOfTargets(
  tasks: readonly RankingTask[],
  scoreOf: (task: RankingTask) => Float32Array | Float64Array,
  candidates: Candidates = 'new',
): Int32Array {
  return Int32Array.from(tasks, (task) => {
    if (candidates === 'new' && task.items.includes(task.target)) return 0;
    const scores = scoreOf(task);
    const score = scores[task.target]!;
    let before = 0;
    for (let item = 0; item < scores.length; item++) {
      if (isBefore(scores[item]!, item, score, task.target)) before++;
    }
    for (const own of candidates === 'new' ? new Set(task.items) : []) {
      if (isBefore(scores[own]!, own, score, task.target)) before--;
    }
    return before + 1;
  });
}

const isBefore = (score: number, item: number, targetScore: number, target: number): boolean =>
  score > targetScore || (score === targetScore && item < target);
