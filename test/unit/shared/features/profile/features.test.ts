import { describe, expect, it } from 'vitest';
import type { Event, JsonObject } from '../../../../../shared/domain/event.ts';
import { EMPTY_PROFILE, foldProfile, profileOf } from '../../../../../shared/features/profile/profile.ts';
import { segmentsOf } from '../../../../../shared/features/profile/segments.ts';
import { anEvent } from '../../../../support/events.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

const ago = (ms: number, name: string, properties: JsonObject = {}, fields: Partial<Event> = {}): Event =>
  anEvent({ name, properties, atMs: NOW_MS - ms, clientAtMs: NOW_MS - ms, messageId: `m${ms}`, ...fields });
const told = (traits: JsonObject, ms: number): Event => ago(ms, '', {}, { type: 'identify', traits });
const profile = (...events: readonly Event[]) =>
  profileOf(events.reduce(foldProfile, EMPTY_PROFILE), undefined, NOW_MS);
const featuresOf = (...events: readonly Event[]) => profile(...events).features;

describe('recency and frequency', () => {
  it('tell when the person came first, last and to order, and in how many sessions', () => {
    const { recency, frequency } = featuresOf(
      ago(40 * DAY_MS, 'Product Viewed'),
      ago(40 * DAY_MS - 29 * MINUTE_MS, 'Order Completed'),
      ago(40 * DAY_MS - 60 * MINUTE_MS, 'Cart Viewed'),
      ago(DAY_MS, 'Product Viewed'),
    );
    expect(recency).toMatchObject({ daysSinceFirstSeen: 40, daysSinceLastSeen: 1, daysSinceLastOrder: 39 });
    expect(recency.lastSeenAt).toBe('2026-11-23T12:00:00.000Z');
    expect(frequency).toEqual({ events: 4, sessions: 3, orders: 1, byKind: { view: 2, purchase: 1 } });
  });
});

describe('money', () => {
  it('is what orders came to less refunds, by currency, in minor units', () => {
    const { money } = featuresOf(
      ago(5, 'Order Completed', { revenue: 19.99, total: 25, currency: 'EUR' }),
      ago(4, 'Order Completed', { total: '30.02', currency: 'eur' }),
      ago(3, 'purchase', { value: 1200, currency: 'JPY' }),
      ago(2, 'Order Refunded', { total: 10, currency: 'EUR' }),
      ago(1, 'Order Completed', { revenue: 5 }),
    );
    expect(money).toEqual([
      { currency: 'EUR', orders: 2, revenue: 4001, refunded: 1000, averageOrder: 2501 },
      { currency: 'JPY', orders: 1, revenue: 1200, refunded: 0, averageOrder: 1200 },
    ]);
  });
});

describe('lately and order days', () => {
  it('count an event half after fourteen days', () => {
    const { lately } = featuresOf(
      ago(28 * DAY_MS, 'Product Viewed'),
      ago(28 * DAY_MS - 1, 'Product Added'),
      ago(14 * DAY_MS, 'Product Clicked'),
      ago(14 * DAY_MS - 1, 'Wishlist Product Added'),
      ago(14 * DAY_MS - 2, 'Order Completed'),
      ago(0, 'Product Viewed'),
    );
    expect(lately).toEqual({ views: 1.75, orders: 0.5, carts: 0.25 });
  });

  it('count a day with two orders once', () => {
    const { orderDays } = featuresOf(
      ago(40 * DAY_MS, 'Order Completed'),
      ago(40 * DAY_MS - MINUTE_MS, 'Order Completed'),
      ago(10 * DAY_MS, 'Product Viewed'),
      ago(3 * DAY_MS, 'Order Completed'),
    );
    expect(orderDays).toEqual({ count: 2, daysSinceFirst: 40, span: 37 });
    expect(featuresOf(ago(1, 'Product Viewed')).orderDays).toEqual({ count: 0 });
  });
});

describe('discounts', () => {
  it('are the orders that name a coupon or a discount, and their part of what was paid in each currency', () => {
    const { discounts } = featuresOf(
      ago(9, 'Order Completed', { revenue: 30, currency: 'EUR', coupon: 'TEN' }),
      ago(8, 'Order Completed', { revenue: 10, currency: 'EUR', products: [{ product_id: 'a' }] }),
      ago(7, 'purchase', { value: 500, currency: 'JPY', items: [{ item_id: 'a', discount: '2.5' }, { item_id: 'b' }] }),
      ago(6, 'Order Completed', { coupon: ' ', discount: 0 }),
      ago(5, 'Order Completed', { revenue: 0, currency: 'USD', discount: 20 }),
      ago(4, 'Order Refunded', { revenue: 10, currency: 'EUR', coupon: 'TEN' }),
      ago(3, 'Product Added', { product_id: 'a', coupon: 'TEN' }),
    );
    expect(discounts).toEqual({
      orders: { count: 5, discounted: 3, share: 3 / 5 },
      spent: [
        { currency: 'EUR', amount: 4000, discounted: 3000, share: 3 / 4 },
        { currency: 'JPY', amount: 500, discounted: 500, share: 1 },
        { currency: 'USD', amount: 0, discounted: 0, share: null, because: 'nothing was paid' },
      ],
    });
  });

  it('of who ordered nothing have no share, and say why', () => {
    expect(featuresOf(ago(1, 'Product Viewed', { coupon: 'TEN' })).discounts).toEqual({
      orders: { count: 0, discounted: 0, share: null, because: 'no orders' },
      spent: [],
    });
  });
});

