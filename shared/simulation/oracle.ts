import { SESSION_GAP_MS } from '../domain/time.ts';
import type { SegmentEvent } from './segment-event.ts';
import type { SimulatedShop } from './shop.ts';

/** What is foreseen: the next item that is new to a person, or the next such item that the person buys later on. */
export type OracleGoal = 'any' | 'purchase';

export interface Oracle {
  /**
   * The true probability of each item, parallel to the shop's items, to be the one that the shopper meets at a moment,
   * given that it is one that the shopper has not looked at before. Sums to 1; 0 for what the shopper has looked at,
   * and for what cannot be looked at then. The best ranking that anybody could give who knows the shopper's tastes and
   * not the future.
   *
   * For purchases the probability to look at it now times that to put it in the cart then. Later looks at the same item
   * give it more chances, and are left out: as much as five looks at the favourite changed no figure's second digit.
   *
   * @param atMs - the moment; what the shopper did in or after it is not looked at.
   * @throws RangeError when there is no such shopper.
   */
  probabilities(shopperId: string, atMs: number, goal: OracleGoal): Float64Array;
}

interface Look {
  readonly itemId: string;
  readonly atMs: number;
}

/** The oracle of a shop. O(events) to make, O(items + looks of the shopper) to ask. */
export function makeOracle({ items, shoppers, events, truth }: SimulatedShop): Oracle {
  const looksOf = looksByShopper(events, new Map(shoppers.map(({ anonymousId, id }) => [anonymousId, id])));
  return {
    probabilities(shopperId, atMs, goal) {
      const before = (looksOf.get(shopperId) ?? []).filter((look) => look.atMs < atMs);
      const last = before.at(-1);
      const previous = last !== undefined && atMs - last.atMs <= SESSION_GAP_MS ? last.itemId : undefined;
      const met = new Set(before.map(({ itemId }) => itemId));
      const next = truth.nextItemProbabilities(shopperId, previous, atMs);
      const weights = next.map((probability, i) => {
        const { itemId } = items[i]!;
        if (met.has(itemId)) return 0;
        return goal === 'any' ? probability : probability * truth.cartProbability(shopperId, itemId);
      });
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return sum === 0 ? weights : weights.map((weight) => weight / sum);
    },
  };
}

/** In time order, as the events are. */
function looksByShopper(
  events: readonly SegmentEvent[],
  shopperOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Look[]> {
  const looks = new Map<string, Look[]>();
  for (const event of events) {
    if (event.type !== 'track' || event.event !== 'Product Viewed') continue;
    const shopperId = shopperOf.get(event.anonymousId)!;
    const ofShopper = looks.get(shopperId) ?? [];
    ofShopper.push({ itemId: String(event.properties['product_id']), atMs: Date.parse(event.timestamp) });
    looks.set(shopperId, ofShopper);
  }
  return looks;
}
