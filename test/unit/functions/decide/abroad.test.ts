import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Abroad, localPrices, readAbroad } from '../../../../functions/decide/abroad.ts';
import { servedRecommender } from '../../../../functions/decide/served-recommender.ts';
import { memoryExchangeRates } from '../../../../shared/adapters/memory/exchange-rates.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { PLACEMENTS } from '../../../../shared/domain/decision.ts';
import { parseDecisionRecord } from '../../../../shared/domain/decision-record.ts';
import { type MarketSettings, parseMarketSettings } from '../../../../shared/domain/market.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { memoryDocuments } from '../../../support/memory-documents.ts';
import { DECIDED_AT_MS, openDecisions } from '../../../support/outdoor-decisions.ts';
import { memoryChanges, outdoorItems, outdoorModels } from '../../../support/served-shop.ts';
import { silentLog } from '../../../support/system-ports.ts';

const models = await outdoorModels();
const priced = outdoorItems.map(({ item }, i) =>
  anEntry(
    item.itemId,
    { ...item, price: { amount: 1000 * (i + 1), currency: i === 2 ? 'SEK' : 'EUR' } },
    {
      version: 2,
      changedAtMs: DECIDED_AT_MS - 1000,
    },
  ),
);
const abroad = (settings: Record<string, object>): Abroad => ({
  markets: new Map(
    Object.entries(settings).map(([market, said]) => [market, parseMarketSettings({ currency: 'USD', ...said })]),
  ),
  rates: [
    { day: '2026-11-30', perEuro: { USD: '1.08', JPY: '162.5' } },
    { day: '2026-11-20', perEuro: { USD: '1.07', SEK: '11.2' } },
  ],
});
const asked = (settings: Record<string, object>, body: object) =>
  openDecisions({ models, past: ['boots', 'tent'], changes: priced, abroad: abroad(settings) }).ask({
    limit: 10,
    ...body,
  });

describe('what cannot be delivered', () => {
  it.each(PLACEMENTS)('is never shown at %s, by model, likeness, catalog, promotion or draw', async (placement) => {
    const body = {
      placement,
      itemId: 'tent',
      context: { market: 'US' },
      promotions: [{ filter: { categories: { in: ['camping'] } }, positions: [1] }],
    };
    for (const explorationShare of [0, 1]) {
      const open = openDecisions({
        models,
        past: ['boots', 'tent'],
        explorationShare,
        changes: priced,
        abroad: abroad({ US: { deliverable: { categories: { notIn: ['camping', 'shoes'] } } } }),
      });
      const { decision } = await open.ask({ limit: 10, ...body });
      for (const { item } of decision.items) expect(['camping', 'shoes']).not.toContain(item?.categories[0]);
    }
  });

  it('is nothing where the shop has said nothing of the market, and everything where it delivers nothing', async () => {
    expect((await asked({}, { context: { market: 'US' } })).decision.items.length).toBeGreaterThan(3);
    expect((await asked({ US: { isDelivered: false } }, { context: { market: 'US' } })).decision.items).toEqual([]);
    expect(
      (await asked({ US: { isDelivered: false } }, { context: { market: 'CA' } })).decision.items.length,
    ).toBeGreaterThan(3);
  });

  it('is counted and explained as not in the market', async () => {
    const settings = { US: { deliverable: { categories: { notIn: ['light'] } } } };
    const open = openDecisions({ models, past: ['boots'], changes: priced, abroad: abroad(settings) });
    const { decision, record } = await open.ask({ limit: 10, context: { market: 'US' } });
    expect(record.removed.notInMarket).toBe(2); // lamp, and french
    const { removed } = await open.explain(decision.decisionId, 'en');
    expect(removed).toContainEqual(expect.objectContaining({ itemId: 'lamp', by: 'notInMarket' }));
  });

  it('is known anew when the shop changes its rules', async () => {
    let nowMs = DECIDED_AT_MS;
    let said = abroad({ US: { deliverable: { categories: { notIn: ['light'] } } } });
    const served = servedRecommender(
      {
        ...{ models, loadScorer: loadOnnxScorer, hash: sha256Hash, log: silentLog, clock: { nowMs: () => nowMs } },
        ...{ changes: memoryChanges(...priced), abroad: async () => said },
      },
      10,
    );
    const isLampOffered = async () => {
      nowMs += 1000;
      const { shelf } = await served();
      return shelf.offered('US')[shelf.rowOf('lamp')!];
    };
    expect(await isLampOffered()).toBe(0);
    said = abroad({});
    expect(await isLampOffered()).toBe(1);
  });
});

