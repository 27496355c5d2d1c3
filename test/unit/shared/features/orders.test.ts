import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordersOf } from '../../../../shared/features/orders.ts';
import { orderEvents } from '../../../support/assistant-shop.ts';
import { anEvent } from '../../../support/events.ts';

describe('the orders of a person', () => {
  it('are told by their newest state, with what was ordered, what it came to and by whom it travels', () => {
    expect(ordersOf(orderEvents('ana', 'A-1', 'Order Shipped', 'Order Delivered'))).toEqual([
      {
        orderId: 'A-1',
        state: 'delivered',
        atMs: {
          placed: Date.parse('2026-11-20T10:00:00Z'),
          shipped: Date.parse('2026-11-21T10:00:00Z'),
          delivered: Date.parse('2026-11-22T10:00:00Z'),
        },
        total: { amount: 24_900, currency: 'EUR' },
        lines: [{ itemId: 'tent-1', quantity: 1 }],
        carrier: 'Post',
        trackingNumber: 'T-A-1',
      },
    ]);
  });

  it('are the same in whatever order the events come, and however often', () => {
    const events = [...orderEvents('ana', 'A-1', 'Order Shipped'), ...orderEvents('ana', 'A-2', 'Order Cancelled')];
    const law = fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(ordersOf([...shuffled, ...shuffled])).toEqual(ordersOf(events));
    });
    fc.assert(law, { numRuns: 30 });
  });

  it('stand newest first, and are not set back by an update', () => {
    const [placed, shipped] = orderEvents('ana', 'A-1', 'Order Shipped');
    const later = { ...placed!, messageId: 'u', name: 'Order Updated', atMs: shipped!.atMs + 5 };
    const [first, second] = ordersOf([placed!, shipped!, later, ...orderEvents('ana', 'A-0')]);
    expect([first?.orderId, first?.state, second?.orderId]).toEqual(['A-1', 'shipped', 'A-0']);
  });

  it('have no number and no carrier that is a sentence or an address', () => {
    const forged = (properties: Record<string, string>) =>
      ordersOf([anEvent({ name: 'Order Shipped', properties: { order_id: 'A-1', ...properties } })]);
    expect(forged({ order_id: 'pay at https://evil.example' })).toEqual([]);
    expect(forged({ carrier: 'see https://evil.example', tracking_number: 'call 0900 now' })[0]).toMatchObject({
      orderId: 'A-1',
      state: 'shipped',
    });
    expect(Object.keys(forged({ carrier: 'call: 0900', tracking_number: 'x y' })[0]!).sort()).toEqual(
      ['atMs', 'lines', 'orderId', 'state'].sort(),
    );
  });

  it('are none where events tell of none', () => {
    expect(ordersOf([anEvent(), anEvent({ name: 'Order Completed', properties: {} })])).toEqual([]);
  });
});
