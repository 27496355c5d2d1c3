import { describe, expect, it } from 'vitest';
import { parseLocalizeRequest } from '../../../../functions/assist/money/contract.ts';
import { type LocalizePorts, localize } from '../../../../functions/assist/money/localize.ts';
import { fetchRates, importRates, tellRates } from '../../../../functions/assist/money/rates.ts';
import { usableRates } from '../../../../functions/assist/money/usable-rates.ts';
import { readEcbRates } from '../../../../shared/adapters/ecb/read-rates.ts';
import { memoryExchangeRates } from '../../../../shared/adapters/memory/exchange-rates.ts';
import { UnavailableError } from '../../../../shared/domain/errors.ts';
import { itemSchema } from '../../../../shared/domain/item.ts';
import { type MarketSettings, parseMarketSettings } from '../../../../shared/domain/market.ts';
import { memoryDocuments } from '../../../support/memory-documents.ts';
import { silentLog } from '../../../support/system-ports.ts';

const clock = { nowMs: () => Date.parse('2026-11-24T17:00:00Z') };
const rates = memoryExchangeRates([
  { day: '2026-11-24', perEuro: { USD: '1.08', JPY: '162.5' } },
  { day: '2026-11-16', perEuro: { USD: '1.07', GBP: '0.86' } },
]);
const markets = memoryDocuments<MarketSettings>({
  JP: parseMarketSettings({
    currency: 'JPY',
    price: { stepMinor: 100, endingMinor: 80 },
    landed: {
      shipping: [{ upToMinor: 9_999, costMinor: 900 }, { costMinor: 0 }],
      duty: { percent: '0', categories: [{ category: 'Shoes', percent: '17' }] },
      tax: { percent: '10' },
    },
    deliverable: { categories: { notIn: ['Batteries'] } },
  }),
  US: parseMarketSettings({ currency: 'USD' }),
  CU: parseMarketSettings({ currency: 'USD', isDelivered: false }),
});
const item = (itemId: string, fields: object) => ({
  item: itemSchema.parse({ itemId, title: itemId, ...fields }),
  version: 1,
  changedAtMs: 0,
  deleted: false,
});
const catalog = new Map(
  [
    item('shoe', { price: { amount: 4_990, currency: 'EUR' }, categories: ['Shoes'] }),
    item('battery', { price: { amount: 990, currency: 'EUR' }, categories: ['Batteries'] }),
    item('cheese', { price: { amount: 700, currency: 'EUR' }, markets: ['DE'] }),
    item('yen', { price: { amount: 1_234, currency: 'JPY' } }),
    item('free-of-price', {}),
  ].map((entry) => [entry.item.itemId, entry]),
);
const ports: LocalizePorts = {
  catalog: { get: async (itemId) => catalog.get(itemId) },
  markets,
  ratesUntil: usableRates(rates, clock, (load) => load),
  clock,
};
const ask = (body: unknown) => localize(ports)(parseLocalizeRequest(body));

