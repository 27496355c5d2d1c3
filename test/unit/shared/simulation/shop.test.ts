import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { interactionsOf } from '../../../../shared/domain/interaction.ts';
import { itemSchema } from '../../../../shared/domain/item.ts';
import { BOT_KINDS } from '../../../../shared/simulation/bots.ts';
import {
  MARKETING_NAMES,
  type SegmentEvent,
  TRACK_NAMES,
  type TrackName,
} from '../../../../shared/simulation/segment-event.ts';
import { simulateShop } from '../../../../shared/simulation/shop.ts';

const DAY_MS = 86_400_000;
const OPTIONS = { seed: 1, itemCount: 400, shopperCount: 600, days: 60, endAtMs: Date.UTC(2026, 5, 1) };
const shop = simulateShop(OPTIONS);
const SMALL = { ...OPTIONS, itemCount: 60, shopperCount: 60, days: 20 };
const smallShop = simulateShop(SMALL);
const itemOf = new Map(shop.items.map((item) => [item.itemId, item]));
const shopperOf = new Map(shop.shoppers.map((shopper) => [shopper.anonymousId, shopper]));

type Track = Extract<SegmentEvent, { type: 'track' }>;
type Product = { product_id: string; price: number; quantity?: number };
const tracks = (...names: string[]) =>
  shop.events.filter((event): event is Track => event.type === 'track' && names.includes(event.event));
const productOf = (event: Track) => event.properties as Product;
const productsOf = (event: Track) => event.properties['products'] as Product[];
const atMs = (event: SegmentEvent) => Date.parse(event.timestamp);

describe('a simulated shop', () => {
  it('is the same to the byte for the same seed', () => {
    expect(JSON.stringify(simulateShop(SMALL))).toBe(JSON.stringify(smallShop));
  });

  it('is another for another seed', () => {
    const other = simulateShop({ ...SMALL, seed: 2 });
    const differing = (of: (some: typeof smallShop) => readonly unknown[]) =>
      expect(of(other)).not.toEqual(of(smallShop));

    differing(({ items }) => items.map(({ title }) => title));
    differing(({ shoppers }) => shoppers.map(({ tastes }) => tastes));
    differing(({ events }) => events.map(({ messageId }) => messageId));
  });

  it('keeps its first shoppers when more are asked for', () => {
    const larger = simulateShop({ ...SMALL, shopperCount: 70 });
    const first = new Set(smallShop.shoppers.map(({ anonymousId }) => anonymousId));

    expect(larger.items).toEqual(smallShop.items);
    expect(larger.shoppers.slice(0, 60)).toEqual(smallShop.shoppers);
    expect(larger.events.filter(({ anonymousId }) => first.has(anonymousId))).toEqual(smallShop.events);
  });

  it('has markets that like different things only if that is wished, and the same people either way', () => {
    const { shoppers } = simulateShop({ ...OPTIONS, days: 1, marketSpread: 0.9 });
    const byMarket = (some: typeof shoppers, market: string) => {
      const own = some.filter((shopper) => shopper.market === market);
      const categories = Object.keys(own[0]!.tastes.categories);
      return categories.map((name) => own.reduce((sum, { tastes }) => sum + tastes.categories[name]!, 0) / own.length);
    };
    /** How far two markets are apart, in [0, 2]. */
    const distance = (some: typeof shoppers) => {
      const [de, fr] = [byMarket(some, 'DE'), byMarket(some, 'FR')];
      return de.reduce((sum, share, i) => sum + Math.abs(share - fr[i]!), 0);
    };
    expect(distance(shoppers)).toBeGreaterThan(2 * distance(shop.shoppers));
    expect(shoppers.map(({ id, market, name }) => [id, market, name])).toEqual(
      shop.shoppers.map(({ id, market, name }) => [id, market, name]),
    );
  });

  it('has bots of every kind only if that is wished, and the same items and shoppers either way', () => {
    const withBots = simulateShop({ ...SMALL, days: 60, botShare: 0.1 });
    const without = simulateShop({ ...SMALL, days: 60 });
    const bots = new Set(withBots.bots.map(({ anonymousId }) => anonymousId));

    expect(without.bots).toEqual([]);
    expect(withBots.bots.map(({ kind }) => kind)).toEqual([...BOT_KINDS, ...BOT_KINDS]);
    expect(withBots.items).toEqual(without.items);
    expect(withBots.events.filter(({ anonymousId }) => !bots.has(anonymousId))).toEqual(without.events);
    expect(withBots.events.length - without.events.length).toBeGreaterThan(6 * 20);
    expect(withBots.events.map(atMs)).toEqual(withBots.events.map(atMs).sort((a, b) => a - b));
  });

  it('refuses a count or a time that makes no shop', () => {
    expect(() => simulateShop({ ...OPTIONS, botShare: -0.1 })).toThrow('botShare ≥ 0, got -0.1');
    expect(() => simulateShop({ ...OPTIONS, itemCount: 19 })).toThrow('itemCount to be a whole number ≥ 20, got 19');
    expect(() => simulateShop({ ...OPTIONS, shopperCount: 1.5 })).toThrow(RangeError);
    expect(() => simulateShop({ ...OPTIONS, days: 0 })).toThrow(RangeError);
    expect(() => simulateShop({ ...OPTIONS, endAtMs: Number.NaN })).toThrow('endAtMs to be finite, got NaN');
  });

  it('makes the smallest shop for every seed', () => {
    for (let seed = 0; seed < 10; seed++) {
      const small = simulateShop({ ...OPTIONS, seed, itemCount: 20, shopperCount: 10, days: 20 });
      expect(small.items).toHaveLength(20);
    }
  });

  it('numbers editions when a catalog is larger than its vocabulary', () => {
    const { items } = simulateShop({ ...OPTIONS, itemCount: 8_000, shopperCount: 1, days: 1 });

    expect(new Set(items.map(({ title }) => title)).size).toBe(8_000);
    expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(8_000);
    expect(items.at(-1)!.title).toMatch(/, edition 2$/);
  });
});

