import { HOUR_MS } from '../domain/time.ts';
import { drawNormal } from '../math/random.ts';
import { type Browser, makeBrowser, type TimedEvent } from './browser.ts';
import type { PlantedItem } from './catalog.ts';
import { drawOne, fork, type Random } from './draws.ts';
import { productProperties, toMajorUnits } from './segment-event.ts';
import { makeMarketTastes, makeShoppers } from './shoppers.ts';

export const BOT_KINDS = ['scraper', 'cart-stuffer', 'click-fraud'] as const;
export type BotKind = (typeof BOT_KINDS)[number];

/** A program among the shoppers; it never says who it is, but for some user agents. */
export interface Bot {
  readonly anonymousId: string;
  readonly kind: BotKind;
  readonly userAgent: string;
  readonly events: readonly TimedEvent[];
}

export interface BotsOptions {
  readonly botCount: number;
  readonly items: readonly PlantedItem[];
  readonly startAtMs: number;
  readonly endAtMs: number;
}

/** Bots of all kinds in turn. Two of five say what they are; the others call themselves a browser. */
export function makeBots({ botCount, ...shop }: BotsOptions, random: Random): readonly Bot[] {
  return Array.from({ length: botCount }, (_, i) => makeBot(BOT_KINDS[i % BOT_KINDS.length]!, shop, fork(random)));
}

type Shop = Omit<BotsOptions, 'botCount'>;

function makeBot(kind: BotKind, shop: Shop, random: Random): Bot {
  const [shopper] = makeShoppers(1, makeMarketTastes(0, random), random);
  const userAgent = random() < 0.4 ? drawOne(BOT_USER_AGENTS, random) : shopper!.userAgent;
  const browser = makeBrowser({ ...shopper!, userAgent, identifiesInSession: Number.POSITIVE_INFINITY }, random);
  const sessions = 1 + Math.floor(6 * random());
  const starts = Array.from({ length: sessions }, () => shop.startAtMs + random() * (shop.endAtMs - shop.startAtMs));
  const pace = paceOf(random);
  for (const startMs of starts.sort((a, b) => a - b)) {
    browser.arrive(Math.max(Math.floor(startMs), browser.nowMs() + HOUR_MS));
    SESSION_OF[kind]({ browser, items: shop.items, random, wait: () => pace(browser) });
  }
  const events = browser.events.filter(({ atMs }) => atMs < shop.endAtMs);
  return { anonymousId: shopper!.anonymousId, kind, userAgent, events };
}

interface Session {
  readonly browser: Browser;
  readonly items: readonly PlantedItem[];
  readonly random: Random;
  wait(): void;
}

/** From ten requests a second to one in twenty seconds; by the clock, with a little chance, or with as much as people. */
function paceOf(random: Random): (browser: Browser) => void {
  const medianMs = 100 * 200 ** random();
  const jitter = drawOne([0.02, 0.4, 0.8], random);
  return (browser) =>
    browser.arrive(browser.nowMs() + Math.max(1, Math.round(medianMs * Math.exp(jitter * drawNormal(random)))));
}

/** Walks a stretch of the catalog, item by item, and reads each page. */
function scrape({ browser, items, random, wait }: Session): void {
  const length = Math.floor(40 + 260 * random());
  const first = Math.floor(random() * items.length);
  for (let step = 0; step < length; step++) {
    look(browser, items[(first + step) % items.length]!);
    wait();
  }
}

/** Lays things into the cart so that others cannot have them, and never buys. */
function stuffCart({ browser, items, random, wait }: Session): void {
  const length = Math.floor(20 + 80 * random());
  for (let step = 0; step < length; step++) {
    const item = drawOne(items, random);
    look(browser, item);
    wait();
    browser.track('Product Added', { ...productProperties(item), quantity: 1 + Math.floor(9 * random()) });
    wait();
  }
}

/** Clicks a few items again and again, so that they seem to be wanted. */
function click({ browser, items, random, wait }: Session): void {
  const length = Math.floor(30 + 170 * random());
  const few = Array.from({ length: 1 + Math.floor(3 * random()) }, () => drawOne(items, random));
  for (let step = 0; step < length; step++) {
    const item = drawOne(few, random);
    browser.track('Product Clicked', { ...productProperties(item), position: 1 + Math.floor(12 * random()) });
    wait();
    if (random() < 0.5) continue;
    look(browser, item);
    wait();
  }
}

const SESSION_OF: Readonly<Record<BotKind, (session: Session) => void>> = {
  scraper: scrape,
  'cart-stuffer': stuffCart,
  'click-fraud': click,
};

function look(browser: Browser, planted: PlantedItem): void {
  browser.goTo({ title: planted.item.title, path: `/products/${planted.item.itemId}` });
  const value = planted.item.price === undefined ? 0 : toMajorUnits(planted.item.price.amount);
  browser.track('Product Viewed', { ...productProperties(planted), value });
}

const BOT_USER_AGENTS = [
  'Mozilla/5.0 (compatible; PriceWatchBot/2.1; +http://pricewatch.example/bot.html)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36',
  'python-requests/2.32.3',
  'Scrapy/2.12.0 (+https://scrapy.example)',
  'Go-http-client/2.0',
];
