import type { Event } from '../../../shared/domain/event.ts';
import type { Interaction, InteractionKind } from '../../../shared/domain/interaction.ts';
import { anEvent } from '../events.ts';

/** Somebody does something to one item. */
export const anInteraction = (itemId: string, kind: InteractionKind = 'view', atMs = 0): Interaction => ({
  itemId,
  kind,
  atMs,
  quantity: 1,
});

const NAME_OF_KIND: Readonly<Record<InteractionKind, string>> = {
  view: 'Product Viewed',
  click: 'Product Clicked',
  wish: 'Product Added to Wishlist',
  share: 'Product Shared',
  rate: 'Product Reviewed',
  cart: 'Product Added',
  purchase: 'Order Completed',
  uncart: 'Product Removed',
  refund: 'Order Refunded',
};

/** The same as the event that says it, of person "u1". */
export function anInteractionEvent(itemId: string, kind: InteractionKind = 'view', atMs = 1_795_000_000_000): Event {
  const product = { product_id: itemId };
  return anEvent({
    messageId: `${itemId}-${kind}-${atMs}`,
    name: NAME_OF_KIND[kind],
    atMs,
    clientAtMs: atMs,
    receivedAtMs: atMs,
    properties: kind === 'purchase' || kind === 'refund' ? { products: [product] } : product,
  });
}
