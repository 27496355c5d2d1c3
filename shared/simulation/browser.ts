import type { JsonObject } from '../domain/event.ts';
import { isoOf } from '../domain/time.ts';
import { drawNormal } from '../math/random.ts';
import { drawUuid, type Random } from './draws.ts';
import { contextOf, type Page, pageProperties, type SegmentEvent, SHOP_URL, type TrackName } from './segment-event.ts';
import type { Shopper } from './shoppers.ts';

export interface TimedEvent {
  readonly atMs: number;
  readonly event: SegmentEvent;
}

type Place = Omit<Page, 'referrer'>;

/** One shopper's browser: where it is, when it is, who it says it is, and the events it has sent, in time order. */
export interface Browser {
  readonly events: readonly TimedEvent[];
  nowMs(): number;
  /** Comes back from elsewhere: the next page has no referrer. */
  arrive(atMs: number): void;
  /** Lets log-normal time pass, at least a millisecond. */
  wait(medianSeconds: number): void;
  /** Moves to a page that sends no page event; on a product page `Product Viewed` says it. */
  goTo(place: Place): void;
  /** Moves to a page that sends a page event. */
  open(place: Place): void;
  track(event: TrackName, properties: JsonObject): void;
  /** Signs in, unless the shopper has or never does. */
  identify(): void;
}

export function makeBrowser(shopper: Shopper, random: Random): Browser {
  const events: TimedEvent[] = [];
  let nowMs = 0;
  let page: Page | undefined;
  let isIdentified = false;

  const send = (event: SegmentEvent) => events.push({ atMs: nowMs, event });
  const common = () => ({
    messageId: `ajs-next-${nowMs}-${drawUuid(random)}`,
    anonymousId: shopper.anonymousId,
    userId: isIdentified ? shopper.id : null,
    timestamp: isoOf(nowMs),
    context: contextOf(shopper, page ?? { title: 'Home', path: '/', referrer: '' }),
    integrations: {},
  });
  const wait = (medianSeconds: number) => {
    nowMs += Math.max(1, Math.round(medianSeconds * 1000 * Math.exp(0.6 * drawNormal(random))));
  };
  const goTo = (place: Place) => {
    page = { ...place, referrer: page === undefined ? '' : `${SHOP_URL}${page.path}${page.search ?? ''}` };
    return page;
  };

  return {
    events,
    nowMs: () => nowMs,
    arrive(atMs) {
      nowMs = atMs;
      page = undefined;
    },
    wait,
    goTo,
    open(place) {
      const properties = pageProperties(goTo(place));
      send({ ...common(), type: 'page', name: place.title, properties });
    },
    track(event, properties) {
      send({ ...common(), type: 'track', event, properties });
    },
    identify() {
      if (isIdentified || shopper.identifiesInSession === Number.POSITIVE_INFINITY) return;
      wait(12);
      isIdentified = true;
      const traits = { firstName: shopper.name, address: { country: shopper.market } };
      send({ ...common(), type: 'identify', traits });
    },
  };
}
