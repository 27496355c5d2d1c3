import { describe, expect, it } from 'vitest';
import { demandObserver } from '../../../../../functions/nightly/demand/demand-observer.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import type { CatalogEntry } from '../../../../../shared/domain/item.ts';
import type { PersonKey } from '../../../../../shared/domain/person-key.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import {
  DEMAND_NAME,
  type DemandManifest,
  type DemandShard,
  demandWithin,
  type StockDemand,
  shardFiles,
} from '../../../../../shared/model/demand.ts';
import { jsonOf } from '../../../../../shared/model/json-bytes.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { anEvent } from '../../../../support/events.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const DAY_MS = 86_400_000;
const AT = Date.UTC(2026, 10, 24, 1, 30);

const anOrder = (itemId: string, daysAgo: number, quantity = 1) =>
  anEvent({
    messageId: `${itemId} ${daysAgo}`,
    name: 'Order Completed',
    atMs: AT - daysAgo * DAY_MS - 1000,
    properties: { products: [{ product_id: itemId, quantity }] },
  });
const buyer = (userId: string, events: ScannedPerson['events'], more: Partial<ScannedPerson> = {}): ScannedPerson => ({
  partition: `U#${userId}`,
  owner: `U#${userId}`,
  events,
  ...more,
});

interface Night {
  readonly people: readonly ScannedPerson[];
  readonly catalog?: readonly CatalogEntry[];
  readonly bots?: readonly string[];
}

/** What a night foresees, and the versions that it removes. */
async function night({ people, catalog = [], bots = [] }: Night) {
  const models = memoryModels();
  const kept: string[] = [];
  const observer = demandObserver({
    catalog: {
      async *scan() {
        yield catalog;
      },
    },
    snapshots: { readFlagged: async () => new Set(bots) },
    namesInSnapshot: async () => (partition) => partition.toLowerCase() as PersonKey,
    models: { ...models, removeAllBut: async (name, version) => kept.push(`${name}/${version}`) },
    leadTimeDays: 14,
    log: silentLog,
  });
  // A scan that failed halfway leaves nothing behind.
  await observer.start?.({ snapshotId: 'failed', takenAtMs: AT });
  await observer.see(buyer('from-a-scan-that-failed', [anOrder('ghost', 1)]));
  await observer.start?.({ snapshotId: 's', takenAtMs: AT });
  for (const person of people) await observer.see(person);
  await observer.finish?.();
  const read = async (file: string) => jsonOf(await models.read(DEMAND_NAME, 's', file));
  const manifest = (await read('manifest.json')) as DemandManifest;
  const files = shardFiles(manifest.shardCount);
  const shards = await Promise.all(files.map(async (file) => (await read(file)) as DemandShard));
  return {
    served: await models.served(DEMAND_NAME),
    manifest,
    items: Object.assign({}, ...shards) as DemandShard,
    stock: (await read('stock.json')) as StockDemand,
    kept,
  };
}

