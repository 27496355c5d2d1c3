import { describe, expect, it } from 'vitest';
import type { Event } from '../../../../shared/domain/event.ts';
import { dayCounts } from '../../../../shared/quality/day-counts.ts';
import { MASKED, tellableName } from '../../../../shared/quality/field-name.ts';
import { binOf, isOutOfRange } from '../../../../shared/quality/value-checks.ts';
import { anAnonymousEvent, anEvent } from '../../../support/events.ts';

const AT = 1_795_000_000_000;
const DAY_MS = 86_400_000;
const counted = (...parts: readonly (readonly [partition: string, events: readonly Event[]])[]) => {
  const counts = dayCounts(AT - DAY_MS, AT + 60_000);
  for (const [partition, events] of parts) counts.add(partition, events);
  return counts.finish((itemId) => itemId === 'p1');
};
const viewed = (properties: Event['properties'], fields: Partial<Event> = {}) =>
  anEvent({
    messageId: JSON.stringify([properties, fields]),
    properties: { product_id: 'p1', ...properties },
    ...fields,
  });

describe('the counts of a day', () => {
  it('are of what came on the day, and of a device’s events once', () => {
    const late = anEvent({ messageId: 'old', receivedAtMs: AT - 2 * DAY_MS });
    const copy = anAnonymousEvent('d', { messageId: 'device' });
    const { received, events } = counted(['U#u1', [anEvent(), late, copy]], ['A#d', [copy]]);
    expect(received).toBe(2);
    expect(events['Product Viewed']).toMatchObject({ events: 2, people: 2 });
  });

  it('tell of a field how often it is there, of what type, and in what bins', () => {
    const { events } = counted(['U#u1', [viewed({ price: 4 }), viewed({ price: '4' }), viewed({ price: null })]]);
    const price = events['Product Viewed']!.fields['price']!;
    expect(price.present).toMatchObject({ count: 2, of: 3 });
    expect(price.types.number).toMatchObject({ count: 1, of: 2 });
    expect(price.types.string).toMatchObject({ count: 1, of: 2 });
    expect(price.bins).toEqual({ [binOf(4)]: 1 });
    expect(price.people).toBe(1);
  });

  it('tell of the products of an order by product, and of people who lack a field too', () => {
    const order = { products: [{ product_id: 'p1', coupon: 'c' }, { product_id: 'x' }] };
    const bought = (userId: string) =>
      anEvent({ userId, name: 'Order Completed', properties: order, messageId: userId });
    const without = anEvent({ userId: 'c', name: 'Order Completed', properties: { products: [{ sku: 'p1' }] } });
    const { events } = counted(['U#a', [bought('a')]], ['U#b', [bought('b')]], ['U#c', [without]]);
    const { fields, unknownItem } = events['Order Completed']!;
    expect(fields['products[].coupon']!.present).toMatchObject({ count: 2, of: 5 });
    expect(unknownItem).toMatchObject({ count: 2, of: 5 });
  });

  it('find what is late, impossible, twice, and out of range', () => {
    const { events } = counted([
      'U#u1',
      [
        viewed({ price: -1 }),
        viewed({ price: 2 }, { atMs: AT - 2 * DAY_MS, clientAtMs: 1 }),
        viewed({ price: 3 }, { atMs: AT + DAY_MS / 2, clientAtMs: 2 }),
        viewed({ price: 4 }, { messageId: 'same', clientAtMs: 3 }),
        viewed({ price: 5 }, { messageId: 'same', clientAtMs: 4 }),
        viewed({ price: 5 }, { messageId: 'again', clientAtMs: 4 }),
      ],
    ]);
    const counts = events['Product Viewed']!;
    expect(counts.late.count).toBe(1);
    expect(counts.impossibleTime.count).toBe(1);
    expect(counts.duplicate.count).toBe(2);
    expect(counts.fields['price']!.outOfRange).toMatchObject({ count: 1, of: 6 });
  });

  it('hold no more names and fields than a shop can have, whatever comes', () => {
    const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const many = Array.from({ length: 400 }, (_, i) =>
      viewed({ [letters(i)]: 1 }, { name: `Event ${letters(i % 300)}`, messageId: `m${i}`, clientAtMs: i }),
    );
    const { events } = counted(['U#u1', many]);
    expect(Object.keys(events)).toHaveLength(101);
    expect(events['(other)']!.events).toBe(200);
    expect(
      Object.keys(counted(['U#u1', many.map((event) => ({ ...event, name: 'One' }))]).events['One']!.fields),
    ).toHaveLength(201);
  });

  it('say nothing that a person sent', () => {
    const said = counted([
      'U#u1',
      [viewed({ 'jo@example.com': 1, order_4711: 2, note: 'secret words' }, { name: 'Bought by +491701234567' })],
    ]);
    expect(JSON.stringify(said)).not.toMatch(/example|4711|secret|4917/);
    expect(said.events[MASKED]).toBeDefined();
  });
});

describe('names and values', () => {
  it.each(['product_id', 'utm_source', 'address2', 'Größe', 'products[].price'.replace('[]', ''), '$device'])(
    'tell a name: %s',
    (name) => expect(tellableName(name)).toBe(name),
  );
  it.each(['a@b.c', 'order-123', '', 'x'.repeat(49), '🙂'])('mask what may be a value: %s', (name) =>
    expect(tellableName(name)).toBe(MASKED),
  );
  it.each([
    ['price', -0.01, true],
    ['price', 0, false],
    ['price', '-3', true],
    ['products[].quantity', 0, true],
    ['quantity', 10_001, true],
    ['quantity', 2, false],
    ['rating', 101, true],
    ['temperature', -5, false],
    ['price', 'free', false],
  ])('know a number that cannot be: %s %s', (field, value, isWrong) =>
    expect(isOutOfRange(field, value)).toBe(isWrong),
  );
  it('bin numbers in their order', () => {
    const numbers = [-1000, -1, -0.001, 0, 0.001, 1, 2, 1000];
    const bins = numbers.map(binOf);
    expect(bins).toEqual(bins.toSorted((a, b) => a - b));
    expect(new Set(bins).size).toBe(numbers.length);
    expect(binOf(0)).toBe(0);
  });
});
