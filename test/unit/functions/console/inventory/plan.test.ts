import { describe, expect, it } from 'vitest';
import { parseHorizon, parsePlan } from '../../../../../functions/console/inventory/contract.ts';
import { forecastOf } from '../../../../../functions/console/inventory/forecast.ts';
import { planOf } from '../../../../../functions/console/inventory/plan.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { NotFoundError, UnavailableError } from '../../../../../shared/domain/errors.ts';
import type { CatalogEntry } from '../../../../../shared/domain/item.ts';
import { negativeBinomial } from '../../../../../shared/learning/forecasting/count-distribution.ts';
import { DEMAND_SPANS } from '../../../../../shared/learning/forecasting/demand-forecast.ts';
import {
  DEMAND_MANIFEST,
  DEMAND_NAME,
  type DemandManifest,
  demandOf,
  demandWithin,
  shardFiles,
  shardOf,
} from '../../../../../shared/model/demand.ts';
import { jsonBytes } from '../../../../../shared/model/json-bytes.ts';
import { anEntry } from '../../../../support/builders/entry.ts';

const AT = Date.UTC(2026, 10, 24, 1, 30);
const WEEK = new Array<number>(7).fill(1);
const prior = (rate: number) => ({ rate, shape: 1, week: WEEK });
/** Two units a day. */
const BOOTS = demandOf(
  DEMAND_SPANS.map((span) => () => negativeBinomial(2 * span, 5)),
  WEEK,
);
const ENTRIES: readonly CatalogEntry[] = [
  anEntry('boots', { stock: 20 }),
  anEntry('sandals', { stock: 0, categories: ['Shoes'] }, { changedAtMs: AT }),
  anEntry('rock', { stock: 900, categories: ['Rocks'] }, { changedAtMs: AT }),
  anEntry('gone', { stock: 0, availability: 'discontinued' }),
  anEntry('uncounted'),
];
const LIMITS = { days: 28, levels: [0.05, 0.995] } as const;
const PAGE = { limit: 100 };

async function aShop() {
  const models = memoryModels();
  const manifest: DemandManifest = {
    schema: 1,
    asOfMs: AT,
    categories: { Shoes: prior(1) },
    shop: prior(0.1),
  };
  const shards = shardFiles().map(
    (file) => [file, jsonBytes(file === shardOf('boots') ? { boots: BOOTS } : {})] as const,
  );
  await models.put(DEMAND_NAME, 's', new Map([...shards, [DEMAND_MANIFEST, jsonBytes(manifest)]]));
  await models.publish(DEMAND_NAME, 's', undefined);
  const catalog = {
    get: async (itemId: string) => ENTRIES.find(({ item }) => item.itemId === itemId),
    list: async () => ({ entries: ENTRIES, nextCursor: 'more' }),
  };
  return { models, catalog };
}

const planned = async (body: object) => planOf(await aShop())(parsePlan(body, LIMITS), PAGE);

describe('a forecast', () => {
  it('rests on the item’s own sales, on its category’s, or on the shop’s, and says so', async () => {
    const forecast = forecastOf(await aShop());
    const boots = await forecast('boots', 7);
    expect(boots).toMatchObject({
      itemId: 'boots',
      asOf: '2026-11-24T01:30:00.000Z',
      horizonDays: 7,
      evidence: 'item',
    });
    expect(boots.quantiles.map(({ level }) => level)).toEqual([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]);
    expect(boots.quantiles[5]!.units).toBe(BOOTS.quantiles[2]![5]);
    expect(boots.path).toHaveLength(7);
    expect(boots.path[6]).toEqual({
      days: 7,
      low: expect.any(Number),
      median: boots.quantiles[3]!.units,
      high: boots.quantiles[5]!.units,
    });
    const [sandals, rock] = [await forecast('sandals', 28), await forecast('rock', 28)];
    expect([sandals.evidence, rock.evidence]).toEqual(['category', 'shop']);
    expect(sandals.quantiles.at(-1)!.units).toBeGreaterThan(28);
    expect(rock.quantiles.at(-1)!.units).toBeLessThan(28);
  });

  it('is not there for what nobody knows, nor before a night, and waits where a newer one takes over', async () => {
    const shop = await aShop();
    await expect(forecastOf(shop)('nothing', 7)).rejects.toThrow(NotFoundError);
    await expect(forecastOf(shop)('constructor', 7)).rejects.toThrow(NotFoundError);
    await expect(forecastOf({ ...shop, models: memoryModels() })('boots', 7)).rejects.toThrow('no night');
    const removed = { ...shop.models, read: () => Promise.reject(new NotFoundError('gone')) };
    await expect(forecastOf({ ...shop, models: removed })('boots', 7)).rejects.toThrow(UnavailableError);
  });
});

