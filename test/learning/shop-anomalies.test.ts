import { beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../functions/nightly/anomalies/watch-series.ts';
import { type Planted, quietShop } from '../support/quiet-shop.ts';

const alarmsIn = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.kind === 'alarm' ? [change.anomaly] : []));

const ALL = ['sessions', 'events: page', 'events: view', 'events: click', 'events: cart', 'orders', 'units'];

describe('anomalies of a shop’s numbers', { timeout: 60_000 }, () => {
  it('are hardly ever alarmed where nothing happens', () => {
    const shops = [
      { seed: 1, sessions: 1000, items: 200 },
      { seed: 2, sessions: 200, items: 100 },
      { seed: 3, sessions: 20, items: 50 },
    ];
    const [untold, nights] = [28, 60];
    const alarms = shops.flatMap((shop) => alarmsIn(quietShop(shop).nights(untold + nights)));
    console.info(`anomalies: ${alarms.length} false in ${shops.length * nights} nights`);
    expect(alarms.length).toBeLessThanOrEqual((shops.length * nights) / 30);
  });

  const shop = quietShop({ seed: 4, sessions: 2000, items: 100 });
  beforeAll(() => {
    shop.nights(45);
  });

  it.each<readonly [string, Planted, string]>([
    ['orders are half', { factor: 0.5, metrics: ['orders', 'units', 'revenue: EUR'] }, 'conversion'],
    ['tracking stops', { factor: 0, metrics: ALL, days: 2 }, 'sessions'],
    ['tracking stops for six hours', { factor: 0, metrics: ALL, days: 1, hours: [12, 18] }, 'events: view'],
    ['a category sells three times as much', { factor: 3, category: 'c3' }, 'demand: category c3'],
  ])('are alarmed when %s, once, and in the first two nights', (_, planted, expected) => {
    const nights = shop.try(planted, 8);
    const found = alarmsIn(nights.slice(0, 2).flat()).find(({ anomalyId }) => anomalyId.startsWith(`${expected}@`));
    expect(found?.direction).toBe(planted.factor < 1 ? 'down' : 'up');
    const series = alarmsIn(nights.flat()).map(({ anomalyId }) => anomalyId.split('@')[0]);
    expect(series.length).toBe(new Set(series).size);
  });

  it('are over when all is as before, and taken for usual when it stays', () => {
    const passing = shop.try({ factor: 0, metrics: ALL, days: 1 }, 8).flat();
    const ofSessions = passing.filter((change) => change.kind === 'ends' && change.anomalyId.startsWith('sessions'));
    expect(ofSessions).toMatchObject([{ status: 'over' }]);

    const lasting = shop.try({ factor: 0.4, metrics: ['orders'] }, 35).flat();
    const orders = lasting.filter((change) =>
      ('anomaly' in change ? change.anomaly : change).anomalyId.startsWith('orders'),
    );
    expect(orders.filter(({ kind }) => kind === 'alarm')).toHaveLength(1);
    expect(orders.at(-1)).toMatchObject({ kind: 'ends', status: 'settled' });
  });
});