describe('coupons', () => {
  it('are orders that name one, or of which a product does, and those that were tried', () => {
    const { coupons } = featuresOf(
      ago(9, 'Order Completed', { coupon: 'TEN' }),
      ago(8, 'Order Completed', { discount: 5, products: [{ product_id: 'a' }, { product_id: 'b', coupon: 'B' }] }),
      ago(7, 'Order Completed', { discount: 5, coupon: ' ' }),
      ago(6, 'Coupon Applied', { coupon_id: 'TEN' }),
      ago(5, 'coupon_applied'),
      ago(4, 'Coupon Denied', { coupon: 'TEN' }),
    );
    expect(coupons).toEqual({ orders: 2, applied: 2 });
  });
});

describe('messages', () => {
  const mail = (days: number, name: string, email_id?: string) =>
    ago(days * DAY_MS, name, email_id === undefined ? {} : { email_id });

  it('are opened once, within seven days, the one that is named or the newest', () => {
    const { messages } = featuresOf(
      mail(30, 'Email Delivered', 'a'),
      mail(29, 'Email Opened', 'b'), // was never delivered
      mail(28, 'Email Opened', 'a'),
      mail(27, 'Email Opened', 'a'), // once more
      mail(20, 'Email Delivered', 'c'),
      mail(12.9, 'Email Opened', 'c'), // too late
      mail(9, 'Email Delivered', 'd'),
      mail(8, 'Push Notification Received'),
      mail(7, 'push_notification_tapped'),
      mail(6, 'Email Opened', 'd'),
    );
    expect(messages).toEqual({ delivered: 4, opened: 3 });
  });

  it('that reach somebody are nothing that they did', () => {
    const { frequency, recency, messages } = featuresOf(ago(40 * DAY_MS, 'Product Viewed'), mail(3, 'Email Delivered'));
    expect([frequency.events, recency.daysSinceLastSeen, messages.delivered]).toEqual([1, 40, 1]);
    expect(featuresOf(mail(3, 'Email Delivered'), mail(2, 'Email Opened')).recency.daysSinceLastSeen).toBe(2);
  });
});

describe('affinities and prices', () => {
  const tea = { product_id: 'tea', category: 'Tea', brand: 'Corner', price: 4.5, currency: 'EUR' };
  const tent = { product_id: 'tent', category: 'Tents > Light', price: 199, currency: 'EUR' };

  it('go by what the events say of their items, weighed by intent', () => {
    const { affinities, prices } = featuresOf(
      ago(3, 'Product Viewed', tea),
      ago(2, 'Product Viewed', tent),
      ago(1, 'Order Completed', { currency: 'EUR', products: [tent, { product_id: 'unsaid' }] }),
    );
    expect(affinities.categories).toEqual([
      { name: 'Tents > Light', weight: 6, share: 6 / 7 },
      { name: 'Tea', weight: 1, share: 1 / 7 },
    ]);
    expect(affinities.brands).toEqual([{ name: 'Corner', weight: 1, share: 1 }]);
    expect(prices).toEqual([
      { currency: 'EUR', did: 'looked-at', count: 2, min: 450, max: 19_900, mean: 10_175 },
      { currency: 'EUR', did: 'bought', count: 1, min: 19_900, max: 19_900, mean: 19_900 },
    ]);
  });
});

describe('times and places', () => {
  it('go by the shopper’s own clock, also where it shows another day', () => {
    const at = (iso: string, timezone: string) =>
      ago(0, 'Product Viewed', {}, { atMs: Date.parse(iso), context: { timezone, locale: 'en-US' } });
    const { times, places } = featuresOf(
      at('2026-11-22T23:30:00Z', 'Europe/Berlin'), // Monday 00:30
      at('2026-11-01T02:00:00Z', 'America/Los_Angeles'), // Saturday 31 October, 19:00
      at('2026-10-31T12:00:00Z', 'Pacific/Kiritimati'), // Sunday 1 November, 02:00
      at('2026-11-23T10:00:00Z', 'No/Where'),
    );
    expect(times.hours.flatMap((count, hour) => (count > 0 ? [hour] : []))).toEqual([0, 2, 19]);
    expect(times.weekdays).toEqual([1, 0, 0, 0, 0, 1, 1]);
    expect(times.weekendShare).toBe(2 / 3);
    expect(places.markets).toEqual([{ name: 'US', weight: 4, share: 1 }]);
  });
});

