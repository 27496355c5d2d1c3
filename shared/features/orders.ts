import type { Event, JsonObject, JsonValue } from '../domain/event.ts';
import { itemIdOf, plainName, productsOf, quantityOf } from '../domain/interaction.ts';
import { currencyOf, minorUnits } from '../domain/money.ts';

/** What may become of an order, in the order in which it mostly does. */
export const ORDER_STATES = ['placed', 'shipped', 'delivered', 'cancelled', 'refunded'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** An order as the person’s own events tell it. */
export interface Order {
  readonly orderId: string;
  /** What happened last. */
  readonly state: OrderState;
  /** When, in ms since 1970; of each that happened. */
  readonly atMs: Readonly<Partial<Record<OrderState, number>>>;
  readonly total?: { readonly amount: number; readonly currency: string };
  readonly lines: readonly { readonly itemId: string; readonly quantity: number }[];
  readonly carrier?: string;
  readonly trackingNumber?: string;
}

/** Segment’s names and GA4’s, and what shops add to them, as `plainName` spells them. */
const STATE_OF_NAME: ReadonlyMap<string, OrderState> = new Map([
  ['ordercompleted', 'placed'],
  ['completedorder', 'placed'],
  ['orderplaced', 'placed'],
  ['purchase', 'placed'],
  ['orderupdated', 'placed'],
  ['ordershipped', 'shipped'],
  ['shippedorder', 'shipped'],
  ['orderfulfilled', 'shipped'],
  ['orderdelivered', 'delivered'],
  ['ordercancelled', 'cancelled'],
  ['ordercanceled', 'cancelled'],
  ['cancelledorder', 'cancelled'],
  ['orderrefunded', 'refunded'],
  ['refundedorder', 'refunded'],
  ['refund', 'refunded'],
]);

/** What else stands in such a field is a sentence and no name: it is told to nobody. */
const CODE = /^[\p{L}\p{N}][\p{L}\p{N}#._/-]{0,63}$/u;
const CARRIER = /^[\p{L}\p{N}][\p{L}\p{N} &.-]{0,39}$/u;

/**
 * The orders that events tell of, newest first, equal ones by id. Events without an order’s id tell of none; of several of
 * one state the newest counts. The same events in any order give the same.
 */
export function ordersOf(events: readonly Event[]): readonly Order[] {
  const orders = new Map<string, Order>();
  for (const event of [...events].sort((a, b) => a.atMs - b.atMs || (a.messageId < b.messageId ? -1 : 1))) {
    const state = event.type === 'track' ? STATE_OF_NAME.get(plainName(event.name ?? '')) : undefined;
    const orderId = codeOf(event.properties, CODE, 'order_id', 'orderId', 'transaction_id');
    if (state === undefined || orderId === undefined) continue;
    orders.set(orderId, toldBy(event, state, orders.get(orderId) ?? { orderId, state, atMs: {}, lines: [] }));
  }
  return [...orders.values()].sort((a, b) => newest(b) - newest(a) || (a.orderId < b.orderId ? -1 : 1));
}

/** Names of the events that tell of orders, as `plainName` spells them. */
export const isOfOrder = ({ name }: Event): boolean => STATE_OF_NAME.has(plainName(name ?? ''));

const newest = ({ atMs }: Order): number => Math.max(...Object.values(atMs));

function toldBy({ atMs, properties }: Event, state: OrderState, before: Order): Order {
  const currency = currencyOf(properties['currency']);
  const amount =
    currency === undefined
      ? undefined
      : minorUnits(properties['total'] ?? properties['value'] ?? properties['revenue'], currency);
  const carrier = codeOf(properties, CARRIER, 'carrier', 'shipping_carrier');
  const trackingNumber = codeOf(properties, CODE, 'tracking_number', 'trackingNumber');
  const isPlacing = state === 'placed';
  const lines = isPlacing ? linesOf(properties) : [];
  return {
    ...before,
    // A later change of an order takes no state back.
    state: isPlacing && before.atMs.placed !== undefined ? before.state : state,
    atMs: { ...before.atMs, [state]: isPlacing ? (before.atMs.placed ?? atMs) : atMs },
    lines: lines.length > 0 ? lines : before.lines,
    ...(isPlacing && currency !== undefined && amount !== undefined && amount >= 0 && { total: { amount, currency } }),
    ...(carrier !== undefined && { carrier }),
    ...(trackingNumber !== undefined && { trackingNumber }),
  };
}

const linesOf = (properties: JsonObject): Order['lines'] =>
  productsOf(properties).flatMap((product) => {
    const itemId = itemIdOf(product);
    return itemId === undefined ? [] : [{ itemId, quantity: quantityOf(product['quantity']) }];
  });

function codeOf(properties: JsonObject, form: RegExp, ...names: readonly string[]): string | undefined {
  const value: JsonValue | undefined = names.map((name) => properties[name]).find((it) => it !== undefined);
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  return form.test(text) ? text : undefined;
}