describe('prices abroad', () => {
  it('are told in the market’s currency and of its prices, with the rate, its day and what an order comes to', async () => {
    const reply = await ask({ market: 'JP', items: [{ itemId: 'shoe' }, { itemId: 'yen', quantity: 2 }] });
    expect(reply).toEqual({
      market: 'JP',
      currency: 'JPY',
      day: '2026-11-24',
      items: [
        {
          ...{ itemId: 'shoe', quantity: 1, isDelivered: true },
          price: { amount: 8_080, currency: 'JPY' }, // 49.90 × 162.5 = 8,108.75
          shopPrice: { amount: 4_990, currency: 'EUR' },
          ...{ rate: '162.5', rateDate: '2026-11-24', perEuro: { JPY: '162.5' } },
          landed: { goodsMinor: 8_080, shippingMinor: 900, dutyMinor: 1_374, taxMinor: 945, totalMinor: 11_299 },
        },
        {
          ...{ itemId: 'yen', quantity: 2, isDelivered: true },
          price: { amount: 1_234, currency: 'JPY' },
          shopPrice: { amount: 1_234, currency: 'JPY' },
          landed: { goodsMinor: 2_468, shippingMinor: 900, dutyMinor: 0, taxMinor: 247, totalMinor: 3_615 },
        },
      ],
      landed: { goodsMinor: 10_548, shippingMinor: 0, dutyMinor: 1_374, taxMinor: 1_192, totalMinor: 13_114 },
      warnings: [],
    });
  });

  it('are not told of what is not delivered there, with the reason', async () => {
    const { items, landed } = await ask({ market: 'JP', items: [{ itemId: 'battery' }, { itemId: 'cheese' }] });
    expect(items).toEqual([
      { itemId: 'battery', quantity: 1, isDelivered: false, because: 'no such item is delivered to JP' },
      { itemId: 'cheese', quantity: 1, isDelivered: false, because: 'it is not sold in JP' },
    ]);
    expect(landed).toBeUndefined();
    expect((await ask({ market: 'CU', items: [{ itemId: 'shoe' }] })).items).toEqual([
      { itemId: 'shoe', quantity: 1, isDelivered: false, because: 'nothing is delivered to CU' },
    ]);
  });

  it('are refused where a rate is not known, naming each; none is guessed', async () => {
    const items = [{ itemId: 'shoe' }, { price: { amount: 100, currency: 'XAF' } }, { itemId: 'yen' }];
    await expect(ask({ currency: 'CHF', items })).rejects.toMatchObject({
      defects: [
        { pointer: '/items/0', reason: expect.stringContaining('no exchange rate from EUR to CHF') },
        { pointer: '/items/1', reason: expect.stringContaining('no exchange rate from XAF to CHF') },
        { pointer: '/items/2', reason: expect.stringContaining('no exchange rate from JPY to CHF') },
      ],
    });
    await expect(ask({ market: 'JP', day: '2026-10-01', items: [{ itemId: 'shoe' }] })).rejects.toThrow(
      /none is guessed/,
    );
  });

  it('are flagged where the rate is stale, with its age', async () => {
    const reply = await ask({ currency: 'GBP', items: [{ itemId: 'shoe' }] });
    expect(reply.items[0]).toMatchObject({
      price: { amount: 4_291, currency: 'GBP' },
      rateDate: '2026-11-16',
      staleDays: 8,
    });
    expect(reply.warnings).toEqual(['the rate from EUR is 8 days old, of 2026-11-16']);
  });

  it('go by the rates of another day where one is named', async () => {
    const reply = await ask({ market: 'US', day: '2026-11-18', items: [{ itemId: 'shoe' }] });
    expect(reply).toMatchObject({ day: '2026-11-18', items: [{ price: { amount: 5_339 }, rateDate: '2026-11-16' }] });
    await expect(ask({ market: 'US', day: '2026-11-25', items: [{ itemId: 'shoe' }] })).rejects.toThrow(
      /\/day: 2026-11-25 is still to come/,
    );
  });

  it('say what could not be told', async () => {
    expect((await ask({ market: 'US', items: [{ itemId: 'free-of-price' }, { itemId: 'who' }] })).warnings).toEqual([
      'item "free-of-price" is not known, or has no price',
      'item "who" is not known, or has no price',
      'market US has no tables of shipping, duty and tax: what an order comes to is not told',
    ]);
    const inDollars = await ask({ market: 'JP', currency: 'USD', items: [{ itemId: 'shoe' }] });
    expect(inDollars.items[0]).toMatchObject({ price: { amount: 5_389, currency: 'USD' } });
    expect(inDollars.items[0]?.landed).toBeUndefined();
    expect(inDollars.warnings).toEqual(['rules and tables of market JP are in JPY; in USD prices are converted alone']);
    await expect(ask({ market: 'BR', items: [{ itemId: 'shoe' }] })).rejects.toThrow(/said nothing of market BR/);
  });

  it.each([
    [{ items: [{ itemId: 'shoe' }] }, 'want "market", "currency" or both'],
    [{ market: 'JP', items: [] }, '/items'],
    [{ market: 'JP', items: [{}] }, 'want either "itemId" or "price"'],
    [{ market: 'JP', items: [{ price: { amount: -1, currency: 'EUR' } }] }, '/items/0/price/amount'],
    [{ market: 'JP', items: [{ price: { amount: 1.5, currency: 'EUR' } }] }, '/items/0/price/amount'],
    [{ market: 'Japan', items: [{ itemId: 'shoe' }] }, '/market'],
    [{ market: 'JP', day: 'today', items: [{ itemId: 'shoe' }] }, '/day'],
  ])('want a request that can be: %j', (body, reason) => {
    expect(() => parseLocalizeRequest(body)).toThrow(reason);
  });
});

describe('exchange rates', () => {
  const kept = () => memoryExchangeRates();

  it('are taken in from a file, and told as of a day', async () => {
    const own = { rates: kept(), readRates: readEcbRates, clock };
    const text = 'Date,USD,GBP\n2026-11-24,1.08,N/A\n2026-11-16,1.07,0.86\n';
    expect(await importRates(own)(text)).toEqual({
      days: 2,
      from: '2026-11-16',
      until: '2026-11-24',
      currencies: ['GBP', 'USD'],
    });
    expect(await tellRates(own)(undefined)).toEqual({
      day: '2026-11-24',
      rates: [
        { to: 'GBP', rate: '0.86', rateDate: '2026-11-16', staleDays: 8 },
        { to: 'USD', rate: '1.08', rateDate: '2026-11-24' },
      ],
    });
  });

  it('are fetched by schedule; a source that has published nothing for six days rings', async () => {
    const source = { newest: async () => [{ day: '2026-11-19', perEuro: { USD: '1.07' } }] };
    const own = { rates: kept(), source, log: silentLog };
    expect(await fetchRates({ ...own, clock })()).toMatchObject({ days: 1, until: '2026-11-19' });
    const later = { nowMs: () => Date.parse('2026-11-25T16:30:00Z') };
    await expect(fetchRates({ ...own, clock: later })()).rejects.toThrow(UnavailableError);
    expect(await own.rates.between('2026-11-19', '2026-11-19')).toHaveLength(1);
    expect(await fetchRates({ ...own, source: undefined, clock })()).toEqual({ status: 'off' });
  });
});
