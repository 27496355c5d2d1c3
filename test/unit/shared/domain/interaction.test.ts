import { describe, expect, it } from 'vitest';
import type { Event, JsonObject } from '../../../../shared/domain/event.ts';
import { interactionsOf } from '../../../../shared/domain/interaction.ts';

const track = (name: string, properties: JsonObject): Event => ({
  messageId: 'm',
  type: 'track',
  name,
  userId: 'u',
  atMs: 5,
  clientAtMs: 5,
  receivedAtMs: 6,
  properties,
  traits: {},
  context: {},
});

describe('interactionsOf', () => {
  it.each([
    ['Product Viewed', 'view'],
    ['Viewed Product', 'view'],
    ['view_item', 'view'],
    ['Product Added', 'cart'],
    ['add_to_cart', 'cart'],
    ['Product Removed', 'uncart'],
    ['Product Reviewed', 'rate'],
  ])('reads %s as %s', (name, kind) => {
    expect(interactionsOf(track(name, { product_id: 'p1' }))).toEqual([{ itemId: 'p1', kind, atMs: 5, quantity: 1 }]);
  });

  it('gives one purchase a product of an order, Segment’s or GA4’s', () => {
    const segment = track('Order Completed', { products: [{ product_id: 'a', quantity: 2 }, { sku: 'b' }, 'odd'] });
    const ga4 = track('purchase', { items: [{ item_id: 'a' }] });

    expect(interactionsOf(segment).map(({ itemId, quantity }) => [itemId, quantity])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(interactionsOf(ga4)).toMatchObject([{ itemId: 'a', kind: 'purchase' }]);
  });

  it('finds none in events that are not about an item', () => {
    expect(interactionsOf(track('Products Searched', { query: 'x' }))).toEqual([]);
    expect(interactionsOf(track('Product Viewed', {}))).toEqual([]);
    expect(interactionsOf({ ...track('Product Viewed', { product_id: 'a' }), type: 'page' })).toEqual([]);
  });
});
