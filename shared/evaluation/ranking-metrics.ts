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
  const over = (gain: (rank: number) => number) => mean(personMeans(personKeys, ranks, gain));
  return {
    'hr@5': over((rank) => hit(rank, 5)),
    'hr@10': over((rank) => hit(rank, 10)),
    'ndcg@5': over((rank) => ndcg(rank, 5)),
    'ndcg@10': over((rank) => ndcg(rank, 10)),
    'hr@20': over((rank) => hit(rank, 20)),
    'mrr@20': over((rank) => reciprocal(rank, 20)),
  };
}

/** Each person's mean gain, in the order in which people first come. */
export function personMeans(
  personKeys: readonly string[],
  ranks: Int32Array,
  gain: (rank: number) => number,
): Float64Array {
  const sums = new Map<string, { sum: number; count: number }>();
  personKeys.forEach((personKey, i) => {
    const { sum, count } = sums.get(personKey) ?? { sum: 0, count: 0 };
    sums.set(personKey, { sum: sum + gain(ranks[i]!), count: count + 1 });
  });
  return Float64Array.from(sums.values(), ({ sum, count }) => sum / count);
}

/** 1 when the item is among the first k. */
export const hit = (rank: number, k: number): number => (rank >= 1 && rank <= k ? 1 : 0);

/**
 * With one relevant item the ideal gain is 1, so NDCG is the discount of its rank.
 * Source: Järvelin & Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques".
 */
export const ndcg = (rank: number, k: number): number => (hit(rank, k) === 1 ? 1 / Math.log2(rank + 1) : 0);

/** Reciprocal rank, 0 below rank k. */
export const reciprocal = (rank: number, k: number): number => (hit(rank, k) === 1 ? 1 / rank : 0);

const mean = (values: Float64Array): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
