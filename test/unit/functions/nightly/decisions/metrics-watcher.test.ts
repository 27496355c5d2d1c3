import { describe, expect, it } from 'vitest';
import { returnsOf } from '../../../../../functions/console/experiments/returns.ts';
import { metricOf } from '../../../../../functions/console/metrics.ts';
import { metricsWatcher } from '../../../../../functions/nightly/decisions/metrics-watcher.ts';
import type { Event, JsonObject } from '../../../../../shared/domain/event.ts';
import type { LoggedChoice, LoggedDecision } from '../../../../../shared/domain/logged-decision.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import type { MetricMonth, MetricsNow } from '../../../../../shared/domain/shop-metrics.ts';
import { DAY_MS } from '../../../../../shared/domain/time.ts';
import type { SnapshotManifest } from '../../../../../shared/ports/snapshots.ts';
import { anEvent } from '../../../../support/events.ts';
import { memoryDocuments } from '../../../../support/memory-documents.ts';

const TAKEN_AT_MS = Date.UTC(2026, 10, 20, 1, 30);
const choice = (id: string, fields: Partial<LoggedChoice> = {}): LoggedChoice => ({
  ...{ id, position: 1, propensity: 1, isClicked: false, isCarted: false, units: 0, revenueMinor: 0 },
  ...fields,
});
const decided = (
  daysAgo: number,
  choices: readonly LoggedChoice[],
  fields: Partial<LoggedDecision> = {},
): LoggedDecision => ({
  ...{ decisionId: `d${daysAgo}`, decidedAtMs: TAKEN_AT_MS - daysAgo * DAY_MS, point: 'home', kind: 'slate' },
  ...{ policy: 'best', variants: {}, choices, isClosed: daysAgo > 7 },
  ...fields,
});

const NO_REPORTS = { read: async () => undefined, write: async () => undefined };

/** Nights over one store. */
function openMetrics() {
  const months = new Map<string, MetricMonth>();
  let newest: MetricsNow | undefined;
  const metrics = {
    read: async (month: string) => months.get(month),
    write: async (month: MetricMonth) => void months.set(month.month, month),
    now: async () => newest,
    writeNow: async (now: MetricsNow) => {
      newest = now;
    },
  };
  const ask = metricOf(metrics, returnsOf({ experiments: memoryDocuments(), reports: NO_REPORTS }));
  return {
    /** @param people - decisions of each. */
    async night(
      people: readonly (readonly LoggedDecision[])[],
      {
        events = [] as readonly Event[],
        takenAtMs = TAKEN_AT_MS,
        bots = [] as readonly (readonly LoggedDecision[])[],
      } = {},
    ) {
      const snapshots = { manifest: async () => ({ itemCount: 10 }) as SnapshotManifest };
      const watcher = metricsWatcher({ metrics, snapshots, rewardWindowHours: 168 });
      await watcher.decisions.start?.({ snapshotId: 's', takenAtMs });
      await watcher.answers.see({ partition: 'U#u1', owner: 'U#u1', events });
      await watcher.answers.see({ partition: 'A#a1', owner: 'U#u1', events }); // the device's copy
      const refusing = { ...EMPTY_RECORD, restrictedAtMs: 1 };
      await watcher.answers.see({ partition: 'U#no', owner: 'U#no', events, record: refusing });
      for (const [isBot, some] of [
        [false, people],
        [true, bots],
      ] as const)
        for (const [i, decisions] of some.entries())
          await watcher.decisions.see({ owner: `U#${i}`, mayLearn: false, isBot, decisions });
      await watcher.decisions.finish?.();
    },
    ask: (name: 'ctr' | 'cvr' | 'satisfaction' | 'roi', query: object = {}) =>
      ask({ name, from: '2026-10-01', to: '2026-11-30', ...query }),
  };
}

