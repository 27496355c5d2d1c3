/** The one order of scored items: higher first, equal scores by lower index. */
export const isAhead = (score: number, item: number, otherScore: number, other: number): boolean =>
  score > otherScore || (score === otherScore && item < other);

/**
 * NDCG@k: the discounts of the relevant items among the first k, as a share of what the best order gives, which has the
 * relevant ones first, as many as there are or as k allows. NaN when there are none: leave such tasks out.
 *
 * @param ranks - one for each relevant item, in any order: its 1-based rank, or 0 where it is not ranked at all.
 *
 * Source: Järvelin & Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques", with gains of 0 and 1.
 */
export function ndcgAt(ranks: ArrayLike<number>, k: number): number {
  let gained = 0;
  for (let i = 0; i < ranks.length; i++) if (ranks[i]! >= 1 && ranks[i]! <= k) gained += discount(ranks[i]!);
  let ideal = 0;
  for (let rank = 1; rank <= Math.min(k, ranks.length); rank++) ideal += discount(rank);
  return gained / ideal;
}

const discount = (rank: number): number => 1 / Math.log2(rank + 1);
