import { MalformedInputError } from '../../shared/domain/errors.ts';
import type { EventType, JsonObject, JsonValue } from '../../shared/domain/event.ts';
import { isJsonObject } from '../../shared/domain/interaction.ts';
import { timeOf } from '../../shared/domain/parse-event.ts';

/** The limits that Segment documents; its clients keep to them. */
export const MAX_EVENT_BYTES = 32 * 1024;
export const MAX_BATCH_BYTES = 500 * 1024;
export const MAX_BATCH_EVENTS = 2500;
/** An import is one request of a server, so only what a Lambda may receive bounds it. */
export const MAX_IMPORT_BYTES = 5 * 1024 * 1024;
export const MAX_IMPORT_EVENTS = 10_000;

/** Events as they came, and what the request says of all of them. */
export interface Delivery {
  readonly events: readonly unknown[];
  readonly sentAtMs?: number;
  readonly type?: EventType;
  readonly context?: JsonObject;
  readonly anonymousId?: string;
  /** Times are taken as written. */
  readonly isHistorical?: boolean;
  /** The request bore the browser's Global Privacy Control. */
  readonly gpc?: boolean;
  /** When they came, if that was not now. */
  readonly receivedAtMs?: number;
}

/** `success` is what Segment's clients look for; the rest is Rapport's verdict on every event. */
export interface Receipt {
  readonly success: true;
  readonly accepted: number;
  /** Repeated within this request. One repeated across requests is accepted again, and changes nothing. */
  readonly duplicate: number;
  readonly quarantined: number;
  /** Not stored, because the person does not want it. */
  readonly declined: number;
  /** One for each event that was not accepted, by its place in the request. */
  readonly verdicts: readonly Verdict[];
}

export interface Verdict {
  readonly index: number;
  readonly messageId: string;
  readonly verdict: 'duplicate' | 'quarantined' | 'declined';
  readonly code?: string;
  readonly pointer?: string;
  readonly reason?: string;
}

/**
 * One event in the body.
 * @throws MalformedInputError when the body is no object, or larger than one event may be (400, as Segment answers).
 */
export function singleDelivery(body: unknown, bytes: number, type: EventType): Delivery {
  if (!isJsonObject(body)) throw new MalformedInputError('the body must be a JSON object: one event');
  if (bytes > MAX_EVENT_BYTES) throw tooLarge('event', bytes, MAX_EVENT_BYTES);
  return { ...envelopeOf(body), events: [body], type };
}

/** @throws MalformedInputError when the body has no `batch` array, or exceeds the limits (400, as Segment answers). */
export function batchDelivery(body: unknown, bytes: number): Delivery {
  if (bytes > MAX_BATCH_BYTES) throw tooLarge('batch', bytes, MAX_BATCH_BYTES);
  return manyDelivery(body, MAX_BATCH_EVENTS);
}

/** Historical events; the clock that wrote their times is not corrected. */
export function importDelivery(body: unknown, bytes: number): Delivery {
  if (bytes > MAX_IMPORT_BYTES) throw tooLarge('import', bytes, MAX_IMPORT_BYTES);
  return { ...manyDelivery(body, MAX_IMPORT_EVENTS), isHistorical: true };
}

/** What to do to a quarantined event before it is taken again. */
export type Mending =
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'patch'; readonly patch: JsonValue };

/**
 * @param read - gives the body's JSON; not called where there is no body.
 * @throws MalformedInputError when the body is larger than an event may be.
 */
export function mendingOf(contentType: string, bytes: number, read: () => unknown): Mending | undefined {
  if (bytes === 0) return undefined;
  if (bytes > MAX_EVENT_BYTES) throw tooLarge('event', bytes, MAX_EVENT_BYTES);
  const body = read() as JsonValue;
  return contentType.startsWith('application/merge-patch+json')
    ? { kind: 'patch', patch: body }
    : { kind: 'event', event: body };
}

function manyDelivery(body: unknown, maxEvents: number): Delivery {
  const events = isJsonObject(body) ? body['batch'] : undefined;
  if (!isJsonObject(body) || !Array.isArray(events)) {
    throw new MalformedInputError('the body must be a JSON object with an array "batch"');
  }
  if (events.length > maxEvents) {
    throw new MalformedInputError(`${events.length} events in one request exceed the limit of ${maxEvents}`);
  }
  return { ...envelopeOf(body), events };
}

function envelopeOf(body: JsonObject): Omit<Delivery, 'events'> {
  const { sentAt, context } = body;
  const sentAtMs = timeOf(sentAt);
  return {
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(isJsonObject(context) && Array.isArray(body['batch']) && { context }),
  };
}

const tooLarge = (what: string, bytes: number, limit: number): MalformedInputError =>
  new MalformedInputError(`the ${what} has ${bytes} bytes; the limit is ${limit}`);