describe('a plan', () => {
  it('orders what would not last for the lead time, up to the horizon, and says why', async () => {
    const body = { leadTimeDays: 14, horizonDays: 28, serviceLevel: 0.95 };
    const { reorder, leftOut, ...about } = await planned(body);
    expect(about).toEqual({ ...body, asOf: '2026-11-24T01:30:00.000Z', nextCursor: 'more' });
    const [reorderPoint, orderUpTo] = [14, 28].map((days) => Math.ceil(demandWithin(BOOTS, days, 0.95)));
    expect(reorder.map(({ itemId, reason, evidence }) => ({ itemId, reason, evidence }))).toEqual([
      { itemId: 'boots', reason: 'about-to-sell-out', evidence: 'item' },
      { itemId: 'sandals', reason: 'sold-out', evidence: 'category' },
    ]);
    expect(reorder[0]).toMatchObject({ reorderPoint, orderUpTo, stock: 20, onOrder: 0, quantity: orderUpTo! - 20 });
    expect(leftOut).toEqual([
      { itemId: 'gone', reason: 'discontinued' },
      { itemId: 'uncounted', reason: 'stock-not-counted' },
    ]);
  });

  it('counts what is on order, and tells of all items that are asked for where it is to', async () => {
    const itemIds = ['rock', 'boots', 'nothing'];
    const body = { leadTimeDays: 14, serviceLevel: 0.9, itemIds, onOrder: { boots: 50 }, all: true };
    const { reorder, leftOut, nextCursor } = await planned(body);
    expect(reorder).toMatchObject([
      { itemId: 'rock', quantity: 0, signal: 'promote', reason: 'more-than-will-sell' },
      { itemId: 'boots', quantity: 0, onOrder: 50, signal: 'damp', reason: 'about-to-sell-out' },
    ]);
    expect(leftOut).toEqual([{ itemId: 'nothing', reason: 'not-in-catalog' }]);
    expect(nextCursor).toBeUndefined();
    expect((await planned({ ...body, all: false })).reorder).toEqual([]);
  });

  it('orders more for a higher service level and a longer lead time', async () => {
    const quantity = async (leadTimeDays: number, serviceLevel: number) =>
      (await planned({ leadTimeDays, serviceLevel, itemIds: ['sandals'] })).reorder[0]!.quantity;
    expect(await quantity(14, 0.95)).toBeGreaterThan(await quantity(14, 0.8));
    expect(await quantity(28, 0.8)).toBeGreaterThan(await quantity(14, 0.8));
  });

  it.each([
    [{ serviceLevel: 0.9 }, '/leadTimeDays: want leadTimeDays, horizonDays or both, from 1 to 28'],
    [{ leadTimeDays: 29, serviceLevel: 0.9 }, '/leadTimeDays: '],
    [{ leadTimeDays: 7, horizonDays: 6, serviceLevel: 0.9 }, '/horizonDays: want at least leadTimeDays'],
    [{ leadTimeDays: 7 }, '/serviceLevel: '],
    [{ leadTimeDays: 7, serviceLevel: 1 }, '/serviceLevel: Too big: expected number to be <=0.995'],
    [{ leadTimeDays: 7, serviceLevel: 0.4 }, '/serviceLevel: Too small'],
    [{ leadTimeDays: 7, serviceLevel: 0.9, itemIds: [] }, '/itemIds: '],
    [{ leadTimeDays: 7, serviceLevel: 0.9, onOrder: { boots: -1 } }, '/onOrder/boots: '],
    [{ leadTimeDays: 7, serviceLevel: 0.9, days: 3 }, 'unknown field days'],
  ])('refuses %j', (body, told) => {
    expect(() => parsePlan(body, LIMITS)).toThrow(told);
  });

  it('and a forecast take from 1 to 28 days', () => {
    expect(parseHorizon({}, LIMITS)).toBe(14);
    expect(parseHorizon({ horizonDays: '28' }, LIMITS)).toBe(28);
    for (const horizonDays of ['0', '29', '1.5', 'x'])
      expect(() => parseHorizon({ horizonDays }, LIMITS)).toThrow('/horizonDays');
  });
});
