import { describe, expect, it } from 'vitest';
import { campaignObserver } from '../../../../../functions/nightly/campaigns/campaign-observer.ts';
import type { Campaign } from '../../../../../shared/domain/campaign.ts';
import type { Event, JsonObject } from '../../../../../shared/domain/event.ts';
import type { CatalogEntry } from '../../../../../shared/domain/item.ts';
import type { JourneyEntry, KeptJourney } from '../../../../../shared/domain/journey.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import { DAY_MS } from '../../../../../shared/domain/time.ts';
import type { CampaignReport, CatalogMarks } from '../../../../../shared/ports/campaign-reports.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { aCampaign, aJourney } from '../../../../support/builders/campaigns.ts';

const nowMs = Date.parse('2026-12-01T01:30:00Z');
const running = (change: Partial<Campaign>): Campaign => ({ ...aCampaign(), exits: [], status: 'running', ...change });
const campaigns: readonly Campaign[] = [
  running({ campaignId: 'back', trigger: { on: 'win-back', days: 30 } }),
  running({ campaignId: 'born', trigger: { on: 'birthday', trait: 'born', at: '09:00' } }),
  running({ campaignId: 'cheaper', trigger: { on: 'price-drop', atLeastPercent: 10, interestDays: 30 } }),
  running({ campaignId: 'stock', trigger: { on: 'back-in-stock', interestDays: 30 } }),
  running({ campaignId: 'asleep', status: 'paused', trigger: { on: 'back-in-stock', interestDays: 30 } }),
];

const anItem = (itemId: string, amount: number, stock: number): CatalogEntry => ({
  item: {
    ...{ itemId, title: itemId, categories: [], price: { amount, currency: 'EUR' }, stock, availability: 'in_stock' },
    ...{ images: [], markets: [], attributes: {} },
  },
  version: 1,
  changedAtMs: nowMs - 1000,
  deleted: false,
});
const before: CatalogMarks = {
  tent: { isForSale: true, amount: 10_000, currency: 'EUR' },
  lamp: { isForSale: true, amount: 10_000, currency: 'EUR' },
  mat: { isForSale: false, amount: 500, currency: 'EUR' },
  dear: { isForSale: true, amount: 100, currency: 'USD' },
};
/** 20 % cheaper; 5 % cheaper; back; in another currency. */
const items = [anItem('tent', 8000, 3), anItem('lamp', 9500, 3), anItem('mat', 500, 1), anItem('dear', 50, 1)];

let count = 0;
const did = (
  name: string,
  daysAgo: number,
  properties: JsonObject = { product_id: 'tent' },
  change: Partial<Event> = {},
): Event => {
  const atMs = nowMs - daysAgo * DAY_MS;
  return {
    ...{ messageId: `m${count++}`, type: 'track', name, atMs, clientAtMs: atMs, receivedAtMs: atMs },
    ...{ properties, traits: {}, context: {} },
    ...change,
  };
};
const told = (traits: JsonObject, daysAgo = 5) => did('', daysAgo, {}, { type: 'identify', traits });
const person = (partition: string, events: readonly Event[], change: Partial<ScannedPerson> = {}): ScannedPerson => ({
  ...{ partition, owner: partition, events },
  ...change,
});

async function nightOf(parts: readonly ScannedPerson[], marks: CatalogMarks | undefined = before) {
  const entered: (readonly [partition: string, entry: JourneyEntry])[] = [];
  const reports = new Map<string, CampaignReport>();
  let written: CatalogMarks | undefined;
  const observer = campaignObserver({
    campaigns: { list: async () => campaigns.map((body) => ({ id: body.campaignId, body, revision: 1 })) },
    catalog: {
      async *scan() {
        yield items;
      },
    },
    memory: {
      read: async () => marks,
      write: async (next) => {
        written = next;
      },
    },
    journeys: {
      async enter(partition, entry) {
        entered.push([partition, entry]);
        return true;
      },
    },
    reports: { put: async (report) => void reports.set(report.campaignId, report) },
    tallies: { read: async () => ({ '/sent': 4 }) },
    regime: 'opt-out',
    log: { info: () => undefined, warn: () => undefined },
  });
  await observer.start?.({ snapshotId: 's', takenAtMs: nowMs });
  for (const part of parts) {
    if (part.events.length > 0) await observer.see(part);
    if (part.journeys !== undefined) await observer.seeJourneys?.({ ...part, journeys: part.journeys });
  }
  await observer.finish?.();
  return { entered, reports, written };
}

const idsOf = (entered: Awaited<ReturnType<typeof nightOf>>['entered']) =>
  entered.map(([partition, { campaignId }]) => `${partition} ${campaignId}`).sort();

