import type { Event, JsonObject, PersonRef } from '../../shared/domain/event.ts';
import { seededRandom } from '../../shared/math/random.ts';

const DAY_MS = 86_400_000;
const CATEGORIES = ['Shoes > Running', 'Shoes > Hiking', 'Tea', '__proto__', 'Garten > Möbel', 'constructor'];
const BRANDS = ['Corner Roast', 'Fell', 'Øre', 'toString'];
const ZONES = ['Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Nowhere/Else', undefined];
const CURRENCIES = ['EUR', 'EUR', 'JPY', 'KWD', 'usd', '?'];

/** What one person might have done in 60 days before `endAtMs`: of all kinds of event, in no order. */
export function someTimeline(person: PersonRef, seed: number, count: number, endAtMs: number): readonly Event[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(values: readonly T[]): T => values[below(values.length)]!;
  return Array.from({ length: count }, (_, i): Event => {
    const clientAtMs = endAtMs - below(60 * DAY_MS);
    const zone = one(ZONES);
    const [type, name, properties, traits] = somethingDone(one, below);
    return {
      ...person,
      messageId: `m${below(3)}-${i}`,
      type,
      ...(name !== undefined && { name }),
      atMs: clientAtMs + below(3000),
      clientAtMs,
      receivedAtMs: clientAtMs + 500,
      properties,
      traits,
      context: {
        locale: one(['de-DE', 'en-GB', 'fr']),
        userAgent: one(['Mozilla/5.0 (iPhone) Mobile', 'Mozilla/5.0 (Windows NT 10.0)']),
        ...(zone !== undefined && { timezone: zone }),
      },
      ...(below(20) === 0 && { refused: ['profiling'] as const }),
    };
  });
}

type Done = readonly [type: Event['type'], name: string | undefined, properties: JsonObject, traits: JsonObject];

function somethingDone(one: <T>(values: readonly T[]) => T, below: (limit: number) => number): Done {
  const product = (): JsonObject => ({
    product_id: `i${below(40)}`,
    category: below(4) === 0 ? `Odd ${below(80)}` : one(CATEGORIES),
    brand: one(BRANDS),
    price: below(30_000) / 100,
    currency: one(CURRENCIES),
  });
  switch (below(12)) {
    case 0:
      return [
        'track',
        'Order Completed',
        {
          revenue: below(99_999) / 100,
          currency: one(CURRENCIES),
          products: [product(), product()],
          ...one<JsonObject>([{}, { coupon: 'TEN' }, { discount: below(3) }]),
        },
        {},
      ];
    case 1:
      return ['track', 'Order Refunded', { total: String(below(5000) / 100), currency: 'EUR' }, {}];
    case 2:
      return ['track', 'Products Searched', { query: `Query ${below(40)}` }, {}];
    case 3:
      return ['track', 'Product Reviewed', { ...product(), rating: below(50) / 10 }, {}];
    case 4:
      return ['track', 'Survey Answered', { survey: one(['nps', 'csat', 'other']), score: below(12) }, {}];
    case 11: {
      const asked = { intent: one(['returns', 'order-status', null]), outcome: one(['answered', 'failed']) };
      return ['track', 'Question Asked', asked, {}];
    }
    case 5:
      return ['identify', undefined, {}, { city: `City ${below(5)}`, age: one([null, 30, 31]) }];
    case 6:
      return ['track', 'Product Added', product(), {}];
    case 7:
      return ['track', one(['Email Delivered', 'Push Notification Received']), { email_id: `e${below(6)}` }, {}];
    case 8:
      return [
        'track',
        one(['Email Opened', 'Push Notification Tapped', 'Coupon Applied']),
        one<JsonObject>([{}, { email_id: `e${below(6)}` }]),
        {},
      ];
    default:
      return ['track', 'Product Viewed', product(), {}];
  }
}

/** A partition of the store: rows by key, read in the order of the keys. */
export function partitionOf(events: readonly Event[]): readonly Event[] {
  const rows = new Map(
    events.map((event) => [`${String(event.clientAtMs).padStart(13, '0')}#${event.messageId}`, event]),
  );
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}

/** In another order, and some of them twice. */
export function disturbed(events: readonly Event[], seed: number): readonly Event[] {
  const random = seededRandom(seed);
  const all = [...events, ...events.filter(() => random() < 0.3)];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
