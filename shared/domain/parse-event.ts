import { EVENT_TYPES, type Event, type EventType, type JsonObject } from './event.ts';
import { isJsonObject } from './interaction.ts';
import { DAY_MS } from './time.ts';

/** What the request around an event says of it. */
export interface EventEnvelope {
  readonly receivedAtMs: number;
  /** When the client sent the request, by the client's clock; with it, the clock's error is corrected. */
  readonly sentAtMs?: number;
  /** The type that the path names, for events that do not say it themselves. */
  readonly type?: EventType;
  /** The device's id from the request's headers. */
  readonly anonymousId?: string;
  /** The batch's context; the event's own wins key by key. */
  readonly context?: JsonObject;
  /** The id for an event that brings none; the same bytes must give the same id, so that a retry changes nothing. */
  readonly fallbackMessageId: () => string;
  /** Historical events: their times are taken as written, whatever they say of when they were sent. */
  readonly isHistorical?: boolean;
}

export interface EventDefect {
  readonly code: string;
  /** RFC 6901 pointer into the event. */
  readonly pointer: string;
  readonly reason: string;
}

export type ParsedEvent = { readonly event: Event } | { readonly defect: EventDefect };

/** Ids become keys of the store, which caps a sort key at 1,024 bytes. */
export const MAX_ID_LENGTH = 256;
const MAX_NAME_LENGTH = 256;
/** How far ahead of our clock a corrected time may lie: a day covers any time zone taken for UTC. */
const MAX_AHEAD_MS = DAY_MS;

/** Read by name; `_metadata` and `writeKey` are about the delivery and are dropped; all other keys are kept. */
const KNOWN_KEYS = new Set([
  'messageId',
  'type',
  'userId',
  'anonymousId',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'receivedAt',
  'event',
  'name',
  'properties',
  'traits',
  'context',
  'groupId',
  'previousId',
  '_metadata',
  'writeKey',
]);

/**
 * An event as real clients send it, in the one shape that the rest of the house knows. Lenient in what the
 * Segment spec leaves open (null and "" are absent ids, numbers are ids too, traits may stand in the context);
 * what cannot be understood gives a defect and never an error.
 */
export function parseEvent(raw: unknown, envelope: EventEnvelope): ParsedEvent {
  if (!isJsonObject(raw)) return { defect: defect('not_an_object', '', `want a JSON object, got ${kindOf(raw)}`) };
  const type = raw['type'] ?? envelope.type;
  if (!isEventType(type)) {
    const reason = `want one of ${EVENT_TYPES.join(', ')}, got ${told(raw['type'])}`;
    return { defect: defect('unknown_type', '/type', reason) };
  }
  const ids = idsIn(raw, envelope);
  const found = shapeDefect(raw) ?? personDefect(ids) ?? nameDefect(raw, type) ?? aliasDefect(ids, type);
  if (found !== undefined) return { defect: found };
  const times = timesIn(raw, envelope);
  if ('code' in times) return { defect: times };
  return { event: eventOf(raw, type, { ...ids, ...times }, envelope) };
}

