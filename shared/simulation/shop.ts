import type { Item } from '../domain/item.ts';
import { DAY_MS } from '../domain/time.ts';
import { seededRandom } from '../math/random.ts';
import { type Bot, makeBots } from './bots.ts';
import { makeCatalog } from './catalog.ts';
import { makeChoice } from './choice.ts';
import { fork } from './draws.ts';
import { type MarketingOptions, makeResponsiveness, type Responsiveness, withMarketing } from './marketing.ts';
import type { SegmentEvent } from './segment-event.ts';
import { shopperEvents } from './sessions.ts';
import { makeMarketTastes, makeShoppers, type Shopper } from './shoppers.ts';

export interface SimulateShopOptions {
  readonly seed: number;
  /** At least 20: of fewer, too few might be sold in some market to choose between. */
  readonly itemCount: number;
  readonly shopperCount: number;
  readonly days: number;
  /** The events lie in [endAtMs − days, endAtMs). */
  readonly endAtMs: number;
  /** How far markets differ in what they like, as a spread of logarithms; people differ by 1.8. Default 0: not. */
  readonly marketSpread?: number;
  /** Bots beside the shoppers, as a share of their number. Default 0: none. All else stays as it is without them. */
  readonly botShare?: number;
  /** Coupons and messages; absent: none. All else stays as it is without them. */
  readonly marketing?: MarketingOptions;
}

export interface SimulatedShop {
  readonly items: readonly Item[];
  readonly shoppers: readonly Shopper[];
  /** Programs among them, with what each did; their events are among `events` too. */
  readonly bots: readonly Bot[];
  /** In time order. */
  readonly events: readonly SegmentEvent[];
  readonly truth: PlantedTruth;
}

/** What made the events, for tests to compare with; a RangeError answers an id that is not in the shop. */
export interface PlantedTruth {
  /**
   * Relative probability, in [0, 1], that a purchase of this shopper is of this item, apart from sessions and refills;
   * sums to 1 over the items. 0 for what is out of stock or not sold in the shopper's market.
   */
  purchaseAffinity(shopperId: string, itemId: string): number;
  /**
   * Probability of each item, parallel to `items`, to be the next one looked at after `previousItemId` in the same
   * session; undefined: the first one, unless the shopper comes for a refill.
   */
  nextItemProbabilities(shopperId: string, previousItemId: string | undefined, atMs: number): Float64Array;
  /** Probability that a look of this shopper at the item ends in the cart; 0 for what cannot be bought. */
  cartProbability(shopperId: string, itemId: string): number;
  /** Items that were planted to be looked at after this one, the strongest first. */
  complementsOf(itemId: string): readonly string[];
  /** Probability that an order of the shopper names a coupon, and that they open a message; 0 without marketing. */
  responsivenessOf(shopperId: string): Responsiveness;
  /** Share of the attention that the item would get if tastes were equal. */
  popularityOf(itemId: string): number;
}

/** Bots draw from a generator of their own, so that with them or without, shoppers do the same. */
const BOTS_OWN_SEED = 0x626f7473;
/** So does marketing. */
const MARKETING_OWN_SEED = 0x6d61696c;
const UNRESPONSIVE: Responsiveness = { coupon: 0, open: 0 };

/**
 * A shop with a catalog, shoppers and what they did, all from the seed: the same options give the same bytes.
 * The shoppers' tastes, the complements and the popularity are known, so that what learns from the events can be held
 * against what made them. O(looks × items) time.
 *
 * @throws RangeError when a count is not whole or too small, or a number is not finite.
 */
