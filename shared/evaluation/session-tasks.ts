import type { RankingTask } from './ranking-task.ts';
import type { NumberedHistory } from './splits.ts';

/** One moment of a session: `target` is the next click. */
export interface SessionTask extends RankingTask {
  /** The items of all later clicks, each once, in the order in which they first come; items clicked before too. */
  readonly remaining: Int32Array;
}

/**
 * Every click of a session but the first, from the clicks before it; a session of one click asks nothing. Each moment
 * is somebody of its own to the metrics, since each click counts once; to intervals a session is one.
 *
 * Protocol of Ludewig & Jannach (2018), "Evaluation of Session-based Recommendation Algorithms": the next item by hit
 * rate and MRR, the remaining ones by precision, recall and NDCG.
 */
export function sessionTasks(sessions: readonly NumberedHistory[]): readonly SessionTask[] {
  return sessions.flatMap(({ personKey, items, kinds }) =>
    Array.from({ length: Math.max(0, items.length - 1) }, (_, i) => ({
      personKey: `${personKey}-${i + 1}`,
      sessionKey: personKey,
      items: items.slice(0, i + 1).reverse(),
      kinds: kinds.slice(0, i + 1).reverse(),
      target: items[i + 1]!,
      remaining: Int32Array.from(new Set(items.subarray(i + 1))),
    })),
  );
}