describe('a night', () => {
  it('lets people enter by silences, birthdays, and items that are cheaper or back', async () => {
    const { entered, written } = await nightOf([
      person('U#silent', [did('Product Viewed', 32)]),
      person('U#long-gone', [did('Product Viewed', 60)]),
      person('U#here', [did('Product Viewed', 60), did('Product Viewed', 1, { product_id: 'other' })]),
      person('U#today', [told({ born: '1990-12-01' })]),
      person('U#tomorrow', [told({ born: '12-02' })]),
      person('U#corrected', [told({ born: '12-01' })], {
        record: { ...EMPTY_RECORD, traits: { born: '06-01' }, traitsAtMs: { born: nowMs } },
      }),
      person('U#looked', [did('Product Viewed', 3), did('Product Viewed', 3, { product_id: 'lamp' })]),
      person('U#waits', [did('Product Viewed', 3, { product_id: 'mat' })]),
      person('U#has-it', [did('Product Viewed', 3), did('Order Completed', 2, { products: [{ product_id: 'tent' }] })]),
      person('U#abroad', [did('Product Viewed', 3, { product_id: 'dear' })]),
    ]);
    expect(idsOf(entered)).toEqual([
      'U#looked cheaper',
      'U#silent back',
      'U#today born',
      'U#tomorrow born',
      'U#waits stock',
    ]);
    const cheaper = entered.find(([partition]) => partition === 'U#looked')?.[1];
    // By when the price changed: the same night once more begins nothing.
    expect(cheaper).toMatchObject({ itemIds: ['tent'], triggeredAtMs: nowMs - 1000 });
    expect(entered.find(([partition]) => partition === 'U#tomorrow')?.[1].triggeredAtMs).toBe(Date.parse('2026-12-02'));
    expect(written?.['tent']).toEqual({ isForSale: true, amount: 8000, currency: 'EUR' });
  });

  it('lets nobody enter who refuses, is restricted, is a bot, or is a device of somebody; nor by what may not be used', async () => {
    const refusing = { ...EMPTY_RECORD, consent: { marketing: { granted: false, atMs: 1, source: 'api' as const } } };
    const viewed = () => [did('Product Viewed', 3)];
    const { entered } = await nightOf([
      person('U#refuses', viewed(), { record: refusing }),
      person('U#restricted', viewed(), { record: { ...EMPTY_RECORD, restrictedAtMs: 1 } }),
      person('U#bot', viewed(), { flag: { verdict: 'bot', reasons: [], atMs: 1, by: 'night' } as never }),
      person('A#device', viewed(), { owner: 'U#owner' }),
      person('U#stamped', [did('Product Viewed', 3, { product_id: 'tent' }, { refused: ['marketing'] })]),
    ]);
    expect(entered).toEqual([]);
  });

  it('sees a person whole whose partition comes in parts, and changes of no item in its first night', async () => {
    const parts = [
      person('U#parts', [did('Product Viewed', 3)], { mayContinue: true }),
      person('U#parts', [did('Order Completed', 1, { products: [{ product_id: 'tent' }] })], { mayContinue: true }),
    ];
    expect((await nightOf(parts)).entered).toEqual([]);
    expect(idsOf((await nightOf(parts.slice(0, 1))).entered)).toEqual(['U#parts cheaper']);
    expect((await nightOf(parts.slice(0, 1), {})).entered).toEqual([]);
  });

  it('counts what came of journeys: each order is that of the last message before it, within the window', async () => {
    const atMs = nowMs - 10 * DAY_MS;
    const kept: KeptJourney = {
      ...aJourney({ campaignId: 'back' }),
      tally: { '/triggered': 1, '/entered': 1, '/sent': 2, 'a/sent': 2, '/ended:all steps done': 1 },
      sends: [
        { atMs, stepId: 'first', messageId: 'one', variant: 'a' },
        { atMs: atMs + DAY_MS, stepId: 'second', messageId: 'two', variant: 'a' },
      ],
    };
    const order = (daysAgo: number) =>
      did('Order Completed', daysAgo, { order_id: daysAgo, revenue: 10, currency: 'EUR' });
    const { reports } = await nightOf([
      person('U#buyer', [order(11), order(9.5), order(8), order(1)], { mayContinue: true }),
      person(
        'U#buyer',
        [did('Email Opened', 9, { message_id: 'one' }), did('Email Delivered', 9, { message_id: 'other' })],
        {
          journeys: [kept, { ...aJourney(), tally: { '/sent': 7 } }],
        },
      ),
      person('U#quiet', [], { journeys: [{ ...kept, sends: [] }] }),
    ]);
    const report = reports.get('back');
    expect(report).toMatchObject({
      asOfMs: nowMs,
      liveTally: { '/sent': 4 },
      tally: { '/sent': 4, 'a/sent': 4, '/opened': 1, 'a/opened': 1, '/converted': 2, 'a/converted': 2 },
      revenue: { '': { EUR: 2000 }, a: { EUR: 2000 } },
    });
    expect(reports.get('cheaper')?.tally).toEqual({});
    expect(reports.has('cart')).toBe(false); // was removed
  });
});
