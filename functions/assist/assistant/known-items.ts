import { deliveriesTo, type Markets } from '../../../shared/decisioning/deliveries.ts';
import { newShelf, type Shelf } from '../../../shared/decisioning/shelf.ts';
import { type CurrentItems, type ItemIndex, itemIndex } from '../../../shared/dialogue/items/item-index.ts';
import type { CatalogEntry } from '../../../shared/domain/item.ts';
import type { CatalogChanges } from '../../../shared/ports/catalog.ts';

export interface KnownItems {
  readonly items: ItemIndex;
  /** In which items have prices, ISO 4217, the commonest first. */
  readonly currencies: readonly string[];
}

/** The index of changes follows its table by a moment, and writers’ clocks differ: look this far back again. */
const OVERLAP_MS = 60_000;

/** The items of a shelf, and which of them slates may show in a market. */
export const currentItems = (shelf: Shelf): CurrentItems => ({
  get(itemId) {
    const entry = shelf.get(itemId);
    return entry?.deleted ? undefined : entry;
  },
  offeredIn(market) {
    const isOffered = shelf.offered(market);
    return (itemId) => isOffered[shelf.rowOf(itemId) ?? -1] === 1;
  },
});

/**
 * The catalog, held; what is said of items is indexed anew where it changed, and not where only prices or stock did.
 * @param markets - what the shop has said of them.
 */
export function knownItems(changes: CatalogChanges, markets: () => Promise<Markets>): () => Promise<KnownItems> {
  const shelf = newShelf();
  const itemIds = new Set<string>();
  let sinceMs = 0;
  let held: KnownItems | undefined;
  const current = currentItems(shelf);
  return async () => {
    let isSaidAnew = held === undefined;
    let newestMs = sinceMs;
    for await (const changed of changes.since(Math.max(0, sinceMs - OVERLAP_MS))) {
      for (const entry of changed) {
        const { itemId } = entry.item;
        const before = shelf.get(itemId);
        newestMs = Math.max(newestMs, entry.changedAtMs);
        shelf.update([entry]);
        itemIds.add(itemId);
        isSaidAnew ||= saidOf(before) !== saidOf(shelf.get(itemId));
      }
    }
    sinceMs = newestMs;
    shelf.deliver(deliveriesTo(await markets(), shelf));
    if (isSaidAnew || held === undefined) {
      const there = [...itemIds].flatMap((itemId) => current.get(itemId) ?? []);
      held = { items: itemIndex(there, current), currencies: currenciesOf(there) };
    }
    return held;
  };
}

/** What the index is made of; the currency is among it, since the commonest is that of amounts that name none. */
function saidOf(entry: CatalogEntry | undefined): string {
  if (entry === undefined || entry.deleted) return '';
  const { title, description, categories, brand, attributes, locales, createdAt, price } = entry.item;
  return JSON.stringify([title, description, categories, brand, attributes, locales, createdAt, price?.currency]);
}

function currenciesOf(entries: readonly CatalogEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { item } of entries)
    if (item.price !== undefined) counts.set(item.price.currency, (counts.get(item.price.currency) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([currency]) => currency);
}
