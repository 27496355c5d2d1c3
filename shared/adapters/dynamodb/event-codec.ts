import type { Event } from '../../domain/event.ts';

/** An event as the store keeps it: one JSON text, so that whatever a client sent comes back as it was. */
export const encodeEvent = (event: Event): string => JSON.stringify(event);

export const decodeEvent = (body: unknown): Event => JSON.parse(String(body)) as Event;