describe('searches, ratings and satisfaction', () => {
  it('take what makes sense, and nothing else', () => {
    const { searches, ratings, satisfaction } = featuresOf(
      ago(9, 'Products Searched', { query: ' Green TEA ' }),
      ago(8, 'search', { search_term: 'green tea' }),
      ago(7, 'Products Searched', { query: 7 }),
      ago(6, 'Product Reviewed', { product_id: 'a', rating: '4.5' }),
      ago(5, 'Product Reviewed', { product_id: 'a', rating: 'good' }),
      ago(4, 'Survey Answered', { survey: 'nps', score: 6 }),
      ago(3, 'Survey Answered', { survey: 'nps', score: 9 }),
      ago(2, 'Survey Answered', { survey: 'nps', score: 11 }),
      ago(1, 'Survey Answered', { survey: 'csat', score: 0 }),
    );
    expect(searches).toEqual({ count: 2, terms: [{ name: 'green tea', weight: 2, share: 1 }] });
    expect(ratings).toEqual({ count: 1, mean: 4.5 });
    expect(satisfaction).toEqual({ nps: { count: 2, mean: 7.5, last: 9, group: 'promoter' }, csat: { count: 0 } });
  });
});

describe('questions', () => {
  it('are counted by what was wanted, and those without an answer', () => {
    const { questions } = featuresOf(
      ago(3, 'Question Asked', { intent: 'returns', outcome: 'answered' }),
      ago(2, 'question_asked', { intent: null, outcome: 'failed' }),
      ago(1, 'Question Answered', { intent: 'returns' }),
    );
    expect(questions).toEqual({ count: 2, unanswered: 1, intents: [{ name: 'returns', weight: 1, share: 1 }] });
  });
});

describe('traits', () => {
  const state = [
    told({ city: 'Ulm', age: 30, __proto__x: 1 }, 3000),
    told({ city: 'Bonn', constructor: 'odd' }, 2000),
    told({ age: null, plan: 'x'.repeat(3000) }, 1000),
  ].reduce(foldProfile, EMPTY_PROFILE);
  const traitsOf = (traits: JsonObject, setAgoMs: Readonly<Record<string, number>>) => {
    const traitsAtMs = Object.fromEntries(Object.entries(setAgoMs).map(([name, ms]) => [name, NOW_MS - ms]));
    return profileOf(state, { traits, traitsAtMs }, NOW_MS).traits;
  };

  it('are the newest that were told, without what was taken back or is none', () => {
    expect(traitsOf({}, {})).toEqual({ city: 'Bonn', __proto__x: 1 });
  });

  it('set by hand win over what events said before, and not over what they say after', () => {
    expect(traitsOf({ city: 'Kiel', age: 31 }, { city: 500, age: 500 })).toMatchObject({ city: 'Kiel', age: 31 });
    expect(traitsOf({ city: 'Kiel' }, { city: 2500 })).toMatchObject({ city: 'Bonn' });
  });

  it('removed by hand stay away until they are told anew', () => {
    expect(traitsOf({}, { city: 500 })).not.toHaveProperty('city');
    expect(traitsOf({}, { city: 2500 })).toMatchObject({ city: 'Bonn' });
  });
});

describe('segments', () => {
  const idsOf = (...events: readonly Event[]) => segmentsOf(featuresOf(...events)).map(({ segmentId }) => segmentId);

  it('hold who fulfils their rule, up to its very bounds', () => {
    expect(idsOf(ago(30 * DAY_MS, 'Product Viewed'))).toEqual(['new']);
    expect(idsOf(ago(31 * DAY_MS, 'Product Added'))).toEqual(['undecided']);
    expect(idsOf(ago(90 * DAY_MS, 'Order Completed'))).toEqual(['one-time-buyer']);
    expect(idsOf(ago(200 * DAY_MS, 'Order Completed'), ago(181 * DAY_MS, 'Order Completed'))).toEqual([
      'repeat-buyer',
      'lapsed',
      'lost-buyer',
    ]);
    expect(idsOf(ago(50 * DAY_MS, 'x'), ago(49 * DAY_MS, 'x'), ago(DAY_MS, 'x'))).toEqual([
      'returning',
      'window-shopper',
    ]);
  });

  it('say what they rest on', () => {
    expect(segmentsOf(featuresOf(ago(2, 'Order Completed'), ago(1, 'Order Completed')))[1]).toEqual({
      segmentId: 'repeat-buyer',
      kind: 'built-in',
      words: 'ordered at least twice',
      because: ['orders is 2, at least 2'],
    });
  });

  it('hold nobody of whom nothing is known', () => {
    expect(idsOf()).toEqual([]);
  });
});
