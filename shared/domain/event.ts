import type { Purpose } from './consent.ts';

export const EVENT_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** A person as a caller names one: by the shop's own id, by the device's id, or both. At least one is set. */
export interface PersonRef {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** An immutable fact about a person; the only thing that enters. Shape: Segment's spec, normalised. */
export interface Event extends PersonRef {
  /** Chosen by the client; the same id and time twice is the same event. */
  readonly messageId: string;
  readonly type: EventType;
  /** When it happened by our clock, in ms since 1970: the client's time, corrected by the client's clock error. */
  readonly atMs: number;
  /** The time that the client wrote, uncorrected, in ms since 1970: part of the storage key, so a retry keeps it. */
  readonly clientAtMs: number;
  readonly receivedAtMs: number;
  /** The track event's name, the page's or the screen's. */
  readonly name?: string;
  readonly properties: JsonObject;
  readonly traits: JsonObject;
  readonly context: JsonObject;
  readonly groupId?: string;
  /** alias only: the id that becomes `userId`. */
  readonly previousId?: string;
  /** Purposes that were not granted when it was captured: it is never used for them, whatever is said later. */
  readonly refused?: readonly Purpose[];
  /** Keys that the client sent and this house does not read. */
  readonly extra?: JsonObject;
}

/** The partition of all that is known of a person: the shop's own id wins over the device's. */
export function partitionOf(person: PersonRef): string {
  return person.userId === undefined ? `A#${person.anonymousId}` : `U#${person.userId}`;
}

/** The person whose partition it is. */
export const personOfKey = (partition: string): PersonRef =>
  partition.startsWith('U#') ? { userId: partition.slice(2) } : { anonymousId: partition.slice(2) };

/** An event that could not be taken, kept as it came so that it can be mended and replayed. */
export interface QuarantinedEvent {
  readonly messageId: string;
  readonly receivedAtMs: number;
  readonly code: string;
  /** RFC 6901 pointer into the event. */
  readonly pointer: string;
  readonly reason: string;
  /** The event as the client sent it: JSON text, cut at the event size limit. */
  readonly body: string;
}
