import type { CatalogEntry, Item } from '../../../shared/domain/item.ts';

/** A catalog entry of an item with nothing special, for sale everywhere. */
export function anEntry(itemId: string, item: Partial<Item> = {}, entry: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    item: {
      itemId,
      title: `Item ${itemId}`,
      categories: [],
      availability: 'in_stock',
      images: [],
      markets: [],
      attributes: {},
      ...item,
    },
    version: 1,
    changedAtMs: 1_790_000_000_000,
    deleted: false,
    ...entry,
  };
}
