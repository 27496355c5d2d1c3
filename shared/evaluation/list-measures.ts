/** What lists are like beside being right; null where there is no list. */
export interface ListMeasures {
  /** Share of all items that stand in a list. */
  readonly coverage: number | null;
  /** Bits: the mean over lists of their items' −log₂ of the share of interactions. */
  readonly novelty: number | null;
  /** The mean over lists of their items' interactions as a share of the most popular item's. */
  readonly popularity: number | null;
  /** Mean popularity percentile, in [0, 1], of what is shown and of what was wanted; equal where there is no bias. */
  readonly percentile: { readonly lists: number | null; readonly targets: number | null };
  /** In [0, 1): 0 when all items are shown equally often, near 1 when few are shown to all. */
  readonly gini: number | null;
  /** Why the figures of lists are null, where they are. */
  readonly reason: string | null;
}

export interface ListMeasuresInput {
  /** Item indexes, the best first; only the first `k` are looked at. Empty ones are passed over. */
  readonly lists: readonly ArrayLike<number>[];
  /** What the people turned to, one or more a list, all together. */
  readonly targets: ArrayLike<number>;
  /** Training interactions by item. */
  readonly counts: ArrayLike<number>;
  readonly k: number;
}

/**
 * Coverage, novelty, popularity and concentration of what people are shown.
 *
 * An item without a training interaction counts as one with one: its novelty is finite, and the largest there is.
 * O(lists × k + items × log items).
 *
 * Source: novelty: Vargas & Castells (2011), "Rank and relevance in novelty and diversity metrics for recommender
 * systems"; Gini: Fleder & Hosanagar (2009), "Blockbuster culture's next rise or fall".
 */
export function listMeasures({ lists, targets, counts, k }: ListMeasuresInput): ListMeasures {
  const shown = lists.map((list) => Array.from(list).slice(0, k)).filter((list) => list.length > 0);
  const percentiles = popularityPercentiles(counts);
  const total = sumOf(counts);
  const largest = Array.from(counts).reduce((max, count) => Math.max(max, count), 0);
  const overLists = (measure: (item: number) => number) => mean(shown.map((list) => mean(list.map(measure))!));
  const hasInteractions = total > 0;
  return {
    coverage: shown.length === 0 || counts.length === 0 ? null : new Set(shown.flat()).size / counts.length,
    novelty: hasInteractions ? overLists((item) => -Math.log2(Math.max(counts[item]!, 1) / total)) : null,
    popularity: hasInteractions ? overLists((item) => counts[item]! / largest) : null,
    percentile: {
      lists: overLists((item) => percentiles[item]!),
      targets: mean(Array.from(targets, (item) => percentiles[item]!)),
    },
    gini: giniOfExposure(shown, counts.length),
    reason: shown.length === 0 ? 'no list with an item' : hasInteractions ? null : 'no training interaction',
  };
}

/** By item: the share of the other items that have fewer interactions, those with equally many as half. In [0, 1]. */
export function popularityPercentiles(counts: ArrayLike<number>): Float64Array {
  const n = counts.length;
  const order = Array.from({ length: n }, (_, item) => item).sort((a, b) => counts[a]! - counts[b]!);
  const percentiles = new Float64Array(n);
  for (let start = 0; start < n; ) {
    let end = start;
    while (end < n && counts[order[end]!] === counts[order[start]!]) end++;
    // Places start … end − 1 of n − 1; a shop of one item has no others, and its item stands in the middle.
    const percentile = n === 1 ? 0.5 : (start + end - 1) / 2 / (n - 1);
    for (let at = start; at < end; at++) percentiles[order[at]!] = percentile;
    start = end;
  }
  return percentiles;
}

function giniOfExposure(lists: readonly (readonly number[])[], itemCount: number): number | null {
  const exposures = new Float64Array(itemCount);
  for (const list of lists) for (const item of list) exposures[item]! += 1;
  const sum = sumOf(exposures);
  if (sum === 0) return null;
  exposures.sort();
  const weighted = exposures.reduce((total, exposure, i) => total + (2 * (i + 1) - itemCount - 1) * exposure, 0);
  return weighted / (itemCount * sum);
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : sumOf(values) / values.length);
