import { type Event, type PersonRef, personKeyOf } from '../../domain/event.ts';

/**
 * Keys of the people table.
 *
 * U#<userId>, A#<anonymousId> / E#<client time, 13 digits>#<messageId>  one event
 *                             / LATE                                    when late events were stored
 *                             / PROFILE                                 consent, and traits set by hand
 *                             / STATE                                   the events that the night folded
 * U#<userId>                  / I#<anonymousId>                         a device of theirs
 * A#<anonymousId>             / ALIAS                                   the user that the device belongs to
 *                             / D#<decisionId>                          a decision made for them
 * D#<decisionId>              / RECEIPT                                 what the decision came from
 * Q#<day>                     / <time received, 13 digits>#<messageId>  a quarantined event
 * S#<keyed hash of an id>     / SUPPRESSED                              an id that must not come back
 *
 * An event's sort key is made from what the client sent, not from the time of arrival: a retry overwrites the
 * event with itself. ALIAS sorts before E#, so a scan learns whose events follow before it meets them. PROFILE sorts
 * after E#, so one Query backwards gives it with the newest events; LATE, PROFILE and STATE are one Query too.
 */
export const personKey = (person: PersonRef): string => personKeyOf(person);
export const eventKey = (event: Event): string => `E#${sortable(event.clientAtMs)}#${event.messageId}`;
export const ALIAS_KEY = 'ALIAS';
export const PROFILE_KEY = 'PROFILE';
export const LATE_KEY = 'LATE';
export const STATE_KEY = 'STATE';
export const SUPPRESSED_KEY = 'SUPPRESSED';
export const deviceKey = (anonymousId: string): string => `I#${anonymousId}`;
export const decisionKey = (decisionId: string): string => `D#${decisionId}`;
export const DECISION_RECORD_KEY = 'RECEIPT';
export const suppressionKey = (keyedHash: string): string => `S#${keyedHash}`;
/** Bounds of all event keys, both inclusive. */
export const EVENT_KEYS = { first: 'E#', last: 'E#~' } as const;
/** Decisions of a person; ids of decisions sort by time. They sort before E#, so that no read for a decision meets them. */
export const DECISION_KEYS = { first: 'D#', last: 'D#~' } as const;
export const DEVICE_KEYS = { first: 'I#', last: 'I#~' } as const;
/** The first key of all events that happened, by the client's clock, at or after then. */
export const eventKeyFrom = (clientAtMs: number): string => `E#${sortable(Math.max(0, clientAtMs))}#`;
/** @param day - UTC, "2026-11-24". */
export const quarantineKey = (day: string): string => `Q#${day}`;
export const quarantineSortKey = (receivedAtMs: number, messageId: string): string =>
  `${sortable(receivedAtMs)}#${messageId}`;

const sortable = (ms: number): string => String(ms).padStart(13, '0');
