import type { JsonObject } from './event.ts';

/** The order that an event is about, as Segment and GA4 name it; undefined: it does not say. */
export function orderIdOf(properties: JsonObject): string | undefined {
  const id = properties['order_id'] ?? properties['orderId'] ?? properties['transaction_id'];
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}
