/** What the shop says an item is. */
export interface Described {
  readonly categories: readonly string[];
  readonly brand?: string | undefined;
}

/** A shared brand says less than a shared category. */
const BRAND_WEIGHT = 0.5;
export const MAX_LIKENESS = 1 + BRAND_WEIGHT;

/**
 * Shared categories as a share of all that the two have (Jaccard, in [0, 1]), plus half for the same brand; two items
 * without a brand share none. Symmetric.
 */
export function likeness(one: Described, other: Described): number {
  let shared = 0;
  for (const category of one.categories) if (other.categories.includes(category)) shared++;
  const all = one.categories.length + other.categories.length - shared;
  const brand = one.brand !== undefined && one.brand === other.brand ? BRAND_WEIGHT : 0;
  return (all === 0 ? 0 : shared / all) + brand;
}
