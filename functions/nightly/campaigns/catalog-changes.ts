import { type CatalogEntry, isForSale } from '../../../shared/domain/item.ts';
import type { CatalogMarks, ItemMark } from '../../../shared/ports/campaign-reports.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';

/** What has become better of items since the last night that looked. */
export interface CatalogChanges {
  /** By item: by how many percent it is cheaper, and since when; of those that are for sale. */
  readonly cheaper: ReadonlyMap<string, { readonly percent: number; readonly sinceMs: number }>;
  /** Items that could not be bought and can be now, and since when. */
  readonly back: ReadonlyMap<string, { readonly sinceMs: number }>;
  /** Of all items, to compare with the next time. */
  readonly marks: CatalogMarks;
}

/** Reads the catalog once. @param before - of the last night; undefined: none has looked, so nothing is new. */
export async function catalogChanges(catalog: CatalogScan, before: CatalogMarks | undefined): Promise<CatalogChanges> {
  const cheaper = new Map<string, { readonly percent: number; readonly sinceMs: number }>();
  const back = new Map<string, { readonly sinceMs: number }>();
  const marks: Record<string, ItemMark> = {};
  for await (const page of catalog.scan(0, 1)) {
    for (const entry of page) {
      if (entry.deleted) continue;
      const { itemId } = entry.item;
      const now = markOf(entry);
      marks[itemId] = now;
      const then = before?.[itemId];
      if (then === undefined || !now.isForSale) continue;
      const sinceMs = entry.changedAtMs;
      if (!then.isForSale) back.set(itemId, { sinceMs });
      const percent = cheaperBy(then, now);
      if (percent > 0) cheaper.set(itemId, { percent, sinceMs });
    }
  }
  return { cheaper, back, marks };
}

const markOf = (entry: CatalogEntry): ItemMark => ({
  isForSale: isForSale(entry),
  ...(entry.item.price !== undefined && { amount: entry.item.price.amount, currency: entry.item.price.currency }),
});

/** In percent of what it was; 0: not cheaper, or not to be compared. */
function cheaperBy(then: ItemMark, now: ItemMark): number {
  if (then.amount === undefined || now.amount === undefined || then.currency !== now.currency) return 0;
  return then.amount <= now.amount ? 0 : (100 * (then.amount - now.amount)) / then.amount;
}
