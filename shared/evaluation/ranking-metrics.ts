/** Means over people; null where there is nobody to measure. */
export interface RankingMetrics {
  readonly 'hr@5': number | null;
  readonly 'hr@10': number | null;
  readonly 'ndcg@5': number | null;
  readonly 'ndcg@10': number | null;
}

/**
 * Hit rate and NDCG of one relevant item a person.
 * @param ranks - 1-based; 0 is a miss.
 */
export const rankingMetrics = (ranks: Int32Array): RankingMetrics => ({
  'hr@5': mean(ranks, (rank) => hit(rank, 5)),
  'hr@10': mean(ranks, (rank) => hit(rank, 10)),
  'ndcg@5': mean(ranks, (rank) => ndcg(rank, 5)),
  'ndcg@10': mean(ranks, (rank) => ndcg(rank, 10)),
});

/** 1 when the item is among the first k. */
export const hit = (rank: number, k: number): number => (rank >= 1 && rank <= k ? 1 : 0);

/**
 * With one relevant item the ideal gain is 1, so NDCG is the discount of its rank.
 * Source: Järvelin & Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques".
 */
export const ndcg = (rank: number, k: number): number => (hit(rank, k) === 1 ? 1 / Math.log2(rank + 1) : 0);

function mean(ranks: Int32Array, gain: (rank: number) => number): number | null {
  if (ranks.length === 0) return null;
  let sum = 0;
  for (const rank of ranks) sum += gain(rank);
  return sum / ranks.length;
}