describe('the demand of a night', () => {
  it('is served with what was sold, and takes the place of all nights before', async () => {
    const { items, manifest, served, kept } = await night({
      people: [buyer('a', [anOrder('boots', 3, 2), anEvent({ properties: { product_id: 'only-looked-at' } })])],
      catalog: [anEntry('boots', { categories: ['Shoes', 'Winter'] }), anEntry('hat', { categories: ['Hats'] })],
    });
    expect(Object.keys(items)).toEqual(['boots']);
    expect(manifest).toMatchObject({ schema: 1, asOfMs: AT });
    expect(Object.keys(manifest.categories)).toEqual(['Shoes']); // of hats nothing was sold
    expect(served?.version).toBe('s');
    expect(kept).toEqual(['demand/s']);
  });

  it('says what decisions want: of everything that is sold, how much until goods are there', async () => {
    const { stock, items } = await night({
      people: [buyer('a', [anOrder('boots', 3, 2)])],
      catalog: [
        anEntry('boots', { createdAt: '2026-10-01T00:00:00Z' }),
        anEntry('hat'),
        anEntry('old', {}, { deleted: true }),
      ],
    });
    expect(stock).toMatchObject({ leadTimeDays: 14, itemIds: ['boots', 'hat'] });
    expect(stock.median[0]).toBe(Math.round(demandWithin(items['boots']!, 14, 0.5)));
    expect(stock.atServiceLevel[0]).toBe(Math.ceil(demandWithin(items['boots']!, 14, 0.95)));
    expect(stock.atServiceLevel).toHaveLength(2);
  });

  it('counts nobody whose data may not be analysed, no bot, and no order twice', async () => {
    const order = [anOrder('counted', 2)];
    const refused = { at: 0, granted: false };
    const { items } = await night({
      people: [
        buyer('a', order),
        buyer('a', [anOrder('on-the-device-too', 2)], { partition: 'A#device' }),
        buyer('restricted', [anOrder('restricted', 2)], { record: { ...EMPTY_RECORD, restrictedAtMs: 1 } }),
        buyer('withdrew', [anOrder('withdrew', 2)], {
          record: { ...EMPTY_RECORD, consent: { analytics: { ...refused, atMs: 1, source: 'api' } } },
        }),
        buyer('refused', [{ ...anOrder('refused', 2), refused: ['analytics'] }]),
        buyer('not-profiled', [{ ...anOrder('not-profiled', 2), refused: ['profiling'] }]),
        buyer('Robot', [anOrder('robot', 2)]),
      ],
      bots: ['u#robot'],
    });
    expect(Object.keys(items).sort()).toEqual(['counted', 'not-profiled']);
  });

  it('counts an order that was sent again once', async () => {
    const order = { ...anOrder('boots', 2, 3), messageId: 'm' };
    const once = await night({ people: [buyer('a', [order])] });
    const again = { ...order, atMs: order.atMs + 5000, clientAtMs: order.clientAtMs + 5000 };
    expect(await night({ people: [buyer('a', [order, again])] })).toEqual(once);
    expect(await night({ people: [buyer('a', [order, { ...again, messageId: 'n' }])] })).not.toEqual(once);
  });

  it('is what it would be had somebody never been there', async () => {
    const others = [buyer('b', [anOrder('boots', 9), anOrder('hat', 30, 3)]), buyer('c', [anOrder('hat', 1)])];
    const erased = buyer('a', [anOrder('boots', 2, 40), anOrder('tent', 5)]);
    const catalog = ['boots', 'hat', 'tent'].map((itemId) => anEntry(itemId));
    const without = await night({ people: others, catalog });
    expect(await night({ people: others.toReversed(), catalog })).toEqual(without);
    expect(await night({ people: [...others, erased], catalog })).not.toEqual(without);
    expect(await night({ people: [erased, ...others], catalog, bots: ['u#a'] })).toEqual(without);
  });

  it('is not taken away by one wrong number, by what lies ahead, or by what was long ago', async () => {
    const { items } = await night({
      people: [buyer('a', [anOrder('typo', 2, 1e15), anOrder('ahead', -3), anOrder('long-ago', 200), anOrder('x', 1)])],
      catalog: [anEntry('deleted', {}, { deleted: true }), anEntry('x')],
    });
    expect(Object.keys(items).sort()).toEqual(['typo', 'x']);
    expect(demandWithin(items['typo']!, 28, 0.95)).toBeLessThan(1_000_000);
  });

  it('is told from the first night of a shop on, by its thirty people or by nobody', async () => {
    const people = Array.from({ length: 30 }, (_, u) => buyer(`u${u}`, [anOrder(`item-${u % 4}`, (5 * u) % 21)]));
    const catalog = Array.from({ length: 8 }, (_, i) => anEntry(`item-${i}`, { categories: ['All'] }));
    const { items, manifest } = await night({ people, catalog });
    expect(Object.keys(items)).toHaveLength(4);
    for (const demand of Object.values(items)) {
      expect(demandWithin(demand, 14, 0.95)).toBeGreaterThanOrEqual(2 * demandWithin(demand, 14, 0.5));
      expect(demandWithin(demand, 14, 0.5)).toBeGreaterThan(1);
    }
    expect(manifest.categories['All']).toMatchObject({ rate: expect.any(Number), shape: expect.any(Number) });

    const { manifest: empty } = await night({ people: [] });
    expect(empty.categories).toEqual({});
    expect(empty.shop.rate).toBeGreaterThan(0);
  });

  it('knows weekdays, and tells what sells daily from what sells now and then', async () => {
    const random = seededRandom(3);
    // The night is a Tuesday's, so the day that begins five days after it is a Sunday.
    const isSunday = (daysAgo: number) => (daysAgo + 5) % 7 === 6;
    const days = Array.from({ length: 120 }, (_, day) => day);
    const people = Array.from({ length: 60 }, (_, i) =>
      buyer(`u${i}`, [
        ...days.flatMap((day) => (isSunday(day) ? anOrder('rolls', day, 2) : [])),
        ...days.flatMap((day) => (random() < 0.05 / 60 ? anOrder('candles', day, 6) : [])),
      ]),
    );
    const { items } = await night({ people });
    const { rolls, candles } = items as Record<string, DemandShard[string]>;
    const onDay = (day: number) => demandWithin(rolls!, day, 0.5) - (day > 1 ? demandWithin(rolls!, day - 1, 0.5) : 0);
    const brought = [1, 2, 3, 4, 5, 6, 7].map(onDay);
    expect(brought.indexOf(Math.max(...brought))).toBe(5);
    expect(Math.max(...brought)).toBeGreaterThan(0.3 * demandWithin(rolls!, 7, 0.5));
    expect(demandWithin(candles!, 1, 0.5)).toBe(0);
    expect(demandWithin(candles!, 28, 0.9)).toBeGreaterThan(6);
  });
});
