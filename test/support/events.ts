import type { Event } from '../../shared/domain/event.ts';

/** A page view of person "u1", unless said otherwise. */
export const anEvent = (fields: Partial<Event> = {}): Event => ({
  messageId: 'm1',
  type: 'track',
  name: 'Product Viewed',
  userId: 'u1',
  atMs: 1_795_000_000_000,
  clientAtMs: 1_795_000_000_000,
  receivedAtMs: 1_795_000_000_500,
  properties: { product_id: 'p1' },
  traits: {},
  context: {},
  ...fields,
});

/** The same of a device that nobody owns yet. */
export function anAnonymousEvent(anonymousId: string, fields: Partial<Event> = {}): Event {
  const { userId: _, ...event } = anEvent({ anonymousId, ...fields });
  return event;
}
