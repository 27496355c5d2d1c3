import { type Event, partitionOf, personOfPartition } from '../../domain/event.ts';
import type { RelationAddress, RelationKind } from '../../domain/relation.ts';

/**
 * Keys of the people table.
 *
 * U#<userId>, A#<anonymousId> / B#FLAG                                  whether they are a bot, and who says so
 *                             / C#to#<kind>#<userId>                    that they know somebody, or C#from#…: are known
 *                             / CLAIMS                                  offers that they were given, which caps count
 *                             / CONTACTS                                what they were told lately, and dead addresses
 *                             / D#<decisionId>                          a decision made for them
 *                             / E#<client time, 13 digits>#<messageId>  one event
 *                             / FRIENDS                                 items that those whom they know chose
 *                             / LATE                                    when late events were stored
 *                             / PREDICTIONS                             what the night foresees
 *                             / PROFILE                                 consent, and traits set by hand
 *                             / SEGMENTS                                those that only the night finds the person in
 *                             / STATE                                   the events that the night folded
 *                             / TALK#<conversationId>                   what they said to the assistant
 *                             / TOLD#<time, 13 digits>#<messageId>      what became of a message
 *                             / TOSEND#<messageId>                      a message that may not be sent to them yet
 *                             / TOSHOW#<messageId>                      a message that waits for them on the site
 *                             / WAIT#<campaignId>                       where they are in a campaign
 * U#<userId>                  / I#<anonymousId>                         a device of theirs
 * A#<anonymousId>             / ALIAS                                   the user that the device belongs to
 * D#<decisionId>              / ACTION                                  what the choice of an action came from
 *                             / RECEIPT                                 what the decision came from
 * F#<day>                     / <partition>                             whom a night took for a bot
 * HANDOFFS                    / <conversationId>                        that a person of the shop is to take it over, and whose it is
 * Q#<day>                     / <time received, 13 digits>#<messageId>  a quarantined event
 *                             / R#<SHA-256 of a messageId>              that it was replayed and accepted
 * S#<keyed hash of an id>     / SUPPRESSED                              an id that must not come back
 * T#<id of a link>            / SPENT                                   a link that was used; its id says nothing of a person
 * REQUESTS                    / <requestId>                             a privacy request, without any id of a person
 *                             / OPEN#<requestId>                        the ids that it is about, while it is open
 *
 * An event's sort key is made from what the client sent, not from the time of arrival: a retry overwrites the
 * event with itself. ALIAS, B#FLAG and C# sort before E#, so a scan learns whose events follow before it meets them, and
 * what is said of them. PROFILE sorts after E#, so one Query backwards gives it and FRIENDS with the newest events; from LATE to
 * STATE is one Query too.
 */
