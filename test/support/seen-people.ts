import type { SeenPerson } from '../../functions/nightly/bots/find-bots.ts';
import { type Event, partitionOf } from '../../shared/domain/event.ts';
import { parseEvent } from '../../shared/domain/parse-event.ts';
import { behaviourOf } from '../../shared/features/bots/behaviour.ts';
import { isSentByBot } from '../../shared/features/bots/user-agent.ts';
import type { SimulatedShop } from '../../shared/simulation/shop.ts';

/** The events of a simulated shop by device, as they are when they have come in. */
export function eventsByDevice(shop: SimulatedShop): ReadonlyMap<string, readonly Event[]> {
  const byDevice = new Map<string, Event[]>();
  for (const raw of shop.events) {
    const receivedAtMs = Date.parse(raw.timestamp);
    const parsed = parseEvent(raw, { receivedAtMs, fallbackMessageId: () => raw.messageId });
    if (!('event' in parsed)) throw new Error(parsed.defect.reason);
    const key = partitionOf({ anonymousId: raw.anonymousId });
    const events = byDevice.get(key);
    if (events === undefined) byDevice.set(key, [parsed.event]);
    else events.push(parsed.event);
  }
  return byDevice;
}

/** What a night sees of each device of a shop. */
export const seenPeople = (shop: SimulatedShop): readonly SeenPerson[] =>
  [...eventsByDevice(shop)].map(([partition, events]) => {
    const behaviour = behaviourOf(events);
    return { partition, isBotByUserAgent: isSentByBot(events), ...(behaviour && { behaviour }) };
  });
