import { topK } from '../math/top-k.ts';
import { type Described, likeness } from './likeness.ts';
import type { Shelf } from './shelf.ts';

/**
 * The k rows most like an item by categories and brand, the most alike first, equals newest first; only rows that are
 * like it at all. For items of which nothing is known but what the shop says. O(rows).
 *
 * @param isEligible - by row: 1 where the item may be in the answer.
 */
export function sameCategory(
  item: Described,
  shelf: Shelf,
  isEligible: Uint8Array,
  k: number,
): readonly { readonly row: number; readonly score: number }[] {
  const [categories, brands] = [shelf.column('categories'), shelf.column('brand')];
  const [ofCategories, ofBrand] = [categories.codes(), brands.codes()];
  const hasOne = categories.having(item.categories);
  const hasBrand = brands.having(item.brand === undefined ? [] : [item.brand]);
  const rows: number[] = [];
  for (const row of shelf.newestFirst()) {
    if (isEligible[row] !== 1) continue;
    if (hasOne[ofCategories[row] ?? 0] === 1 || hasBrand[ofBrand[row] ?? 0] === 1) rows.push(row);
  }
  const scores = Float64Array.from(rows, (row) => {
    const [brand] = brands.lists[ofBrand[row] ?? 0] ?? [];
    return likeness(item, { categories: categories.lists[ofCategories[row] ?? 0] ?? [], brand });
  });
  return Array.from(topK(scores, k), (at) => ({ row: rows[at]!, score: scores[at]! }));
}
