import { type ConsentRegister, mergedConsent } from '../../shared/domain/consent.ts';
import { type Event, partitionOf, type QuarantinedEvent } from '../../shared/domain/event.ts';
import type { IdentityLink } from '../../shared/domain/identity-link.ts';
import { isJsonObject } from '../../shared/domain/interaction.ts';
import { type EventDefect, MAX_ID_LENGTH, parseEvent } from '../../shared/domain/parse-event.ts';
import { contextOfEvent } from '../../shared/features/context.ts';
import type { Clock, Hash } from '../../shared/ports/system.ts';
import type { QuarantineWriter, TimelineWriter } from '../../shared/ports/timeline.ts';
import { REFUSED_BY_GPC } from '../../shared/privacy/consent.ts';
import { consentOfContext, statementsOf } from '../../shared/privacy/consent-categories.ts';
import { type Delivery, MAX_EVENT_BYTES, type Receipt, type Verdict } from './contract.ts';
import { type GatePorts, openGate, type Subject } from './gate.ts';

export interface CapturePorts extends GatePorts {
  readonly timeline: TimelineWriter;
  readonly quarantine: QuarantineWriter;
  readonly clock: Clock;
  readonly hash: Hash;
}

/**
 * Takes a delivery: each event is stored or quarantined, durably, before the receipt is given, or declined, because the
 * person does not want it stored. A bad event never costs its neighbours.
 */
export const capture =
  ({ timeline, quarantine, clock, hash, ...gatePorts }: CapturePorts) =>
  async (delivery: Delivery): Promise<Receipt> => {
    const receivedAtMs = delivery.receivedAtMs ?? clock.nowMs();
    const arrivals = delivery.events.map((raw) => arrivalOf(raw, delivery, receivedAtMs, hash));
    const gate = await openGate(
      arrivals.map(({ subject }) => subject),
      delivery.gpc === true,
      gatePorts,
    );
    const accepted = new Map<string, Event>();
    const quarantined: QuarantinedEvent[] = [];
    const verdicts: Verdict[] = [];

    for (const [index, { subject, ...arrival }] of arrivals.entries()) {
      const { messageId } = arrival.event ?? arrival.quarantined;
      const passage = gate.pass(subject);
      if ('declined' in passage) {
        verdicts.push({ index, messageId, verdict: 'declined', code: passage.declined });
      } else if (arrival.event === undefined) {
        const { code, pointer, reason } = arrival.quarantined;
        quarantined.push(arrival.quarantined);
        verdicts.push({ index, messageId, verdict: 'quarantined', code, pointer, reason });
      } else {
        const { event } = arrival;
        const { refused } = passage;
        const identity = JSON.stringify([partitionOf(event), event.clientAtMs, messageId]);
        if (accepted.has(identity)) verdicts.push({ index, messageId, verdict: 'duplicate' });
        else accepted.set(identity, refused.length > 0 ? { ...event, refused } : event);
      }
    }

    const events = [...accepted.values()];
    await Promise.all([gate.keepStatements(), timeline.append(events), quarantine.append(quarantined)]);
    for (const link of linksOf(events)) await timeline.link(link);

    const countOf = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).length;
    return {
      success: true,
      accepted: accepted.size,
      duplicate: countOf('duplicate'),
      quarantined: quarantined.length,
      declined: countOf('declined'),
      verdicts,
    };
  };

/** What came: an event or what is wrong with it, and of whom it is. */
type Arrival = { readonly subject: Subject } & (
  | { readonly event: Event }
  | { readonly event?: never; readonly quarantined: QuarantinedEvent }
);

function arrivalOf(raw: unknown, delivery: Delivery, receivedAtMs: number, hash: Hash): Arrival {
  const body = JSON.stringify(raw) ?? '';
  const fallbackMessageId = () => `sha256-${hash.sha256(body).slice(0, 40)}`;
  const parsed =
    utf8Length(body) > MAX_EVENT_BYTES
      ? { defect: tooLarge(utf8Length(body)) }
      : parseEvent(raw, { ...delivery, receivedAtMs, fallbackMessageId });
  if ('event' in parsed) return { event: parsed.event, subject: subjectOf(parsed.event, delivery) };
  const messageId = messageIdOf(raw) ?? fallbackMessageId();
  const quarantined = { ...parsed.defect, messageId, receivedAtMs, body: body.slice(0, MAX_EVENT_BYTES) };
  return { quarantined, subject: subjectOfDefective(raw, delivery, receivedAtMs) };
}

function subjectOf(event: Event, { gpc }: Delivery): Subject {
  const { userId, anonymousId, previousId, context, atMs, receivedAtMs } = event;
  // A clock that runs ahead must not make a statement that no later one can take back.
  const said = consentOfContext(context, Math.min(atMs, receivedAtMs));
  return {
    userId,
    anonymousId,
    ...(event.type === 'alias' && { previousId }),
    said: gpc ? mergedConsent(said, saidByGpc(receivedAtMs)) : said,
    market: contextOfEvent(event).market,
    isStatement: true,
  };
}

const saidByGpc = (atMs: number): ConsentRegister =>
  statementsOf(
    Array.from(REFUSED_BY_GPC, (purpose) => [purpose, false]),
    atMs,
    'gpc',
  );

/** Whoever can be told from what could not be understood. */
function subjectOfDefective(raw: unknown, delivery: Delivery, receivedAtMs: number): Subject {
  const fields = isJsonObject(raw) ? raw : {};
  const own = fields['context'] ?? {};
  const context = { ...delivery.context, ...(isJsonObject(own) ? own : {}) };
  const [userId, anonymousId, previousId] = ['userId', 'anonymousId', 'previousId'].map((key) => idOf(fields[key]));
  return {
    userId,
    anonymousId: anonymousId ?? delivery.anonymousId,
    previousId,
    said: consentOfContext(context, receivedAtMs),
    market: contextOfEvent({ context, atMs: receivedAtMs }).market,
    isStatement: false,
  };
}

/** Of ids that are too long to be anybody's, nothing is known. */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH ? value : undefined;
}

/** Which devices turn out to belong to whom: said by identify with both ids, and by alias. The newest word counts. */
function linksOf(events: readonly Event[]): readonly IdentityLink[] {
  const links = new Map<string, IdentityLink>();
  for (const { type, userId, anonymousId, previousId, messageId, receivedAtMs } of events) {
    const device = type === 'identify' ? anonymousId : type === 'alias' ? previousId : undefined;
    if (userId === undefined || device === undefined) continue;
    links.set(device, { anonymousId: device, userId, linkedAtMs: receivedAtMs, messageId });
  }
  return [...links.values()];
}

function messageIdOf(raw: unknown): string | undefined {
  const id = isJsonObject(raw) ? raw['messageId'] : undefined;
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH ? id : undefined;
}

const tooLarge = (bytes: number): EventDefect => ({
  code: 'event_too_large',
  pointer: '',
  reason: `${bytes} bytes exceed the limit of ${MAX_EVENT_BYTES}`,
});

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair makes 2 of the pair's 4 bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