describe('metrics of placements', () => {
  it('are null with the reason where nothing was counted, and never 0', async () => {
    const shop = openMetrics();
    for (const name of ['ctr', 'cvr', 'satisfaction', 'roi'] as const) {
      const told = await shop.ask(name);
      expect(told).toMatchObject({ value: null, interval: null, reason: expect.stringMatching(/\w/) });
    }
  });

  it('are clicks by impressions, with an interval, by placement and policy and by day', async () => {
    const shop = openMetrics();
    const slate = (i: number) => [
      choice('a', { isSeen: true, isClicked: i % 10 === 0 }),
      choice('b', { isSeen: i % 2 === 0 }),
    ];
    const people = Array.from({ length: 200 }, (_, i) => [decided(i % 2 === 0 ? 1 : 10, slate(i))]);
    const elsewhere = [decided(1, [choice('z', { isSeen: true })], { point: 'cart', policy: 'plackett-luce' })];
    await shop.night([...people, elsewhere], {
      bots: [[decided(1, [choice('a', { isSeen: true, isClicked: true })])]],
    });

    const { value, interval, basis, groups, days, asOf } = await shop.ask('ctr', { placement: 'home' });
    expect([value, basis, asOf]).toEqual([20 / 300, 'impressions', '2026-11-20T01:30:00.000Z']);
    expect(interval!.low).toBeGreaterThan(0.03);
    expect(interval!.high).toBeLessThan(0.11);
    expect(groups).toMatchObject([
      {
        placement: 'home',
        policy: 'best',
        decisions: 200,
        impressions: 300,
        clicks: 20,
        coverage: { value: 0.2, items: 2, of: 10 },
      },
    ]);
    expect(days?.map(({ day, decisions, isClosed }) => [day, decisions, isClosed])).toEqual([
      ['2026-11-10', 100, true],
      ['2026-11-19', 100, false],
    ]);
    expect((await shop.ask('ctr')).groups).toHaveLength(2);
    expect((await shop.ask('ctr', { to: '2026-11-10' })).groups?.[0]?.decisions).toBe(100);
  });

  it('count what was shown where no impression comes, and say nothing where no click does either', async () => {
    const shop = openMetrics();
    await shop.night([[decided(1, [choice('a', { isClicked: true }), choice('b')])]]);
    expect(await shop.ask('ctr')).toMatchObject({ value: 0.5, basis: 'shown items' });
    const silent = openMetrics();
    await silent.night([[decided(1, [choice('a')])]]);
    expect(await silent.ask('ctr')).toMatchObject({ value: null, reason: expect.stringContaining('decision_id') });
    expect(await silent.ask('cvr')).toMatchObject({ value: 0 });
  });

  it('tell orders by decision, and revenue by currency', async () => {
    const shop = openMetrics();
    const bought = (revenueMinor: number, currency: string) =>
      choice('a', { isCarted: true, units: 1, revenueMinor, currency });
    await shop.night([
      [decided(1, [bought(500, 'EUR'), choice('b')]), decided(2, [bought(70, 'JPY')]), decided(3, [bought(1, 'EUR')])],
      [decided(1, [choice('c')])],
    ]);
    const { value, groups } = await shop.ask('cvr');
    expect(value).toBe(0.75);
    expect(groups).toMatchObject([{ conversions: 3, carts: 3, units: 3, revenue: { EUR: 501, JPY: 70 } }]);
  });

  it('are counted anew each night, but for days that are older than what is counted', async () => {
    const shop = openMetrics();
    await shop.night([[decided(0, [choice('a')]), decided(5, [choice('a')])]]);
    await shop.night([[decided(0, [choice('a')])]]);
    expect((await shop.ask('cvr')).days?.map(({ day }) => day)).toEqual(['2026-11-20']);
    await shop.night([], { takenAtMs: TAKEN_AT_MS + 61 * DAY_MS });
    expect((await shop.ask('cvr')).days?.map(({ day }) => day)).toEqual(['2026-11-20']);
  });

  it('tell what people answered and rated, with an interval where there are enough', async () => {
    const shop = openMetrics();
    const answer = (i: number, name: string, properties: JsonObject): Event =>
      anEvent({ name, properties, messageId: `${name} ${i}`, atMs: TAKEN_AT_MS - DAY_MS });
    const events = [
      ...Array.from({ length: 40 }, (_, i) => answer(i, 'Survey Answered', { survey: 'csat', score: 4 + (i % 2) })),
      ...[10, 9, 3].map((score, i) => answer(100 + i, 'Survey Answered', { survey: 'nps', score })),
      answer(200, 'Product Reviewed', { product_id: 'a', rating: 4.5 }),
      { ...answer(201, 'Product Reviewed', { product_id: 'a', rating: 1 }), refused: ['analytics'] as const },
      answer(0, 'Survey Answered', { survey: 'csat', score: 1 }), // the same message once more
    ];
    await shop.night([], { events });
    const { value, interval, answers } = await shop.ask('satisfaction');
    expect(value).toBe(4.5);
    expect(interval!.high - interval!.low).toBeCloseTo((2 * 1.96 * 0.5) / Math.sqrt(39), 4);
    expect(answers).toMatchObject([
      { question: 'csat', count: 40 },
      {
        question: 'nps',
        count: 3,
        value: expect.closeTo(100 / 3, 9),
        interval: null,
        reason: expect.stringContaining('30'),
      },
      { question: 'rating', count: 1, value: 4.5, interval: null },
    ]);
    expect(await shop.ask('satisfaction', { placement: 'home' })).toMatchObject({ value: null });
  });
});
