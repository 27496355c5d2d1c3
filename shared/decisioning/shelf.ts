import { type CatalogEntry, isSellable } from '../domain/item.ts';

/** The catalog as decisions hold it in memory: which items there are, and which may be offered where. */
export interface Shelf {
  get(itemId: string): CatalogEntry | undefined;
  /**
   * Whether it may be offered in a market. An item that the catalog never heard of may: a shop may send events
   * before it sends a catalog, or instead of one.
   */
  isOffered(itemId: string, market: string | undefined): boolean;
  /** All entries that may be offered in the market, newest first; same age by id. */
  inOrder(market: string | undefined): readonly CatalogEntry[];
  /** Changes with every change of the shelf. */
  readonly revision: number;
  /** Takes entries, deletions too; an older version of an entry changes nothing. */
  update(entries: readonly CatalogEntry[]): void;
}

export function newShelf(): Shelf {
  const entries = new Map<string, CatalogEntry>();
  let ordered: readonly CatalogEntry[] | undefined;
  let revision = 0;

  return {
    get: (itemId) => entries.get(itemId),

    isOffered(itemId, market) {
      const entry = entries.get(itemId);
      return entry === undefined || isSellable(entry, market);
    },

    inOrder(market) {
      ordered ??= newestFirst(entries.values());
      return ordered.filter((entry) => isSellable(entry, market));
    },

    get revision() {
      return revision;
    },

    update(changed) {
      for (const entry of changed) {
        const known = entries.get(entry.item.itemId);
        if (known !== undefined && known.version >= entry.version) continue;
        entries.set(entry.item.itemId, entry);
        ordered = undefined;
        revision++;
      }
    },
  };
}

/** By the moment that `createdAt` names, whatever offset it is written with. */
function newestFirst(entries: Iterable<CatalogEntry>): readonly CatalogEntry[] {
  const dated = Array.from(entries, (entry) => ({ entry, atMs: Date.parse(entry.item.createdAt ?? '1970-01-01') }));
  dated.sort((a, b) => b.atMs - a.atMs || (a.entry.item.itemId < b.entry.item.itemId ? -1 : 1));
  return dated.map(({ entry }) => entry);
}
