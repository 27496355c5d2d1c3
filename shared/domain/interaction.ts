import type { Event, JsonObject, JsonValue } from './event.ts';

/** What a person can do to an item, in rising order of intent; the order is part of every model's schema. */
export const INTERACTION_KINDS = [
  'view',
  'click',
  'wish',
  'share',
  'rate',
  'cart',
  'purchase',
  'uncart',
  'refund',
] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

/** An event in which a person does something to one item. */
export interface Interaction {
  readonly itemId: string;
  readonly kind: InteractionKind;
  readonly atMs: number;
  readonly quantity: number;
}

/**
 * Event names that are interactions: Segment's e-commerce v2 names, their v1 forms, and GA4's, as `plainName` spells
 * them.
 */
const KIND_OF_NAME: ReadonlyMap<string, InteractionKind> = new Map([
  ['productviewed', 'view'],
  ['viewedproduct', 'view'],
  ['viewitem', 'view'],
  ['productclicked', 'click'],
  ['clickedproduct', 'click'],
  ['selectitem', 'click'],
  ['productadded', 'cart'],
  ['addedproduct', 'cart'],
  ['addtocart', 'cart'],
  ['productremoved', 'uncart'],
  ['removedproduct', 'uncart'],
  ['removefromcart', 'uncart'],
  ['productaddedtowishlist', 'wish'],
  ['addedproducttowishlist', 'wish'],
  ['addtowishlist', 'wish'],
  ['productshared', 'share'],
  ['sharedproduct', 'share'],
  ['productreviewed', 'rate'],
  ['reviewedproduct', 'rate'],
  ['ordercompleted', 'purchase'],
  ['completedorder', 'purchase'],
  ['purchase', 'purchase'],
  ['orderrefunded', 'refund'],
  ['refundedorder', 'refund'],
  ['refund', 'refund'],
]);

/** What the event did to which items: none for an event that is not an interaction, one a product for an order. */
export function interactionsOf(event: Event): readonly Interaction[] {
  const kind = kindOf(event);
  if (kind === undefined) return NO_INTERACTIONS;
  const { atMs, properties } = event;
  const interactions: Interaction[] = [];
  for (const product of productsOf(properties)) {
    const itemId = itemIdOf(product);
    if (itemId !== undefined) interactions.push({ itemId, kind, atMs, quantity: quantityOf(product['quantity']) });
  }
  return interactions;
}

const NO_INTERACTIONS: readonly Interaction[] = [];

/** What an event does to its items, which it may fail to name; undefined for an event that does nothing to items. */
export const kindOf = ({ type, name }: Event): InteractionKind | undefined =>
  type === 'track' && name !== undefined ? kindOfName(name) : undefined;

/** An event's name without what its spellings differ by: `Product Viewed` and `product_viewed` are `productviewed`. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[ _]/g, '');

/** Spellings that were met: a shop writes a few names millions of times. */
const KIND_OF_SPELLING = new Map<string, InteractionKind | undefined>();
const MAX_SPELLINGS = 1000;
/** The spelling that was asked for last: each event is asked for by many. */
let lastSpelling = '';
let kindOfLast: InteractionKind | undefined;

function kindOfName(name: string): InteractionKind | undefined {
  if (name === lastSpelling) return kindOfLast;
  kindOfLast = kindOfSpelling(name);
  lastSpelling = name;
  return kindOfLast;
}

function kindOfSpelling(name: string): InteractionKind | undefined {
  if (KIND_OF_SPELLING.has(name)) return KIND_OF_SPELLING.get(name);
  const kind = KIND_OF_NAME.get(plainName(name));
  if (KIND_OF_SPELLING.size < MAX_SPELLINGS) KIND_OF_SPELLING.set(name, kind);
  return kind;
}

/** Segment and RudderStack list an order's items under `products`, GA4 under `items`; the other events are one product. */
export function productsOf(properties: JsonObject): readonly JsonObject[] {
  const list = properties['products'] ?? properties['items'];
  return Array.isArray(list) ? list.filter(isJsonObject) : [properties];
}

/** The item that an event's product is. */
export function itemIdOf(product: JsonObject): string | undefined {
  const id = product['product_id'] ?? product['productId'] ?? product['item_id'] ?? product['sku'] ?? product['id'];
  if (typeof id === 'string' && id !== '') return id;
  return typeof id === 'number' ? String(id) : undefined;
}

/** A quantity that is missing or makes no sense counts as one. */
export function quantityOf(value: JsonValue | undefined): number {
  const quantity = typeof value === 'string' ? Number(value) : value;
  return typeof quantity === 'number' && Number.isInteger(quantity) && quantity > 0 ? quantity : 1;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