describe('its items', () => {
  it('are items as the API takes them, with money in whole cents', () => {
    for (const item of shop.items) {
      expect(itemSchema.parse(item)).toEqual(item);
      expect(Number.isSafeInteger(item.price!.amount) && Number.isSafeInteger(item.cost!.amount)).toBe(true);
      expect(item.cost!.amount).toBeLessThan(item.price!.amount);
    }
  });

  it('are titled once each, in twelve categories of five departments', () => {
    expect(new Set(shop.items.map(({ title }) => title)).size).toBe(shop.items.length);
    expect(new Set(shop.items.map(({ categories }) => categories[0])).size).toBe(5);
    expect(new Set(shop.items.map(({ categories }) => categories[1])).size).toBe(12);
  });

  it('cost more from a dearer brand', () => {
    const meanOf = (brand: string) => {
      const prices = shop.items.filter((item) => item.brand === brand).map((item) => item.price!.amount);
      return prices.reduce((sum, price) => sum + price, 0) / prices.length;
    };

    expect(meanOf('Norrvik')).toBeGreaterThan(meanOf('Pebble Outdoor'));
    expect(meanOf('Maison Verel')).toBeGreaterThan(meanOf('Pocketful'));
  });

  it('are a few of them sold out, a few sold in some markets only, and a few new', () => {
    const soldOut = shop.items.filter(({ stock }) => stock === 0);
    const limited = shop.items.filter(({ markets }) => markets.length > 0);
    const arrived = shop.items.filter(({ createdAt }) => Date.parse(createdAt!) > OPTIONS.endAtMs - 60 * DAY_MS);

    for (const few of [soldOut, limited, arrived]) {
      expect(few.length).toBeGreaterThan(0);
      expect(few.length).toBeLessThan(shop.items.length / 5);
    }
    expect(soldOut.every(({ availability }) => availability === 'out_of_stock')).toBe(true);
  });
});

