import { type Event, personKeyOf, type QuarantinedEvent } from '../../shared/domain/event.ts';
import { isJsonObject } from '../../shared/domain/interaction.ts';
import { type EventDefect, MAX_ID_LENGTH, parseEvent } from '../../shared/domain/parse-event.ts';
import type { IdentityLink } from '../../shared/domain/profile.ts';
import type { Clock, Hash } from '../../shared/ports/system.ts';
import type { QuarantineWriter, TimelineWriter } from '../../shared/ports/timeline.ts';
import { type Delivery, MAX_EVENT_BYTES, type Receipt, type Verdict } from './contract.ts';

export interface CapturePorts {
  readonly timeline: TimelineWriter;
  readonly quarantine: QuarantineWriter;
  readonly clock: Clock;
  readonly hash: Hash;
}

/**
 * Takes a delivery: each event is stored or quarantined, durably, before the receipt is given.
 * A bad event never costs its neighbours.
 */
export const capture =
  ({ timeline, quarantine, clock, hash }: CapturePorts) =>
  async (delivery: Delivery): Promise<Receipt> => {
    const receivedAtMs = delivery.receivedAtMs ?? clock.nowMs();
    const accepted = new Map<string, Event>();
    const quarantined: QuarantinedEvent[] = [];
    const verdicts: Verdict[] = [];

    for (const [index, raw] of delivery.events.entries()) {
      const body = JSON.stringify(raw) ?? '';
      const fallbackMessageId = () => `sha256-${hash.sha256(body).slice(0, 40)}`;
      const parsed =
        utf8Length(body) > MAX_EVENT_BYTES
          ? { defect: tooLarge(utf8Length(body)) }
          : parseEvent(raw, { ...delivery, receivedAtMs, fallbackMessageId });

      if ('defect' in parsed) {
        const messageId = messageIdOf(raw) ?? fallbackMessageId();
        quarantined.push({ ...parsed.defect, messageId, receivedAtMs, body: body.slice(0, MAX_EVENT_BYTES) });
        verdicts.push({ index, messageId, verdict: 'quarantined', ...parsed.defect });
        continue;
      }
      const { event } = parsed;
      const identity = JSON.stringify([personKeyOf(event), event.clientAtMs, event.messageId]);
      if (accepted.has(identity)) verdicts.push({ index, messageId: event.messageId, verdict: 'duplicate' });
      else accepted.set(identity, event);
    }

    const events = [...accepted.values()];
    await Promise.all([timeline.append(events), quarantine.append(quarantined)]);
    for (const link of linksOf(events)) await timeline.link(link);

    return {
      success: true,
      accepted: accepted.size,
      duplicate: delivery.events.length - accepted.size - quarantined.length,
      quarantined: quarantined.length,
      verdicts,
    };
  };

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
