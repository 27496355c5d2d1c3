import { describe, expect, it } from 'vitest';
import { anomaliesOf } from '../../../../functions/console/anomalies.ts';
import { parseDays } from '../../../../functions/console/contract.ts';
import type { Anomaly, AnomalyBook } from '../../../../shared/domain/anomaly.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 20);

const anAnomaly = (hour: number, fields: Partial<Anomaly> = {}): Anomaly => ({
  anomalyId: `orders@${hour}`,
  series: { metric: 'orders' },
  step: 'hour',
  direction: 'down',
  firstAtMs: FIRST + (hour - 5) * HOUR_MS,
  alarmedAtMs: FIRST + hour * HOUR_MS,
  lastAtMs: FIRST + (hour + 1) * HOUR_MS,
  value: 2,
  expected: 23.04,
  low: 13.52,
  high: 32.6,
  score: 4.71,
  status: 'open',
  foundAtMs: FIRST + 30 * HOUR_MS,
  ...fields,
});

const listed = (anomalies: readonly Anomaly[], fields: Partial<AnomalyBook> = {}) => {
  const book = { version: 1, throughMs: FIRST + 48 * HOUR_MS, watched: 9, judged: 4, anomalies, body: '[]', ...fields };
  return anomaliesOf({ read: async () => book, write: async () => undefined });
};

describe('the anomalies of a shop', () => {
  it('are told with what was expected, and why, in words', async () => {
    const item = anAnomaly(24, {
      anomalyId: 'tea',
      step: 'day',
      series: { metric: 'demand', itemId: 'tea' },
      firstAtMs: FIRST + 24 * HOUR_MS,
    });
    const { anomalies, ...rest } = await listed([item, anAnomaly(10)])({}, { limit: 10 });
    expect(anomalies[1]).toEqual({
      anomalyId: 'orders@10',
      series: { metric: 'orders' },
      step: 'hour',
      at: '2026-11-20T10:00:00.000Z',
      firstAt: '2026-11-20T05:00:00.000Z',
      lastAt: '2026-11-20T11:00:00.000Z',
      direction: 'down',
      value: 2,
      expected: 23,
      interval: { low: 13.5, high: 32.6 },
      score: 4.7,
      status: 'open',
      reason: 'orders: 2 in 6 hours from 2026-11-20T05:00Z on, where 13.5 to 32.6 were expected',
    });
    expect(anomalies[0]!.reason).toMatch('units sold of item “tea”: 2 in 1 day from 2026-11-21T00:00Z on');
    expect(rest).toEqual({ throughAt: '2026-11-22T00:00:00.000Z', watched: 9, judged: 4, evidence: 'history' });
  });

  it('are told by the days in which they lie, and page by page', async () => {
    const of = listed([anAnomaly(70), anAnomaly(30), anAnomaly(10)]);
    const idsOf = async (query: unknown) =>
      (await of(parseDays(query), { limit: 10 })).anomalies.map(({ anomalyId }) => anomalyId);
    expect(await idsOf({ day: '2026-11-21' })).toEqual(['orders@30']);
    expect(await idsOf({ from: '2026-11-21' })).toEqual(['orders@70', 'orders@30']);
    expect(await idsOf({ to: '2026-11-20' })).toEqual(['orders@10']);
    expect(await idsOf({ from: '2026-11-24', to: '2026-11-30' })).toEqual([]);

    const first = await of({}, { limit: 2 });
    expect(first.nextCursor).toBe('orders@30');
    const rest = await of({}, { limit: 2, cursor: first.nextCursor! });
    expect(rest.anomalies.map(({ anomalyId }) => anomalyId)).toEqual(['orders@10']);
    expect(rest).not.toHaveProperty('nextCursor');
  });

  it('are none, with the reason, before enough was seen', async () => {
    const never = anomaliesOf({ read: async () => undefined, write: async () => undefined });
    expect(await never({}, { limit: 10 })).toMatchObject({ anomalies: [], evidence: 'nothing', judged: 0 });
    expect(await listed([], { judged: 0 })({}, { limit: 10 })).toMatchObject({
      evidence: 'nothing',
      because: expect.stringContaining('four weeks'),
    });
  });

  it('want days and cursors that can be', async () => {
    for (const [query, pointer] of [
      [{ from: 'yesterday' }, '/from'],
      [{ from: '2026-11-21', to: '2026-11-20' }, '/to'],
      [{ day: '2026-11-21', from: '2026-11-20' }, '/day'],
    ] as const) {
      expect(() => parseDays(query)).toThrow(pointer);
    }
    await expect(listed([])({}, { limit: 1, cursor: 'gone' })).rejects.toThrow(InvalidInputError);
  });
});
