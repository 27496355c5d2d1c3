import { listedDays } from '../../../shared/domain/item.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';

/** What of the catalog demand goes by. */
export interface CatalogItem {
  /** The first of its categories. */
  readonly category?: string;
  readonly isDeleted: boolean;
  /** Days for which it is known to have been there. */
  readonly listedDays: number;
}

export async function catalogItems(catalog: CatalogScan, asOfMs: number): Promise<ReadonlyMap<string, CatalogItem>> {
  const items = new Map<string, CatalogItem>();
  for await (const page of catalog.scan(0, 1)) {
    for (const entry of page) {
      const [category] = entry.item.categories;
      items.set(entry.item.itemId, {
        ...(category !== undefined && { category }),
        isDeleted: entry.deleted,
        listedDays: listedDays(entry, asOfMs),
      });
    }
  }
  return items;
}
