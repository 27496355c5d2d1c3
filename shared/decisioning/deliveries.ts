import type { MarketSettings } from '../domain/market.ts';
import { matching } from './item-mask.ts';
import type { Shelf } from './shelf.ts';

/** By ISO 3166 code; of those that are not among them the shop has said nothing. */
export type Markets = ReadonlyMap<string, MarketSettings>;

/**
 * By row of a shelf, 1 where a market's rules let an item be delivered there; undefined where the shop has said nothing
 * that keeps any out. An item that the catalog never heard of fulfils no rule.
 */
export const deliveriesTo =
  (markets: Markets, shelf: Shelf) =>
  (market: string): Uint8Array | undefined => {
    const settings = markets.get(market);
    if (settings?.isDelivered === false) return new Uint8Array(shelf.rowCount);
    return settings?.deliverable && matching(settings.deliverable, shelf);
  };
