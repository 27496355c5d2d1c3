import { ndcgAt } from '../math/ranks.ts';

/** Means over people; null where there is nobody to measure. */
export interface RankingMetrics {
  readonly 'hr@5': number | null;
  readonly 'hr@10': number | null;
  readonly 'ndcg@5': number | null;
  readonly 'ndcg@10': number | null;
  readonly 'hr@20': number | null;
  readonly 'mrr@20': number | null;
}

/**
 * Hit rate, NDCG and reciprocal rank of one relevant item a task. Somebody with several tasks counts as one person: people are what a
 * shop has, and the busy ones are no better evidence for the others.
 * @param personKeys - whose task each is.
 * @param ranks - 1-based; 0 is a miss.
 */
export function rankingMetrics(personKeys: readonly string[], ranks: Int32Array): RankingMetrics {
  const over = (gain: (rank: number) => number) => mean(meansByPerson(personKeys, (i) => gain(ranks[i]!)));
  return {
    'hr@5': over((rank) => hit(rank, 5)),
    'hr@10': over((rank) => hit(rank, 10)),
    'ndcg@5': over((rank) => ndcgAt([rank], 5)),
    'ndcg@10': over((rank) => ndcgAt([rank], 10)),
    'hr@20': over((rank) => hit(rank, 20)),
    'mrr@20': over((rank) => reciprocal(rank, 20)),
  };
}

/**
 * Each person's mean over the person's tasks, in the order in which people first come.
 * @param personKeys - whose task each is.
 * @param measure - of the task at a position.
 */
export function meansByPerson(personKeys: readonly string[], measure: (position: number) => number): Float64Array {
  const sums = new Map<string, { sum: number; count: number }>();
  personKeys.forEach((personKey, i) => {
    const { sum, count } = sums.get(personKey) ?? { sum: 0, count: 0 };
    sums.set(personKey, { sum: sum + measure(i), count: count + 1 });
  });
  return Float64Array.from(sums.values(), ({ sum, count }) => sum / count);
}

/** 1 when the item is among the first k. */
export const hit = (rank: number, k: number): number => (rank >= 1 && rank <= k ? 1 : 0);

/** Reciprocal rank, 0 below rank k. */
export const reciprocal = (rank: number, k: number): number => (hit(rank, k) === 1 ? 1 / rank : 0);

const mean = (values: Float64Array): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Where the relevant items of one task stand. */
export interface RankedTargets {
  readonly personKey: string;
  /** One for each relevant item, in any order: its 1-based rank, or 0 where the list does not hold it. */
  readonly ranks: ArrayLike<number>;
}

/** Means over people, by name and cut as in `recall@20`. */
export interface SetMetrics {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly people: number;
  /** Tasks with nothing relevant, of which no figure says anything. */
  readonly leftOut: number;
  /** Why the figures are null, where they are. */
  readonly reason: string | null;
}

/**
 * `precision@k`, `recall@k`, `f1@k`, `ndcg@k`, `hr@k` and `mrr@k` of tasks with any number of relevant items. Somebody
 * with several tasks counts as one person. F1 is the harmonic mean of the mean precision and the mean recall.
 *
 * @param cuts - the ks, each at least 1 and at most the length of the lists that were ranked.
 */
export function setMetrics(tasks: readonly RankedTargets[], cuts: readonly number[]): SetMetrics {
  const answerable = tasks.filter(({ ranks }) => ranks.length > 0);
  const personKeys = answerable.map(({ personKey }) => personKey);
  const over = (gain: (ranks: ArrayLike<number>) => number) =>
    mean(meansByPerson(personKeys, (i) => gain(answerable[i]!.ranks)));
  const figures: Record<string, number | null> = {};
  for (const k of cuts) {
    const precision = over((ranks) => precisionAt(ranks, k));
    const recall = over((ranks) => recallAt(ranks, k));
    figures[`precision@${k}`] = precision;
    figures[`recall@${k}`] = recall;
    figures[`f1@${k}`] = precision === null || recall === null ? null : harmonicMean(precision, recall);
    figures[`ndcg@${k}`] = over((ranks) => ndcgAt(ranks, k));
    figures[`hr@${k}`] = over((ranks) => Math.max(...hits(ranks, k, () => 1), 0));
    figures[`mrr@${k}`] = over((ranks) => Math.max(...hits(ranks, k, (rank) => 1 / rank), 0));
  }
  return {
    figures,
    people: new Set(personKeys).size,
    leftOut: tasks.length - answerable.length,
    reason: answerable.length > 0 ? null : noFigureBecause(tasks.length),
  };
}

const noFigureBecause = (taskCount: number): string =>
  taskCount === 0 ? 'nobody to measure' : `none of ${taskCount} tasks has a relevant item`;

/** Relevant items among the first k, as a share of k. */
export const precisionAt = (ranks: ArrayLike<number>, k: number): number => hits(ranks, k, () => 1).length / k;

/** Relevant items among the first k, as a share of all relevant ones; NaN when there are none: leave such tasks out. */
export const recallAt = (ranks: ArrayLike<number>, k: number): number => hits(ranks, k, () => 1).length / ranks.length;

/** The ranks of targets in a list of the best items; 0 for what it does not hold. */
export const ranksInList = (targets: Int32Array, list: ArrayLike<number>): Int32Array =>
  targets.map((target) => Array.prototype.indexOf.call(list, target) + 1);

const hits = (ranks: ArrayLike<number>, k: number, gain: (rank: number) => number): readonly number[] =>
  Array.from(ranks)
    .filter((rank) => hit(rank, k) === 1)
    .map(gain);

/** 0 when both are. */
const harmonicMean = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));
