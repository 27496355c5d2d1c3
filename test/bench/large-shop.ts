import type { Event } from '../../shared/domain/event.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import type { CatalogScan } from '../../shared/ports/catalog.ts';
import type { ScannedPerson, TimelineScan } from '../../shared/ports/timeline.ts';
import { drawUuid } from '../../shared/simulation/draws.ts';
import { anEntry } from '../support/builders/entry.ts';

export interface LargeShop {
  readonly people: number;
  readonly items: number;
  /** Expected; what is drawn differs by some tenths of a percent. */
  readonly interactions: number;
}

const DAYS = 180;
const DAY_MS = 86_400_000;
/** Its last day is yesterday, as a night's is: what people did lately is what most steps have their work with. */
const START_MS = (Math.floor(Date.now() / DAY_MS) - DAYS) * DAY_MS;
/** Spread of the logarithm of how much a person does: the busiest 10 % do some 40 % of all. */
const ACTIVITY_SIGMA = 1;
const MAX_EVENTS = 2000;
/** Groups of items that the same people like; a person has two. */
const CLUSTER_SIZE = 200;
/** What somebody does next: the item's successor in its cluster, something of a liked cluster, or anything popular. */
const SUCCESSOR_SHARE = 0.35;
const LIKED_SHARE = 0.45;
/** People who began on a device that was linked later: its events stand in the table a second time. */
const LINKED_SHARE = 0.1;
const DEVICE_EVENT_SHARE = 0.3;

const PAGE_EVENTS = 1000;
const NOTHING = {};

interface GeneratedShop {
  readonly timeline: TimelineScan;
  readonly catalog: CatalogScan;
  /** What drawing the events has taken, which no real table asks for. */
  drawn(): { readonly seconds: number; readonly cpuSeconds: number };
}

/**
 * A shop too large for the simulated one, as the two tables give it page by page: popularity by a power law, activity
 * log-normal, planted clusters and order. On one day the same numbers give the same shop.
 */
export function largeShop(shop: LargeShop): GeneratedShop {
  const drawing = drawingTime();
  return {
    drawn: drawing.told,
    timeline: {
      async *scan(segment, segmentCount) {
        let page: ScannedPerson[] = [];
        let size = 0;
        drawing.begin();
        for (let person = segment; person < shop.people; person += segmentCount) {
          const { partition, events } = activityOf(person, shop);
          page.push({ partition, owner: partition, events });
          size += events.length;
          if (size < PAGE_EVENTS) continue;
          drawing.end();
          yield page;
          page = [];
          size = 0;
          drawing.begin();
        }
        drawing.end();
        yield page;
      },
    },
    catalog: {
      async *scan(segment, segmentCount) {
        let page: CatalogEntry[] = [];
        for (let item = segment; item < shop.items; item += segmentCount) {
          page.push(anEntry(idOf(item), { categories: [`cluster-${clusterOf(item, shop)}`] }));
          if (page.length < PAGE_EVENTS) continue;
          yield page;
          page = [];
        }
        yield page;
      },
    },
  };
}

/** Page by page, as asking for the process's time takes as long as drawing an event. Nothing else runs while a page is drawn. */
function drawingTime() {
  let [seconds, cpuSeconds, startMs] = [0, 0, 0];
  let cpu = process.cpuUsage();
  return {
    begin(): void {
      startMs = performance.now();
      cpu = process.cpuUsage();
    },
    end(): void {
      seconds += (performance.now() - startMs) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      cpuSeconds += (user + system) / 1e6;
    },
    told: () => ({ seconds, cpuSeconds }),
  };
}

const idOf = (item: number): string => `item-${item}`;
const clusterCount = ({ items }: LargeShop): number => Math.max(1, Math.floor(items / CLUSTER_SIZE));
const clusterOf = (item: number, shop: LargeShop): number => item % clusterCount(shop);

function activityOf(
  person: number,
  shop: LargeShop,
): { readonly partition: string; readonly events: readonly Event[] } {
  const random = seededRandom(person);
  const userId = `user-${person}`;
  const partition = `U#${userId}`;
  const mean = shop.interactions / shop.people;
  const activity = Math.exp(ACTIVITY_SIGMA * drawNormal(random) - ACTIVITY_SIGMA ** 2 / 2);
  const count = Math.min(MAX_EVENTS, Math.max(1, Math.floor(mean * activity + random())));
  const clusters = clusterCount(shop);
  const liked = [0, 1].map(() => Math.floor(clusters * random() ** 2));

  const events: Event[] = [];
  let item = popular(random, shop);
  let atMs = START_MS + Math.floor(random() * DAYS * DAY_MS);
  const stepMs = ((START_MS + DAYS * DAY_MS - atMs) / (count + 1)) * 2;
  for (let i = 0; i < count; i++) {
    events.push(eventOf({ userId, item, atMs, random }));
    atMs += Math.floor(random() * stepMs);
    item = nextItem(item, liked, random, shop);
  }
  if (random() < LINKED_SHARE) events.push(...events.slice(0, Math.floor(count * DEVICE_EVENT_SHARE)));
  return { partition, events };
}

const popular = (random: () => number, { items }: LargeShop): number => Math.floor(items * random() ** 3);

function nextItem(item: number, liked: readonly number[], random: () => number, shop: LargeShop): number {
  const clusters = clusterCount(shop);
  const choice = random();
  if (choice < SUCCESSOR_SHARE) return (item + clusters) % shop.items;
  if (choice >= SUCCESSOR_SHARE + LIKED_SHARE) return popular(random, shop);
  const cluster = liked[random() < 0.7 ? 0 : 1]!;
  return (cluster + clusters * Math.floor((shop.items / clusters) * random() ** 2)) % shop.items;
}

function eventOf(of: { userId: string; item: number; atMs: number; random: () => number }): Event {
  const intent = of.random();
  const product = { product_id: idOf(of.item) };
  return {
    messageId: drawUuid(of.random),
    type: 'track',
    name: intent < 0.8 ? 'Product Viewed' : intent < 0.92 ? 'Product Added' : 'Order Completed',
    userId: of.userId,
    atMs: of.atMs,
    clientAtMs: of.atMs,
    receivedAtMs: of.atMs,
    properties: intent < 0.92 ? product : { products: [product] },
    traits: NOTHING,
    context: NOTHING,
  };
}
