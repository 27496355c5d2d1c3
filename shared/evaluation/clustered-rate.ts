/** Sums over clusters of draws, a cluster a person: of all sums of parts the sum is the sum of the whole. */
export interface RateSums {
  /** Draws, and how many of them hit. */
  readonly draws: number;
  readonly hits: number;
  readonly clusters: number;
  /** Of hits and draws of each cluster: their squares and product, summed. */
  readonly hitsSquared: number;
  readonly drawsSquared: number;
  readonly product: number;
}

export interface Rate {
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number };
}

export const NO_DRAWS: RateSums = { draws: 0, hits: 0, clusters: 0, hitsSquared: 0, drawsSquared: 0, product: 0 };

/** @param hits - of the cluster's draws, ≥ 0 and at most as many; a cluster without draws is none. */
export const withCluster = (sums: RateSums, hits: number, draws: number): RateSums =>
  draws === 0
    ? sums
    : {
        draws: sums.draws + draws,
        hits: sums.hits + hits,
        clusters: sums.clusters + 1,
        hitsSquared: sums.hitsSquared + hits * hits,
        drawsSquared: sums.drawsSquared + draws * draws,
        product: sums.product + hits * draws,
      };

export const bothRates = (a: RateSums, b: RateSums): RateSums => ({
  draws: a.draws + b.draws,
  hits: a.hits + b.hits,
  clusters: a.clusters + b.clusters,
  hitsSquared: a.hitsSquared + b.hitsSquared,
  drawsSquared: a.drawsSquared + b.drawsSquared,
  product: a.product + b.product,
});

const Z_95 = 1.959963984540054;

/**
 * The share of draws that hit, with its 95 % interval; undefined without draws. What one person does is alike, so the
 * draws count for fewer: for draws ÷ design effect, the linearised variance of a ratio of cluster sums over that of as
 * many independent draws, at least 1. Of one cluster, nothing tells how alike its draws are: it counts as one draw.
 *
 * Source: Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference"; the design effect: Kish
 * (1965), "Survey Sampling"; the ratio's variance: Cochran (1977), "Sampling Techniques", section 6.3.
 */
export function rateOf(sums: RateSums): Rate | undefined {
  const { draws, hits } = sums;
  if (draws === 0) return undefined;
  const value = hits / draws;
  const effective = draws / designEffect(sums, value);
  const centre = value + Z_95 ** 2 / (2 * effective);
  const spread = Z_95 * Math.sqrt((value * (1 - value)) / effective + Z_95 ** 2 / (4 * effective ** 2));
  const scale = 1 + Z_95 ** 2 / effective;
  // At the ends rounding leaves a rest.
  const low = hits === 0 ? 0 : Math.max(0, (centre - spread) / scale);
  const high = hits === draws ? 1 : Math.min(1, (centre + spread) / scale);
  return { value, interval: { low, high } };
}

function designEffect({ draws, clusters, hitsSquared, drawsSquared, product }: RateSums, value: number): number {
  if (clusters < 2) return draws;
  const binomial = (value * (1 - value)) / draws;
  if (binomial === 0) return 1;
  const residuals = hitsSquared - 2 * value * product + value * value * drawsSquared;
  const variance = (residuals / draws ** 2) * (clusters / (clusters - 1));
  return Math.max(1, variance / binomial);
}
