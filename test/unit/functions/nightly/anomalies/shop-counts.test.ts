import { expect, it } from 'vitest';
import { shopCounts } from '../../../../../functions/nightly/anomalies/shop-counts.ts';
import type { Event } from '../../../../../shared/domain/event.ts';
import { anAnonymousEvent, anEvent } from '../../../../support/events.ts';

const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2026, 8, 1);
const time = { fromMs: FROM, hours: 48, dayFromMs: FROM, days: 1 };
const at = (hour: number, fields: Partial<Event> = {}): Event => anEvent({ atMs: FROM + hour * HOUR_MS, ...fields });
const anOrder = (hour: number, userId: string, quantity: number, revenue: number): Event =>
  at(hour, {
    userId,
    name: 'Order Completed',
    properties: { revenue, currency: 'EUR', products: [{ product_id: 'p1', quantity }, { product_id: 'p2' }] },
  });

it('counts events, sessions, orders, units and revenue by the hour, and units of items by the day', () => {
  const counts = shopCounts(time);
  counts.add('U#u1', [at(-0.2), at(0.1), at(0.2), at(3, { type: 'page' }), anOrder(3.1, 'u1', 2, 19.99)]);
  counts.add('U#u2', [anOrder(3.2, 'u2', 4, 5), anOrder(30, 'u2', 9, 1), at(48)]);

  const hours = (metric: string, of: 'values' | 'squares' | 'largest' = 'values') =>
    Object.fromEntries([...(counts.byHour().get(metric)?.[of] ?? []).entries()].filter(([, value]) => value > 0));
  expect(hours('events: view')).toEqual({ 0: 2 });
  expect(hours('events: view', 'squares')).toEqual({ 0: 4 });
  expect(hours('events: page')).toEqual({ 3: 1 });
  expect(hours('sessions')).toEqual({ 3: 2, 30: 1 }); // the one of hour 0 began before
  expect(hours('orders')).toEqual({ 3: 2, 30: 1 });
  expect(hours('units')).toEqual({ 3: 8, 30: 10 });
  expect(hours('units', 'squares')).toEqual({ 3: 9 + 25, 30: 100 });
  expect(hours('units', 'largest')).toEqual({ 3: 5, 30: 10 });
  expect(hours('revenue: EUR')).toEqual({ 3: 2499, 30: 100 });
  expect([...counts.byHour().keys()]).not.toContain('events: purchase');
  expect([...counts.byDay()].map(([name, { values }]) => [name, [...values]])).toEqual([
    ['sessions', [2]],
    ['orders', [2]],
  ]);
  expect([...counts.unitsByItem()].map(([itemId, { values }]) => [itemId, [...values]])).toEqual([
    ['p1', [6]],
    ['p2', [2]],
  ]);
});

it('passes over what lies in a user’s partition as a copy of a device’s', () => {
  const counts = shopCounts(time);
  counts.add('U#u1', [anAnonymousEvent('a1', { atMs: FROM })]);
  expect(counts.byHour().size).toBe(0);
  counts.add('A#a1', [anAnonymousEvent('a1', { atMs: FROM })]);
  expect([...counts.byHour().keys()]).toEqual(['sessions', 'events: view']);
});
