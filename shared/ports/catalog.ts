import type { CatalogEntry, Item } from '../domain/item.ts';
import type { MachineTexts } from '../domain/machine-texts.ts';
import type { Page } from '../domain/page.ts';

/** The shop's items. */
export interface Catalog {
  /** Undefined when the item was never put, or was deleted. */
  get(itemId: string): Promise<CatalogEntry | undefined>;
  /**
   * What machines made of texts that stay as they are goes on lying beside the item.
   * @param expectedVersion - the version that the change is based on; undefined overwrites any.
   * @throws ConflictError when the stored version is another.
   */
  put(item: Item, expectedVersion?: number): Promise<CatalogEntry>;
  /** True when there was something to delete. The deletion itself is kept for 30 days, so that readers learn of it. */
  delete(itemId: string): Promise<boolean>;
  /**
   * Lays beside an item what machines made of its texts, in place of what lies there: no new version of it.
   * @returns false when another version is there, of which nothing is known.
   */
  layBeside(itemId: string, version: number, locales: MachineTexts['locales']): Promise<boolean>;
  /** All items in a stable order of the store's own, a page at a time; a page may be short before the last one. */
  list(page: Page): Promise<CatalogPage>;
}

export interface CatalogPage {
  readonly entries: readonly CatalogEntry[];
  readonly nextCursor?: string;
}

/** What changed in the catalog, for readers that hold it in memory. */
export interface CatalogChanges {
  /** Entries, deletions too, changed at or after `sinceMs`; 0 gives everything. No order. */
  since(sinceMs: number): AsyncIterable<readonly CatalogEntry[]>;
}

/** Reads the whole catalog, for the night. */
export interface CatalogScan {
  scan(segment: number, segmentCount: number): AsyncIterable<readonly CatalogEntry[]>;
}
