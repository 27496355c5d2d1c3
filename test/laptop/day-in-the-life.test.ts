/**
 * One day of a shop, from the first item to the second decision: real handlers over loopback HTTP, real stores on disk,
 * a real night. Read it from top to bottom; each step builds on the one before.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productsOf } from '../../shared/domain/interaction.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';

const shop = simulateShop({
  seed: 11,
  itemCount: 60,
  shopperCount: 80,
  days: 30,
  endAtMs: Date.parse('2026-11-20T00:00:00Z'),
});

interface Answer {
  readonly decisionId: string;
  readonly strategy: string;
  readonly evidence: string;
  readonly model?: { readonly version: string };
  readonly warnings: readonly string[];
  readonly items: readonly {
    readonly itemId: string;
    readonly rank: number;
    readonly score: number;
    readonly reasons: readonly { readonly code: string; readonly itemId?: string; readonly text: string }[];
  }[];
}

describe('a day in the life of a shop, and the morning after', { timeout: 60_000 }, () => {
  let day: TestLaptop;
  /** Who did most. */
  let shopper: string;
  beforeAll(async () => {
    day = await openTestLaptop();
    const counts = new Map<string, number>();
    for (const { userId } of shop.events) if (userId !== null) counts.set(userId, (counts.get(userId) ?? 0) + 1);
    shopper = [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
  });
  afterAll(() => day.close());

  const ask = async (request: object): Promise<Answer> =>
    (await day.door.call('POST', '/v1/recommendations', request)) as Answer;
  const idsOf = ({ items }: Answer) => items.map(({ itemId }) => itemId);
  const look = (userId: string, itemId: string) =>
    day.door.call('POST', '/v1/track', { event: 'Product Viewed', userId, properties: { product_id: itemId } });

  it('begins empty: an answer all the same, with nothing in it and a strategy that says so', async () => {
    expect(await ask({ placement: 'home', userId: 'somebody' })).toMatchObject({
      items: [],
      strategy: 'catalog-order',
      evidence: 'none',
    });
  });

  it('has a catalog before it has shoppers', async () => {
    await day.door.putItems(shop.items, () => undefined);
    const listed = (await day.door.call('GET', '/v1/items?limit=500')) as { items: unknown[] };
    expect(listed.items).toHaveLength(shop.items.length);
  });

  it('takes what shoppers do, and tells what it took', async () => {
    const receipt = await day.door.sendEvents('/v1/batch', shop.events, () => undefined);
    expect(receipt).toMatchObject({ accepted: shop.events.length, duplicate: 0, quarantined: 0 });
  });

  it('takes the same again, and nothing changes', async () => {
    const timeline = () => day.door.call('GET', `/v1/profiles/${shopper}/events?limit=500`);
    const before = (await timeline()) as { events: { messageId: string }[] };
    await day.door.sendEvents('/v1/batch', shop.events.slice(-500), () => undefined);
    const after = (await timeline()) as { events: { messageId: string }[] };
    expect(after.events.map(({ messageId }) => messageId)).toEqual(before.events.map(({ messageId }) => messageId));
  });

  it('learns in the night, and publishes only what passes the gate', async () => {
    const steps: string[] = [];
    const output = await day.laptop.runNight({}, (step) => steps.push(step));

    expect(steps).toEqual(['Snapshot', 'Train', 'Evaluate', 'Publish', 'Sweep']);
    expect(output['publication']).toMatchObject({ status: 'published', gate: { passed: true } });
    expect((output['evaluation'] as { lift: { low: number } }).lift.low).toBeGreaterThan(0);
  });

  it('learns the same from the same: the next night publishes nothing new', async () => {
    const output = await day.laptop.runNight({}, () => undefined);
    expect(output['publication']).toMatchObject({ status: 'unchanged' });
  });

  it('tells how many of an item will be asked for, and what to order so that they are there', async () => {
    const order = shop.events.find((one) => one.type === 'track' && one.event === 'Order Completed');
    const [product] = order?.type === 'track' ? productsOf(order.properties) : [];
    const itemId = String(product?.['product_id']);
    const forecast = (await day.door.call('GET', `/v1/items/${itemId}/forecast?horizonDays=28`)) as {
      quantiles: { level: number; units: number }[];
    };
    expect(forecast).toMatchObject({ itemId, horizonDays: 28, evidence: 'item' });
    const { title = '' } = shop.items.find((item) => item.itemId === itemId) ?? {};
    await day.door.call('PUT', `/v1/items/${itemId}`, { title, stock: 0 });
    const plan = { leadTimeDays: 28, serviceLevel: 0.95, itemIds: [itemId] };
    expect(await day.door.call('POST', '/v1/inventory/plans', plan)).toMatchObject({
      reorder: [{ itemId, quantity: Math.max(1, forecast.quantiles.at(-1)?.units ?? 0), reason: 'sold-out' }],
    });
    const late = day.door.call('POST', '/v1/inventory/plans', { ...plan, leadTimeDays: 29 });
    await expect(late).rejects.toThrow('/leadTimeDays');
  });

  it('serves what was published within seconds, in a process that was answering without it', async () => {
    await expect
      .poll(async () => (await ask({ placement: 'home' })).model, { timeout: 20_000, interval: 500 })
      .toBeDefined();
  });

  it('says to anybody what counts, the stock too', async () => {
    const { parameters } = (await day.door.call('GET', '/transparency')) as { parameters: { name: string }[] };
    expect(parameters.map(({ name }) => name)).toContain('stock');
  });

  it('treats a known shopper as one: ranked, explained, nothing seen before', async () => {
    const decision = await ask({ placement: 'home', userId: shopper, limit: 8 });

    expect(decision).toMatchObject({
      strategy: 'personal',
      evidence: 'person',
      model: { version: expect.any(String) },
    });
    expect(decision.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(decision.items.some(({ reasons }) => reasons[0]?.code === 'because-of-item')).toBe(true);
    const { events } = (await day.door.call('GET', `/v1/profiles/${shopper}/events?limit=200`)) as {
      events: { properties: { product_id?: string } }[];
    };
    const seen = new Set(events.map(({ properties }) => properties.product_id));
    expect(idsOf(decision).filter((itemId) => seen.has(itemId))).toEqual([]);
  });

  it('changes the very next decision with an event, without a night', async () => {
    const before = await ask({ placement: 'home', userId: shopper, limit: 5 });
    const looked = before.items[0]?.itemId ?? '';
    await look(shopper, looked);
    const after = await ask({ placement: 'home', userId: shopper, limit: 5 });

    expect(idsOf(after)).not.toContain(looked);
    expect(after.items.some(({ reasons }) => reasons[0]?.itemId === looked)).toBe(true);
    expect(after.decisionId).not.toBe(before.decisionId);
  });

  it('gives a new person what is popular, and says so', async () => {
    const decision = await ask({ placement: 'home', anonymousId: 'never-seen', limit: 5 });

    expect(decision).toMatchObject({ strategy: 'popular', evidence: 'market' });
    expect(decision.items).toHaveLength(5);
  });

  it('finds what goes with the page’s item, and for an item that no night has met, its category', async () => {
    const known = shop.items[0]?.itemId ?? '';
    const similar = await ask({ placement: 'product', itemId: known, limit: 5 });
    expect(similar).toMatchObject({ strategy: 'similar', evidence: 'item' });
    expect(idsOf(similar)).not.toContain(known);

    const unheardOf = await ask({ placement: 'product', itemId: 'no-such-item', limit: 5 });
    expect(unheardOf.warnings).toEqual(['itemId "no-such-item" is not known and was ignored']);
    expect(unheardOf.items).toHaveLength(5);
  });

  it('completes a cart without repeating what lies in it', async () => {
    const [first = '', second = ''] = shop.items.map(({ itemId }) => itemId);
    for (const itemId of [first, second]) {
      await day.door.call('POST', '/v1/track', {
        event: 'Product Added',
        userId: 'carter',
        properties: { product_id: itemId },
      });
    }
    const decision = await ask({ placement: 'cart', userId: 'carter', limit: 5 });

    expect(idsOf(decision)).not.toContain(first);
    expect(idsOf(decision)).not.toContain(second);
    expect(decision).toMatchObject({ strategy: 'bought-together', evidence: 'person' });
  });

  it('never shows what is sold out or not sold in the market', async () => {
    const onlyElsewhere = new Set(
      shop.items.filter(({ markets }) => markets.length > 0 && !markets.includes('FR')).map(({ itemId }) => itemId),
    );
    const soldOut = new Set(shop.items.filter(({ stock }) => stock === 0).map(({ itemId }) => itemId));
    expect(onlyElsewhere.size + soldOut.size).toBeGreaterThan(0);

    const decision = await ask({ placement: 'home', userId: shopper, limit: 100, context: { market: 'FR' } });
    expect(idsOf(decision).filter((itemId) => onlyElsewhere.has(itemId) || soldOut.has(itemId))).toEqual([]);
    expect(decision.items.length).toBeGreaterThan(20);
  });

  it('knows a device’s past once its owner says who she is', async () => {
    const view = (itemId: string) => ({
      event: 'Product Viewed',
      anonymousId: 'her-phone',
      properties: { product_id: itemId },
    });
    await day.door.call('POST', '/v1/track', view(shop.items[3]?.itemId ?? ''));
    await day.door.call('POST', '/v1/identify', { anonymousId: 'her-phone', userId: 'mara', traits: {} });

    const decision = await ask({ placement: 'home', userId: 'mara', limit: 5 });
    expect(decision).toMatchObject({ strategy: 'personal', evidence: 'person' });
    expect(decision.items[0]?.reasons[0]?.itemId).toBe(shop.items[3]?.itemId);
  });
});
