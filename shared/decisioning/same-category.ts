import type { CatalogEntry } from '../domain/item.ts';

/** A shared brand says less than a shared category. */
const BRAND_WEIGHT = 0.5;

/**
 * Entries that share categories or the brand with an item, the most alike first; equals stay in the given order.
 * For items of which nothing is known but what the shop says. Score: shared categories as a share of all that the
 * two have (Jaccard, in [0, 1]), plus half for the same brand. O(entries).
 */
export function sameCategory(
  item: CatalogEntry['item'],
  entries: readonly CatalogEntry[],
): readonly { readonly itemId: string; readonly score: number }[] {
  const own = new Set(item.categories);
  return entries
    .filter((entry) => entry.item.itemId !== item.itemId)
    .map(({ item: other }) => {
      const shared = other.categories.filter((category) => own.has(category)).length;
      const all = own.size + other.categories.length - shared;
      const brand = item.brand !== undefined && item.brand === other.brand ? BRAND_WEIGHT : 0;
      return { itemId: other.itemId, score: (all === 0 ? 0 : shared / all) + brand };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}