function eventOf(raw: JsonObject, type: EventType, known: Ids & Times, envelope: EventEnvelope): Event {
  const { messageId, userId, anonymousId, groupId, previousId, atMs, clientAtMs } = known;
  const context = { ...envelope.context, ...((raw['context'] ?? {}) as JsonObject) };
  const traits = raw['traits'] ?? (type === 'identify' || type === 'group' ? context['traits'] : undefined);
  const name = raw[nameKeyOf(type)];
  const extra = Object.fromEntries(Object.entries(raw).filter(([key]) => !KNOWN_KEYS.has(key)));
  return {
    messageId: messageId ?? envelope.fallbackMessageId(),
    type,
    atMs,
    clientAtMs,
    receivedAtMs: envelope.receivedAtMs,
    properties: (raw['properties'] ?? {}) as JsonObject,
    traits: isJsonObject(traits) ? traits : {},
    context,
    ...(userId !== undefined && { userId }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(groupId !== undefined && { groupId }),
    ...(previousId !== undefined && { previousId }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

// ── Shape, and who it is of ─────────────────────────────────────────────────────────────────────────

function shapeDefect(raw: JsonObject): EventDefect | undefined {
  for (const key of ['properties', 'traits', 'context']) {
    const value = raw[key] ?? {};
    if (!isJsonObject(value)) return defect('wrong_type', `/${key}`, `want an object, got ${kindOf(value)}`);
  }
  for (const key of ID_KEYS) {
    const value = raw[key] ?? '';
    if (typeof value !== 'string' && typeof value !== 'number') {
      return defect('wrong_type', `/${key}`, `want a string, got ${kindOf(value)}`);
    }
    const { length } = String(value);
    if (length > MAX_ID_LENGTH) return defect('id_too_long', `/${key}`, beyond(length, MAX_ID_LENGTH));
  }
  return undefined;
}

const ID_KEYS = ['userId', 'anonymousId', 'messageId', 'groupId', 'previousId'] as const;
type Ids = Readonly<Record<(typeof ID_KEYS)[number], string | undefined>>;

const idsIn = (raw: JsonObject, envelope: EventEnvelope): Ids => ({
  userId: idOf(raw['userId']),
  anonymousId: idOf(raw['anonymousId']) ?? envelope.anonymousId,
  messageId: idOf(raw['messageId']),
  groupId: idOf(raw['groupId']),
  previousId: idOf(raw['previousId']),
});

const personDefect = ({ userId, anonymousId }: Ids): EventDefect | undefined =>
  userId === undefined && anonymousId === undefined
    ? defect('no_person', '/userId', 'want userId or anonymousId; both are absent, null or ""')
    : undefined;

function aliasDefect({ userId, previousId }: Ids, type: EventType): EventDefect | undefined {
  if (type !== 'alias' || (previousId !== undefined && userId !== undefined)) return undefined;
  const pointer = previousId === undefined ? '/previousId' : '/userId';
  return defect('incomplete_alias', pointer, 'alias wants previousId and userId');
}

// ── Name ────────────────────────────────────────────────────────────────────────────────────────────

const nameKeyOf = (type: EventType) => (type === 'track' ? 'event' : 'name');

function nameDefect(raw: JsonObject, type: EventType): EventDefect | undefined {
  const key = nameKeyOf(type);
  const name = raw[key];
  if (type === 'track' && (typeof name !== 'string' || name === '')) {
    return defect('no_event_name', '/event', `want the event's name, got ${told(name)}`);
  }
  if (typeof name !== 'string' || name.length <= MAX_NAME_LENGTH) return undefined;
  return defect('name_too_long', `/${key}`, beyond(name.length, MAX_NAME_LENGTH));
}

// ── Time ────────────────────────────────────────────────────────────────────────────────────────────

type Times = Pick<Event, 'atMs' | 'clientAtMs'>;

function timesIn(raw: JsonObject, envelope: EventEnvelope): Times | EventDefect {
  const { receivedAtMs, isHistorical } = envelope;
  const timeKey = raw['timestamp'] === undefined ? 'originalTimestamp' : 'timestamp';
  const clientAtMs = raw[timeKey] === undefined ? receivedAtMs : timeOf(raw[timeKey]);
  if (clientAtMs === undefined) {
    const reason = `want a time such as "2026-11-24T21:07:33.518Z", got ${told(raw[timeKey])}`;
    return defect('bad_timestamp', `/${timeKey}`, reason);
  }
  const sentAtMs = isHistorical ? undefined : (timeOf(raw['sentAt']) ?? envelope.sentAtMs);
  // Segment's rule: what the client's clock was off when it sent, it was off when the event happened.
  const atMs = sentAtMs === undefined ? clientAtMs : receivedAtMs - (sentAtMs - clientAtMs);
  if (atMs < 0) {
    const reason = 'sentAt and the event’s time are so far apart that it came before 1970';
    return defect('time_before_1970', '/sentAt', reason);
  }
  if (atMs > receivedAtMs + MAX_AHEAD_MS) {
    return defect('time_in_future', `/${timeKey}`, `${told(raw[timeKey])} is more than a day ahead of the server`);
  }
  return { atMs, clientAtMs };
}

/** RFC 3339 text, or milliseconds since 1970; undefined for anything else. Range: what a sort key of 13 digits holds. */
export function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return ms >= 0 && ms < 1e13 ? Math.floor(ms) : undefined;
}

const defect = (code: string, pointer: string, reason: string): EventDefect => ({ code, pointer, reason });

const beyond = (length: number, limit: number): string => `${length} characters exceed the limit of ${limit}`;

const isEventType = (value: unknown): value is EventType => EVENT_TYPES.some((type) => type === value);

function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;

/**
 * A value in a message. A text is told only if it looks like a time: what stands in the wrong field may be somebody's
 * name, address or number.
 */
function told(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'string') return kindOf(value);
  return LIKE_A_TIME.test(value) ? JSON.stringify(value) : `a string of ${value.length} characters`;
}

const LIKE_A_TIME = /^\d{4}-\d{1,2}(-\d{1,2}([T ][\d:.,]{1,15}(Z|[+-]\d\d:?\d\d)?)?)?$/;
