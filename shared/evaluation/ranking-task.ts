import { isAhead } from '../math/ranks.ts';

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
export const relevantItems = ({ target, alsoRelevant }: Pick<RankingTask, 'target' | 'alsoRelevant'>): Int32Array =>
  Int32Array.of(target, ...(alsoRelevant ?? []));

/**
 * 1-based ranks of a task's right answers (target first) among the candidates; equal scores by lower index.
 * 0 is a miss by rule: the answer is one of the person's own items, and only new ones are candidates.
 *
 * O(answers × items).
 *
 * @param scores - of all items.
 */
export function ranksAmong(
  scores: Float32Array | Float64Array,
  task: Pick<RankingTask, 'items' | 'target' | 'alsoRelevant'>,
  candidates: Candidates,
): Int32Array {
  const own = new Set(candidates === 'new' ? task.items : []);
  return relevantItems(task).map((answer) => {
    if (own.has(answer)) return 0;
    const score = scores[answer]!;
    let rank = 1;
    for (let item = 0; item < scores.length; item++) if (isAhead(scores[item]!, item, score, answer)) rank++;
    for (const item of own) if (isAhead(scores[item]!, item, score, answer)) rank--;
    return rank;
  });
}