export const eventKey = (event: Event): string => `E#${sortable(event.clientAtMs)}#${event.messageId}`;
export const ALIAS_KEY = 'ALIAS';
export const FLAG_KEY = 'B#FLAG';
export const PROFILE_KEY = 'PROFILE';
export const FRIENDS_KEY = 'FRIENDS';
export const LATE_KEY = 'LATE';
export const PREDICTIONS_KEY = 'PREDICTIONS';
export const SEGMENTS_KEY = 'SEGMENTS';
export const STATE_KEY = 'STATE';
export const CLAIMS_KEY = 'CLAIMS';
export const CONTACTS_KEY = 'CONTACTS';
const HELD = 'TOSEND#';
export const heldMessageKey = (messageId: string): string => HELD + messageId;
export const messageOfHeld = (sortKey: string): string => sortKey.slice(HELD.length);
export const siteMessageKey = (messageId: string): string => `TOSHOW#${messageId}`;
export const SITE_MESSAGE_KEYS = { first: 'TOSHOW#', last: 'TOSHOW#~' } as const;
export const toldKey = (atMs: number, messageId: string): string => `TOLD#${sortable(atMs)}#${messageId}`;
/** A conversation sorts after STATE, so that no read for a decision or a profile meets it. */
export const conversationKey = (conversationId: string): string => `TALK#${conversationId}`;
const CONVERSATION_ROW = /^TALK#(.+)$/s;
export const HANDOFFS_KEY = 'HANDOFFS';
export const HANDOFF_KEYS = { first: '0', last: '~' } as const;
/** Where the conversation of a row of a person's partition is listed once it is handed over; undefined: another sort. */
export function handoffOfRow(sk: string): { readonly pk: string; readonly sk: string } | undefined {
  const conversationId = CONVERSATION_ROW.exec(sk)?.[1];
  return conversationId === undefined ? undefined : { pk: HANDOFFS_KEY, sk: conversationId };
}
export const SUPPRESSED_KEY = 'SUPPRESSED';
export const deviceKey = (anonymousId: string): string => `I#${anonymousId}`;
export const SPENT_KEY = 'SPENT';
export const spentKey = (tokenId: string): string => `T#${tokenId}`;
export const decisionKey = (decisionId: string): string => `D#${decisionId}`;
export const DECISION_RECORD_KEY = 'RECEIPT';
export const ACTION_RECORD_KEY = 'ACTION';
/** In a person's partition, of a decision whose id says no time: after the same beginning as ids that do. */
export const keyedDecisionKey = (decisionId: string, decidedAtMs: number): string => {
  const time = decidedAtMs.toString(16).padStart(12, '0');
  return `D#${time.slice(0, 8)}-${time.slice(8)}#${decisionId}`;
};
export const suppressionKey = (keyedHash: string): string => `S#${keyedHash}`;
/** A relation lies with both, so that what is asked or erased of either meets it. */
export const relationKeys = ({
  from,
  to,
  kind,
}: RelationAddress): readonly { readonly pk: string; readonly sk: string }[] => [
  { pk: partitionOf({ userId: from }), sk: `C#to#${kind}#${to}` },
  { pk: partitionOf({ userId: to }), sk: `C#from#${kind}#${from}` },
];
const RELATION_ROW = /^C#(to|from)#([^#]+)#(.+)$/s;
/** Which relation a row of a person's partition says; undefined: the row is of another sort. */
export function relationOfRow(pk: string, sk: string): RelationAddress | undefined {
  const [, side, kind, other = ''] = RELATION_ROW.exec(sk) ?? [];
  const own = personOfPartition(pk).userId;
  if (side === undefined || own === undefined) return undefined;
  const [from, to] = side === 'to' ? [own, other] : [other, own];
  return { from, to, kind: kind as RelationKind };
}
/** Bounds of a user's relations, both inclusive. */
export const RELATION_KEYS = { first: 'C#', last: 'C#~' } as const;
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

/** Bounds of what is quarantined on a day, both inclusive. */
export const QUARANTINED_KEYS = { first: '0', last: '9~' } as const;
export const replayedKey = (fingerprint: string): string => `R#${fingerprint}`;

/** A journey sorts after STATE, so that no read for a decision or a profile meets it. */
export const journeyKey = (campaignId: string): string => `WAIT#${campaignId}`;
const JOURNEY_ROW = /^WAIT#(.+)$/;
/** Whose campaign the journey of a row is in; undefined: the row is of another sort. */
export const campaignOfJourney = (sortKey: string): string | undefined => JOURNEY_ROW.exec(sortKey)?.[1];

const sortable = (ms: number): string => String(ms).padStart(13, '0');
/** @param day - UTC, "2026-11-24". */
export const flaggedDayKey = (day: string): string => `F#${day}`;
export const REQUESTS_KEY = 'REQUESTS';
export const OPEN_REQUEST_KEYS = { first: 'OPEN#', last: 'OPEN#~' } as const;
export const openRequestKey = (requestId: string): string => `OPEN#${requestId}`;
/** A decision in a person's partition; its record is in a partition of its own, named by the decision's id. */
const DECISION_ROW = /^D#(?:.*#)?([^#]+)$/;
export const decisionPartition = (sortKey: string): string | undefined => {
  const decisionId = DECISION_ROW.exec(sortKey)?.[1];
  return decisionId === undefined ? undefined : `D#${decisionId}`;
};
