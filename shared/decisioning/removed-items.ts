import type { DecisionRecord, RemovedCounts } from '../domain/decision-record.ts';
import { isForSale, isSoldIn } from '../domain/item.ts';
import { matching } from './item-mask.ts';
import type { Described } from './likeness.ts';
import { slotsAnew } from './replayed-slate.ts';
import type { Shelf } from './shelf.ts';

/** What keeps items out of a slate, by the names under which a record counts them and in that order. */
export type ItemFilterName = keyof RemovedCounts;

/** An item that the slate would have shown, had nothing kept it out. */
export interface RemovedItem {
  readonly itemId: string;
  /** The first that kept it out; `catalog`: what the catalog said of it then, and says no more. */
  readonly by: ItemFilterName | 'catalog';
  /** Others that would have kept it out too; absent: none. */
  readonly alsoBy?: readonly ItemFilterName[];
}

/** An item as it is ranked where nothing is kept out. */
export interface UnfilteredItem {
  readonly itemId: string;
  /** Absent where nothing ranks it. */
  readonly score?: number;
  readonly described: Described;
}

/** Listed at most. */
export const MOST_REMOVED = 100;

/**
 * The items that would stand in a recorded slate had they alone not been kept out, best first: each is put among the
 * candidates at its rank, and the slate's open slots are filled again. Slots of promotions are as they were.
 *
 * @param ranking - best first, candidates on record among them; `MOST_REMOVED` beyond those are enough.
 * @param removedBy - none: it is not known that the item was kept out.
 */
export function removedItems(
  record: DecisionRecord,
  ranking: readonly UnfilteredItem[],
  removedBy: (itemId: string) => readonly RemovedItem['by'][],
): readonly RemovedItem[] {
  const placeOf = new Map(record.candidates.map(({ itemId }, place) => [itemId, place]));
  const removed: RemovedItem[] = [];
  let before = 0;
  for (const item of ranking) {
    const place = placeOf.get(item.itemId);
    if (place !== undefined && place < record.chosenFrom) before = Math.max(before, place + 1);
    if (place !== undefined || !wouldStand(record, item, before)) continue;
    const [by, ...alsoBy] = removedBy(item.itemId);
    if (by === undefined) continue;
    const others = alsoBy.filter((name) => name !== 'catalog');
    removed.push({ itemId: item.itemId, by, ...(others.length > 0 && { alsoBy: others }) });
    if (removed.length === MOST_REMOVED) break;
  }
  return removed;
}

function wouldStand(record: DecisionRecord, { score, described }: UnfilteredItem, before: number): boolean {
  const row = record.candidates.length;
  return slotsAnew(record, { before, row, described, score }).some((slot) => slot.row === row);
}

/**
 * Which filters of a recorded request keep an item out. Market, stock and what the request filters for are looked up in
 * the catalog as it is now; what was met, and what the request excludes, is on record.
 */
export function filtersOn(
  { request, asked, seen = [] }: DecisionRecord,
  shelf: Shelf,
): (itemId: string) => readonly ItemFilterName[] {
  const excluded = new Set(request.exclude);
  const met = new Set([...seen, ...(asked?.blocked ?? []).filter((itemId) => !excluded.has(itemId))]);
  const isWanted = request.filter && matching(request.filter, shelf);
  const isDelivered = shelf.delivered(request.context.market);
  return (itemId) => {
    const row = shelf.rowOf(itemId);
    const entry = shelf.get(itemId);
    const keepsOut: Readonly<Record<ItemFilterName, boolean>> = {
      notForSale: entry !== undefined && !isForSale(entry),
      notInMarket: entry !== undefined && (!isSoldIn(entry, request.context.market) || isDelivered?.[row ?? -1] === 0),
      filter: isWanted !== undefined && (row === undefined || isWanted[row] !== 1),
      seen: met.has(itemId),
      excluded: excluded.has(itemId),
    };
    return Object.entries(keepsOut).flatMap(([name, isOut]) => (isOut ? [name as ItemFilterName] : []));
  };
}