describe('its events', () => {
  const product = z.strictObject({
    product_id: z.string(),
    name: z.string(),
    category: z.string(),
    brand: z.string(),
    variant: z.string(),
    price: z.number().positive(),
    currency: z.literal('EUR'),
    url: z.url(),
  });
  const ordered = product.extend({ quantity: z.int().positive() });
  const properties: Partial<Record<TrackName, z.ZodType>> = {
    'Products Searched': z.strictObject({ query: z.string().min(1) }),
    'Product Clicked': product.extend({ position: z.int().min(1) }),
    'Product Viewed': product.extend({ value: z.number() }),
    'Product Added': ordered,
    'Cart Viewed': z.strictObject({ products: z.array(ordered).min(1) }),
    'Order Completed': z.strictObject({
      order_id: z.string(),
      total: z.number().positive(),
      revenue: z.number().positive(),
      shipping: z.number().min(0),
      currency: z.literal('EUR'),
      products: z.array(ordered).min(1),
    }),
  };
  const page = z.strictObject({
    path: z.string().startsWith('/'),
    referrer: z.string(),
    search: z.string(),
    title: z.string(),
    url: z.url(),
  });
  const common = {
    messageId: z.string().regex(/^ajs-next-\d+-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    anonymousId: z.uuid(),
    userId: z.string().nullable(),
    timestamp: z.iso.datetime(),
    context: z.strictObject({
      page,
      userAgent: z.string(),
      locale: z.string().regex(/^[a-z]{2}-[A-Z]{2}$/),
      timezone: z.string(),
      library: z.strictObject({ name: z.literal('analytics.js'), version: z.string() }),
    }),
    integrations: z.strictObject({}),
  };
  const traits = z.strictObject({ firstName: z.string(), address: z.strictObject({ country: z.string().length(2) }) });
  const schema = z.discriminatedUnion('type', [
    z.strictObject({ ...common, type: z.literal('identify'), userId: z.string(), traits }),
    z.strictObject({ ...common, type: z.literal('page'), name: z.string(), properties: page }),
    z.strictObject({ ...common, type: z.literal('track'), event: z.enum(TRACK_NAMES), properties: z.unknown() }),
  ]);

  it('have the shape that Segment’s browser client sends', () => {
    for (const event of shop.events) {
      schema.parse(event);
      if (event.type === 'track') properties[event.event]!.parse(event.properties);
    }
  });

  it('are of every kind, 15 000 to 25 000 in all', () => {
    expect(shop.events.length).toBeGreaterThan(15_000);
    expect(shop.events.length).toBeLessThan(25_000);
    for (const name of TRACK_NAMES) expect(tracks(name).length).toBeGreaterThan(0);
    expect(shop.events.some(({ type }) => type === 'identify')).toBe(true);
    expect(shop.events.some(({ type }) => type === 'page')).toBe(true);
  });

  it('are in time order, within the days asked for, each with an id of its own', () => {
    const times = shop.events.map(atMs);

    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(OPTIONS.endAtMs - 60 * DAY_MS);
    expect(times.at(-1)).toBeLessThan(OPTIONS.endAtMs);
    expect(new Set(shop.events.map(({ messageId }) => messageId)).size).toBe(shop.events.length);
  });

  it('name items in a way that the engine reads as interactions', () => {
    for (const event of tracks('Product Viewed', 'Product Clicked', 'Product Added', 'Order Completed')) {
      const [clientAtMs, receivedAtMs] = [atMs(event), atMs(event)];
      const { messageId, type, event: name, properties, context } = event;
      const normalised = { messageId, type, atMs: clientAtMs, clientAtMs, receivedAtMs, name, properties, context };
      const interactions = interactionsOf({ ...normalised, traits: {} });

      expect(interactions).toHaveLength(event.event === 'Order Completed' ? productsOf(event).length : 1);
      for (const { itemId } of interactions) expect(itemOf.has(itemId)).toBe(true);
    }
  });

  it('have messages and coupons at the planted rates where they are asked for, and all else as without', () => {
    const marketing = { couponRate: 0.3, openRate: 0.4, messageEveryDays: 5 };
    const small = { ...OPTIONS, itemCount: 40, shopperCount: 200 };
    const [without, marketed] = [simulateShop(small), simulateShop({ ...small, marketing })];
    const isOfMarketing = (event: SegmentEvent) =>
      event.type === 'track' && (MARKETING_NAMES as readonly string[]).includes(event.event);
    const withoutCoupons = marketed.events
      .filter((event) => !isOfMarketing(event))
      .map((event) => ({
        ...event,
        properties: { ...('properties' in event && event.properties), coupon: undefined },
      }));
    expect(JSON.parse(JSON.stringify(withoutCoupons))).toEqual(
      without.events.map((event) => ({ ...event, properties: 'properties' in event ? event.properties : {} })),
    );
    const idOf = new Map(marketed.shoppers.map(({ anonymousId, id }) => [anonymousId, id]));
    const planted = (event: SegmentEvent) => marketed.truth.responsivenessOf(idOf.get(event.anonymousId)!);
    const named = (name: TrackName) =>
      marketed.events.filter((event): event is Track => event.type === 'track' && event.event === name);
    const [orders, delivered] = [named('Order Completed'), named('Email Delivered')];
    const expected = (of: readonly Track[], what: 'coupon' | 'open') => {
      const chances = of.map((event) => planted(event)[what]);
      const sum = chances.reduce((total, chance) => total + chance, 0);
      return { sum, deviation: Math.sqrt(chances.reduce((total, chance) => total + chance * (1 - chance), 0)) };
    };
    const coupons = expected(orders, 'coupon');
    const redeemed = orders.filter(({ properties }) => properties['coupon'] !== undefined).length;
    expect(Math.abs(redeemed - coupons.sum)).toBeLessThan(4 * coupons.deviation);
    expect(named('Coupon Applied')).toHaveLength(redeemed);
    const opened = new Set(named('Email Opened').map(({ properties }) => properties['email_id']));
    const settled = delivered.filter((event) => atMs(event) < OPTIONS.endAtMs - 7 * DAY_MS);
    const opening = expected(settled, 'open');
    const openedOf = settled.filter(({ properties }) => opened.has(properties['email_id'])).length;
    expect(Math.abs(openedOf - opening.sum)).toBeLessThan(4 * opening.deviation);
    expect(without.truth.responsivenessOf('u0001')).toEqual({ coupon: 0, open: 0 });
    expect(() => simulateShop({ ...small, marketing: { ...marketing, openRate: 1 } })).toThrow(/openRate/);
  });

  it('carry no userId before the shopper identifies, and always from then on', () => {
    const known = new Set<string>();
    for (const { type, anonymousId, userId } of shop.events) {
      if (type === 'identify') known.add(anonymousId);
      expect(userId).toBe(known.has(anonymousId) ? shopperOf.get(anonymousId)!.id : null);
    }
    const hadAnonymousPast = shop.shoppers.filter(({ anonymousId }) => {
      const own = shop.events.filter((event) => event.anonymousId === anonymousId);
      return known.has(anonymousId) && own.filter(({ userId }) => userId === null).length > 5;
    });
    expect(known.size).toBeGreaterThan(300);
    expect(known.size).toBeLessThan(550);
    expect(hadAnonymousPast.length).toBeGreaterThan(30);
  });

  it('show no item before it is there or where it is not sold, and put none in the cart that is sold out', () => {
    for (const event of tracks('Product Viewed')) {
      const item = itemOf.get(productOf(event).product_id)!;
      expect(Date.parse(item.createdAt!)).toBeLessThanOrEqual(atMs(event));
      if (item.markets.length > 0) expect(item.markets).toContain(shopperOf.get(event.anonymousId)!.market);
    }
    for (const event of tracks('Product Added')) expect(itemOf.get(productOf(event).product_id)!.stock).not.toBe(0);
  });

  it('order what was put in the cart, at the catalog’s prices, for the sum of it', () => {
    const cents = (major: number) => Math.round(major * 100);
    const added = new Set<string>();
    for (const event of tracks('Product Added', 'Order Completed')) {
      if (event.event === 'Product Added') {
        added.add(`${event.anonymousId} ${productOf(event).product_id}`);
        continue;
      }
      let sum = 0;
      for (const { product_id, price, quantity } of productsOf(event)) {
        expect(added.has(`${event.anonymousId} ${product_id}`)).toBe(true);
        expect(cents(price)).toBe(itemOf.get(product_id)!.price!.amount);
        sum += cents(price) * quantity!;
      }
      const { revenue, shipping, total } = event.properties as { revenue: number; shipping: number; total: number };
      expect(cents(revenue)).toBe(sum);
      expect(cents(total)).toBe(sum + cents(shipping));
    }
    const orderIds = tracks('Order Completed').map(({ properties }) => properties['order_id']);
    expect(new Set(orderIds).size).toBe(orderIds.length);
  });

  it('buy again what gets used up, and nothing else', () => {
    const ordersOf = new Map<string, number>();
    for (const event of tracks('Order Completed')) {
      for (const { product_id } of productsOf(event)) {
        const key = `${event.anonymousId} ${product_id}`;
        ordersOf.set(key, (ordersOf.get(key) ?? 0) + 1);
      }
    }
    const repeated = [...ordersOf].filter(([, count]) => count > 1).map(([key]) => key.split(' ')[1]!);
    const kinds = new Set(repeated.map((itemId) => itemId.replace(/-\d+$/, '')));

    expect(repeated.length).toBeGreaterThan(10);
    expect([...kinds].filter((kind) => !USED_UP.includes(kind))).toEqual([]);
  });

  it('come mostly in the evening and hardly at night', () => {
    const countOfHour = new Array<number>(24).fill(0);
    for (const event of shop.events) countOfHour[new Date(atMs(event)).getUTCHours()]! += 1;
    const share = (from: number, to: number) =>
      countOfHour.slice(from, to).reduce((sum, count) => sum + count, 0) / shop.events.length;

    expect(share(18, 22)).toBeGreaterThan(0.25); // a sixth of the day; planted: 33 of 92
    expect(share(1, 5)).toBeLessThan(0.05);
  });

  it('spread over the items unevenly: a tenth of them gets a quarter of the looks or more', () => {
    const looks = new Map(shop.items.map(({ itemId }) => [itemId, 0]));
    for (const event of tracks('Product Viewed')) {
      const { product_id } = productOf(event);
      looks.set(product_id, looks.get(product_id)! + 1);
    }
    const counts = [...looks.values()].sort((a, b) => b - a);
    const top = counts.slice(0, 40).reduce((sum, count) => sum + count, 0);

    expect(top / tracks('Product Viewed').length).toBeGreaterThan(0.25);
  });
});

const USED_UP = ['gas', 'chain-oil', 'shoe-wax', 'gel', 'beans', 'filters', 'tea'];