export function simulateShop(options: SimulateShopOptions): SimulatedShop {
  refuseImpossible(options);
  const { itemCount, shopperCount, days, endAtMs, marketSpread = 0, botShare = 0, marketing } = options;
  const startAtMs = endAtMs - days * DAY_MS;
  const random = seededRandom(options.seed);
  const planted = makeCatalog({ itemCount, startAtMs, endAtMs }, fork(random));
  const [ofShoppers, ofSessions, ofMarkets] = [fork(random), fork(random), fork(random)];
  const shoppers = makeShoppers(shopperCount, makeMarketTastes(marketSpread, ofMarkets), ofShoppers);
  const choice = makeChoice(planted);
  const ofMarketing = seededRandom(options.seed ^ MARKETING_OWN_SEED);
  const responsiveness = marketing && makeResponsiveness(marketing, shopperCount, ofMarketing);
  const events = shoppers.flatMap((shopper, i) => {
    const own = shopperEvents(shopper, { items: planted, choice, startAtMs, endAtMs }, fork(ofSessions));
    if (marketing === undefined || responsiveness === undefined) return own;
    const { messageEveryDays } = marketing;
    const how = { responsiveness: responsiveness[i]!, messageEveryDays, endAtMs, random: ofMarketing };
    return withMarketing(own, shopper, how);
  });
  const botCount = Math.round(botShare * shopperCount);
  const bots = makeBots({ botCount, items: planted, startAtMs, endAtMs }, seededRandom(options.seed ^ BOTS_OWN_SEED));
  for (const bot of bots) events.push(...bot.events);
  events.sort((a, b) => a.atMs - b.atMs); // stable: ties stay in the shoppers' order

  const items = planted.map(({ item }) => item);
  const indexOf = positions(items.map(({ itemId }) => itemId));
  const shopperAt = positions(shoppers.map(({ id }) => id));
  return {
    items,
    shoppers,
    bots,
    events: events.map(({ event }) => event),
    truth: {
      purchaseAffinity(shopperId, itemId) {
        const shopper = shoppers[shopperAt(shopperId)]!;
        const weights = choice.affinity(shopper).map((weight, i) => weight * choice.addToCart(shopper, i));
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const weight = weights[indexOf(itemId)]!;
        return sum === 0 ? 0 : weight / sum;
      },
      nextItemProbabilities(shopperId, previousItemId, atMs) {
        const previous = previousItemId === undefined ? undefined : indexOf(previousItemId);
        return choice.nextItem(shoppers[shopperAt(shopperId)]!, previous, atMs);
      },
      cartProbability: (shopperId, itemId) => choice.addToCart(shoppers[shopperAt(shopperId)]!, indexOf(itemId)),
      responsivenessOf: (shopperId) => responsiveness?.[shopperAt(shopperId)] ?? UNRESPONSIVE,
      complementsOf: (itemId) => planted[indexOf(itemId)]!.complements.map(({ index }) => items[index]!.itemId),
      popularityOf: (itemId) => planted[indexOf(itemId)]!.popularity,
    },
  };
}

function refuseImpossible({
  seed,
  itemCount,
  shopperCount,
  days,
  endAtMs,
  marketSpread = 0,
  botShare = 0,
  marketing,
}: SimulateShopOptions): void {
  const least = { itemCount: [itemCount, 20], shopperCount: [shopperCount, 1], days: [days, 1] } as const;
  for (const [name, [value, min]] of Object.entries(least)) {
    if (!Number.isInteger(value) || value < min) {
      throw new RangeError(`simulateShop: want ${name} to be a whole number ≥ ${min}, got ${value}`);
    }
  }
  for (const [name, value] of Object.entries({ seed, endAtMs, marketSpread, botShare })) {
    if (!Number.isFinite(value)) throw new RangeError(`simulateShop: want ${name} to be finite, got ${value}`);
  }
  for (const [name, rate] of Object.entries(marketing ?? {}))
    if (!(rate > 0) || (name !== 'messageEveryDays' && rate >= 1))
      throw new RangeError(`simulateShop: want ${name} in (0, 1), and days above 0, got ${rate}`);
  if (botShare < 0) throw new RangeError(`simulateShop: want botShare ≥ 0, got ${botShare}`);
}

function positions(ids: readonly string[]): (id: string) => number {
  const positionOf = new Map(ids.map((id, i) => [id, i]));
  return (id) => {
    const position = positionOf.get(id);
    if (position === undefined) throw new RangeError(`simulated shop: no such id, "${id}"`);
    return position;
  };
}
