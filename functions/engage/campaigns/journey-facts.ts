import type { Facts } from '../../../shared/decisioning/journeys/facts.ts';
import { drawOf, messageIdOf, type Passage } from '../../../shared/decisioning/journeys/message-id.ts';
import type { CatalogEntry } from '../../../shared/domain/item.ts';
import { isForSale } from '../../../shared/domain/item.ts';
import type { Journey } from '../../../shared/domain/journey.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { Hash } from '../../../shared/ports/system.ts';
import type { MetPerson } from './met-person.ts';

/** A message tells of so many items at most, and no more are looked up. */
export const MOST_ITEMS = 10;

/** Items that a journey may be about, as they are now; those that are gone are not among them. */
export async function itemsAbout(
  catalog: Pick<Catalog, 'get'>,
  { interactions }: MetPerson,
  { itemIds }: Journey,
): Promise<ReadonlyMap<string, CatalogEntry>> {
  // What has been taken out or bought by now may have lain in the cart when a simulation looks into it.
  const carted = interactions.flatMap(({ kind, itemId }) => (kind === 'cart' ? [itemId] : [])).reverse();
  const ids = [...new Set([...itemIds, ...carted])].slice(0, 2 * MOST_ITEMS);
  const entries = await Promise.all(ids.map((itemId) => catalog.get(itemId)));
  return new Map(entries.flatMap((entry) => (entry === undefined ? [] : [[entry.item.itemId, entry] as const])));
}

export interface FactSources {
  readonly met: MetPerson;
  readonly items: ReadonlyMap<string, CatalogEntry>;
  /** Of who is nowhere. */
  readonly timeZone: string;
  /** By step: what nights have learnt of its arms. */
  readonly armShares: Readonly<Record<string, readonly number[]>>;
  readonly hash: Hash;
}

/** What a journey goes on by. */
export const factsOf = (passage: Passage, { met, items, timeZone, armShares, hash }: FactSources): Facts => ({
  timeZone: met.timeZone ?? timeZone,
  interactions: met.interactions,
  isForSale(itemId) {
    const entry = items.get(itemId);
    return entry !== undefined && isForSale(entry);
  },
  isIn: (segmentId) => met.segmentIds.has(segmentId),
  hasOpened: (stepId) => met.opened.has(messageIdOf(passage, stepId, hash.sha256)),
  armShares: (stepId) => armShares[stepId],
  draw: (stepId, of) => drawOf(passage, stepId, of),
});
