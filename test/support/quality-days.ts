import { type Event, type JsonValue, partitionOf } from '../../shared/domain/event.ts';
import type { Finding, QualityCounts } from '../../shared/domain/quality.ts';
import { baselineWith } from '../../shared/quality/baseline.ts';
import { dayCounts } from '../../shared/quality/day-counts.ts';
import { qualityFindings } from '../../shared/quality/findings.ts';
import type { SimulatedShop } from '../../shared/simulation/shop.ts';
import { eventsByDevice } from './seen-people.ts';

const DAY_MS = 86_400_000;

/**
 * Events as they come in on each day, with what also happens on good days: a few late ones, a few sent twice, and a
 * field that four of ten product pages fill.
 */
export function daysOf(shop: SimulatedShop, random: () => number): readonly (readonly Event[])[] {
  const days = new Map<number, Event[]>();
  for (const events of eventsByDevice(shop).values()) {
    for (const event of events) {
      const receivedAtMs = event.receivedAtMs + (random() < 0.002 ? DAY_MS + 3_600_000 : 0);
      const day = Math.floor(receivedAtMs / DAY_MS);
      const properties =
        event.name === view && random() < 0.4 ? { ...event.properties, list: 'new' } : event.properties;
      const came = { ...event, receivedAtMs, properties };
      const own = days.get(day) ?? [];
      days.set(day, own);
      own.push(came);
      if (random() < 0.002) own.push({ ...came, clientAtMs: came.clientAtMs + 1 });
    }
  }
  return [...days].sort(([a], [b]) => a - b).map(([, events]) => events);
}

/** A day's events as counts. */
export function countsOfDay(events: readonly Event[], items: ReadonlySet<string>): QualityCounts {
  const counts = dayCounts(0, Number.MAX_SAFE_INTEGER);
  const partitions = new Map<string, Event[]>();
  for (const event of events) {
    const key = partitionOf(event);
    const own = partitions.get(key) ?? [];
    partitions.set(key, own);
    own.push(event);
  }
  for (const [partition, own] of partitions) counts.add(partition, own);
  return { ...counts.finish((itemId) => items.has(itemId)), quarantined: {} };
}

/** What a fault makes of an event that it befalls: the events that come instead. */
export interface Fault {
  readonly name: string;
  /** Whether a finding names the fault. */
  isNamedBy(finding: Finding): boolean;
  befall(event: Event): readonly Event[];
  /** Of the events that it may befall, those that it does. */
  readonly share: number;
}

export function withFault(events: readonly Event[], fault: Fault, random: () => number): readonly Event[] {
  return events.flatMap((event) => (random() < fault.share ? fault.befall(event) : [event]));
}

const view = 'Product Viewed';
const onView =
  (change: (properties: Readonly<Record<string, JsonValue>>) => Readonly<Record<string, JsonValue>>) =>
  (event: Event): readonly Event[] =>
    event.name === view ? [{ ...event, properties: change(event.properties) }] : [event];
const named =
  (kind: Finding['kind'], field?: string) =>
  (finding: Finding): boolean =>
    finding.kind === kind && (field === undefined || (finding.event === view && finding.field === field));

/** One fault of each kind; the shares are those of a bug that some of the shop's pages have, not all. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'the currency is left out',
    share: 0.2,
    isNamedBy: named('missing', 'currency'),
    befall: onView(({ currency: _, ...rest }) => rest),
  },
  {
    name: 'the price is empty',
    share: 0.2,
    isNamedBy: named('missing', 'price'),
    befall: onView((properties) => ({ ...properties, price: null })),
  },
  {
    name: 'sent again under its id a second later',
    share: 0.1,
    isNamedBy: named('duplicate'),
    befall: (event) => [event, { ...event, clientAtMs: event.clientAtMs + 1000, atMs: event.atMs + 1000 }],
  },
  {
    name: 'sent again under another id',
    share: 0.1,
    isNamedBy: named('duplicate'),
    befall: (event) => [event, { ...event, messageId: `${event.messageId}-again` }],
  },
  {
    name: 'held back for two days',
    share: 0.1,
    isNamedBy: named('late'),
    befall: (event) => [{ ...event, atMs: event.atMs - 2 * DAY_MS, clientAtMs: event.clientAtMs - 2 * DAY_MS }],
  },
  {
    name: 'a clock that is hours ahead',
    share: 0.1,
    isNamedBy: named('impossible-time'),
    befall: (event) => [{ ...event, atMs: event.atMs + DAY_MS / 4 }],
  },
  {
    name: 'a price below zero',
    share: 0.1,
    isNamedBy: named('out-of-range', 'price'),
    befall: onView((properties) => ({ ...properties, price: -1 })),
  },
  {
    name: 'items that the catalog does not have',
    share: 0.1,
    isNamedBy: named('unknown-item'),
    befall: onView((properties) => ({ ...properties, product_id: 'no-such-item' })),
  },
  {
    name: 'the price as a text',
    share: 0.2,
    isNamedBy: named('type-change', 'price'),
    befall: onView((properties) => ({ ...properties, price: String(properties['price']) })),
  },
  {
    name: 'a field that was never there',
    share: 0.2,
    isNamedBy: named('new-field', 'colour_code'),
    befall: onView((properties) => ({ ...properties, colour_code: 'x' })),
  },
  {
    name: 'a field that four of ten have is gone from most pages',
    share: 0.6,
    isNamedBy: named('presence-shift', 'list'),
    befall: onView(({ list: _, ...rest }) => rest),
  },
  {
    name: 'the price in cents',
    share: 0.7,
    isNamedBy: named('distribution-shift', 'price'),
    befall: onView((properties) => ({ ...properties, price: Number(properties['price']) * 100 })),
  },
];

/** A night after each day; the findings of each, and what it compares with. */
export function nightsOver(days: readonly (readonly Event[])[], items: ReadonlySet<string>) {
  let before: QualityCounts | undefined;
  return days.map((events) => {
    const counts = countsOfDay(events, items);
    const night = { ...qualityFindings(counts, before), before };
    before = baselineWith(before, counts);
    return night;
  });
}
