import { assignmentOf, isHeldOut } from '../../../shared/decisioning/assignment.ts';
import type { Facts } from '../../../shared/decisioning/journeys/facts.ts';
import { drawOf, messageIdOf, type Passage } from '../../../shared/decisioning/journeys/message-id.ts';
import type { Experiment } from '../../../shared/domain/experiment.ts';
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
  readonly chances: Chances;
  readonly hash: Hash;
}

/** What decides by chance for a person whom campaigns speak to. */
export interface Chances {
  /** Experiments that people come into now. */
  readonly running: readonly Experiment[];
  /** Of all people, to whom no campaign speaks; in [0, 1]. */
  readonly holdoutShare: number;
}

/** What a journey goes on by. */
export const factsOf = (passage: Passage, { met, items, timeZone, armShares, chances, hash }: FactSources): Facts => ({
  timeZone: met.timeZone ?? timeZone,
  interactions: met.interactions,
  isForSale(itemId) {
    const entry = items.get(itemId);
    return entry !== undefined && isForSale(entry);
  },
  isIn: (segmentId) => met.segmentIds.has(segmentId),
  hasOpened: (stepId) => met.opened.has(messageIdOf(passage, stepId, hash.sha256)),
  armShares: (stepId) => armShares[stepId],
  isHeldOut: chances.holdoutShare > 0 ? isHeldOut(met.person, chances.holdoutShare) : undefined,
  variantIn(id) {
    const experiment = chances.running.find(({ experimentId }) => experimentId === id);
    return experiment && assignmentOf(met.person, experiment)?.variant.variantId;
  },
  draw: (stepId, of) => drawOf(passage, stepId, of),
});