describe('prices of a slate', () => {
  it('are told in the market’s currency and of its prices, with rate and day on record', async () => {
    const { decision, record } = await asked(
      { US: { price: { stepMinor: 100, endingMinor: 99 } } },
      { context: { market: 'US' } },
    );
    const lamp = decision.items.find(({ itemId }) => itemId === 'lamp');
    expect(lamp).toMatchObject({
      price: { amount: 4_299, currency: 'USD' },
      item: { price: { amount: 4_000, currency: 'EUR' } },
    });
    expect(decision.money).toEqual({
      currency: 'USD',
      rates: expect.arrayContaining([
        { from: 'EUR', to: 'USD', rate: '1.08', rateDate: '2026-11-30', perEuro: { USD: '1.08' } },
        {
          from: 'SEK',
          to: 'USD',
          rate: '0.09553571429',
          rateDate: '2026-11-20',
          perEuro: { SEK: '11.2', USD: '1.07' },
          staleDays: 11,
        },
      ]),
    });
    expect(decision.warnings).toEqual(['the rate from SEK is 11 days old, of 2026-11-20']);
    expect(record.money).toEqual(decision.money);
    expect(record.slate.map(({ priceMinor }) => priceMinor)).toEqual(decision.items.map(({ price }) => price?.amount));
    expect(parseDecisionRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('are told in the currency that the request wants, by no rule of a market of another one', async () => {
    const { decision, record } = await asked(
      { US: { price: { stepMinor: 100, endingMinor: 99 } } },
      { currency: 'JPY', context: { market: 'US' } },
    );
    expect(decision.items.find(({ itemId }) => itemId === 'lamp')?.price).toEqual({ amount: 6_500, currency: 'JPY' });
    expect(record.request.currency).toBe('JPY');
  });

  it('are not guessed where no rate is known: the shop’s own is told, and a warning', async () => {
    const { decision } = await asked({}, { currency: 'CHF' });
    expect(decision.items.some(({ price }) => price !== undefined)).toBe(false);
    expect(decision.money).toEqual({ currency: 'CHF', rates: [] });
    expect(decision.warnings).toContainEqual(expect.stringContaining('no exchange rate from EUR to CHF'));
  });

  it('are the shop’s alone where nobody names a currency', async () => {
    const { decision, record } = await asked({ US: {} }, {});
    expect(decision.money).toBeUndefined();
    expect(record.money).toBeUndefined();
    expect(decision.items.every(({ price }) => price === undefined)).toBe(true);
  });

  it('can be made again from the record, for any price', () => {
    fc.assert(
      fc.property(fc.nat(1e8), (amount) => {
        const prices = localPrices({ currency: 'JPY', context: {} }, abroad({}), DECIDED_AT_MS)!;
        const price = prices.of({ ...outdoorItems[0]!.item, price: { amount, currency: 'EUR' } })!;
        const { perEuro } = prices.money().rates[0]!;
        expect(price.amount).toBe(Number((BigInt(amount) * BigInt(perEuro['JPY']!.replace('.', '')) + 500n) / 1000n));
      }),
    );
  });
});

describe('what is read of markets and rates', () => {
  it('is what may be used today', async () => {
    const rates = memoryExchangeRates([
      { day: '2026-10-31', perEuro: { USD: '1' } },
      { day: '2026-11-01', perEuro: { USD: '1.1' } },
      { day: '2026-12-02', perEuro: { USD: '1.2' } },
    ]);
    const markets = memoryDocuments<MarketSettings>({ US: parseMarketSettings({ currency: 'USD' }) });
    const read = await readAbroad({ markets, rates, clock: { nowMs: () => DECIDED_AT_MS } })();
    expect(read.rates).toEqual([{ day: '2026-11-01', perEuro: { USD: '1.1' } }]);
    expect([...read.markets.keys()]).toEqual(['US']);
  });
});
