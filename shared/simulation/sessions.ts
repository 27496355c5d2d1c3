import type { JsonObject } from '../domain/event.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import { type Browser, makeBrowser, type TimedEvent } from './browser.ts';
import type { PlantedItem } from './catalog.ts';
import type { Choice } from './choice.ts';
import { drawIndex, drawOne, type Random } from './draws.ts';
import { productProperties, toMajorUnits } from './segment-event.ts';
import type { Shopper } from './shoppers.ts';

export interface SessionsOptions {
  readonly items: readonly PlantedItem[];
  readonly choice: Choice;
  readonly startAtMs: number;
  readonly endAtMs: number;
}

/** Everything one shopper does from `startAtMs` up to, but not including, `endAtMs`; in time order. */
export function shopperEvents(shopper: Shopper, options: SessionsOptions, random: Random): readonly TimedEvent[] {
  const { items, choice, startAtMs, endAtMs } = options;
  const browser = makeBrowser(shopper, random);
  const starts = sessionStarts(shopper, startAtMs, endAtMs, random);
  const shopping: Shopping = {
    shopper,
    browser,
    items,
    choice,
    random,
    starts,
    cart: new Map(),
    owned: new Set(),
    refillAtMs: new Map(),
    sessionCount: 0,
    orderCount: 0,
  };
  for (let startMs = starts.shift(); startMs !== undefined; startMs = starts.shift()) {
    browser.arrive(Math.max(startMs, browser.nowMs() + HOUR_MS));
    if (browser.nowMs() >= endAtMs) break;
    session(shopping);
  }
  return browser.events.filter(({ atMs }) => atMs < endAtMs);
}

/** What a shopper is in the middle of; items are named by their position. */
interface Shopping {
  readonly shopper: Shopper;
  readonly browser: Browser;
  readonly items: readonly PlantedItem[];
  readonly choice: Choice;
  readonly random: Random;
  /** When the sessions to come start, ascending. */
  readonly starts: number[];
  /** Item → quantity; kept from session to session until it is ordered. */
  readonly cart: Map<number, number>;
  /** Bought, and not bought again. */
  readonly owned: Set<number>;
  /** When what was bought is used up. */
  readonly refillAtMs: Map<number, number>;
  sessionCount: number;
  orderCount: number;
}

function session(shopping: Shopping): void {
  const { shopper, browser, items, choice, random } = shopping;
  shopping.sessionCount++;
  const refill = dueRefill(shopping);
  let index = refill ?? drawIndex(choice.nextItem(shopper, undefined, browser.nowMs()), random);
  land(shopping, items[index]!);
  if (shopping.sessionCount >= shopper.identifiesInSession) browser.identify();
  for (let isFirst = true; ; isFirst = false) {
    view(shopping, items[index]!);
    const isRefill = isFirst && refill !== undefined;
    if (wants(shopping, index, isRefill ? 0.8 : choice.addToCart(shopper, index))) add(shopping, index);
    if (random() < END_PROBABILITY) break;
    index = drawIndex(choice.nextItem(shopper, index, browser.nowMs()), random);
    if (random() < 0.06) search(shopping, items[index]!);
  }
  checkOut(shopping, refill === undefined ? 0.36 : 0.85);
}

/** After each look; the mean session has 1 / 0.22 = 4.5 looks. */
const END_PROBABILITY = 0.22;

/** What the shopper comes back for, if anything is used up and comes to mind. */
function dueRefill({ refillAtMs, browser, random }: Shopping): number | undefined {
  const due = [...refillAtMs].filter(([, dueMs]) => dueMs <= browser.nowMs()).map(([index]) => index);
  if (due.length === 0 || random() > 0.85) return undefined;
  const index = drawOne(due, random);
  refillAtMs.delete(index);
  return index;
}

function land(shopping: Shopping, first: PlantedItem): void {
  const { browser, random } = shopping;
  const chance = random();
  if (chance < 0.2) {
    search(shopping, first);
    return;
  }
  const { category } = first.kind;
  browser.open(chance < 0.5 ? { title: category, path: `/${category.toLowerCase()}` } : { title: 'Home', path: '/' });
  browser.wait(8);
}

function search({ browser, random }: Shopping, { item, kind }: PlantedItem): void {
  const query = random() < 0.3 ? `${item.brand} ${kind.noun}` : kind.noun;
  browser.open({ title: 'Search', path: '/search', search: `?q=${encodeURIComponent(query)}` });
  browser.track('Products Searched', { query });
  browser.wait(6);
}

function view({ browser, random }: Shopping, planted: PlantedItem): void {
  const product = productProperties(planted);
  if (random() < 0.45) {
    browser.track('Product Clicked', { ...product, position: 1 + Math.floor(12 * random() ** 2) });
    browser.wait(1);
  }
  browser.goTo({ title: planted.item.title, path: `/products/${planted.item.itemId}` });
  browser.track('Product Viewed', { ...product, value: toMajorUnits(planted.item.price!.amount) });
  browser.wait(25);
}

function wants({ owned, random }: Shopping, index: number, probability: number): boolean {
  return random() < probability && !owned.has(index);
}

function add({ browser, items, cart, random }: Shopping, index: number): void {
  const quantity = items[index]!.kind.refillDays !== undefined && random() < 0.3 ? 2 : 1;
  cart.set(index, (cart.get(index) ?? 0) + quantity);
  browser.track('Product Added', { ...productProperties(items[index]!), quantity });
  browser.wait(5);
}

/** With something in the cart; whoever came to buy leaves it behind less often. */
function checkOut(shopping: Shopping, orderProbability: number): void {
  const { browser, cart, random } = shopping;
  const resolve = random();
  if (cart.size === 0 || resolve > (1 + orderProbability) / 2) return;
  browser.open({ title: 'Cart', path: '/cart' });
  browser.track('Cart Viewed', { products: cartProducts(shopping) });
  browser.wait(20);
  if (resolve < orderProbability) order(shopping);
}

function order(shopping: Shopping): void {
  const { shopper, browser, items, cart } = shopping;
  browser.identify();
  browser.wait(90);
  const revenue = [...cart].reduce((sum, [index, quantity]) => sum + items[index]!.item.price!.amount * quantity, 0);
  const shipping = revenue >= FREE_SHIPPING_FROM_MINOR ? 0 : SHIPPING_MINOR;
  browser.goTo({ title: 'Thank you', path: '/checkout/thanks' });
  browser.track('Order Completed', {
    order_id: `order-${shopper.id}-${++shopping.orderCount}`,
    total: toMajorUnits(revenue + shipping),
    revenue: toMajorUnits(revenue),
    shipping: toMajorUnits(shipping),
    currency: 'EUR',
    products: cartProducts(shopping),
  });
  for (const index of cart.keys()) takeHome(shopping, index);
  cart.clear();
}

const SHIPPING_MINOR = 495;
const FREE_SHIPPING_FROM_MINOR = 5000;

function cartProducts({ cart, items }: Shopping): readonly JsonObject[] {
  return [...cart].map(([index, quantity]) => ({ ...productProperties(items[index]!), quantity }));
}

/** What lasts is not bought again; what is used up is, often in a session of its own. */
function takeHome({ items, owned, refillAtMs, starts, browser, random }: Shopping, index: number): void {
  const { refillDays } = items[index]!.kind;
  if (refillDays === undefined) {
    owned.add(index);
    return;
  }
  const dueMs = browser.nowMs() + Math.round(refillDays * DAY_MS * (0.8 + 0.4 * random()));
  refillAtMs.set(index, dueMs);
  if (random() < 0.8) insert(starts, dueMs + Math.round(random() * 2 * HOUR_MS));
}

/** How many of a day's sessions start in each hour, UTC: quiet nights, a bump at noon, most in the evening. */
const WEIGHT_OF_HOUR = [1, 0.5, 0.3, 0.2, 0.3, 1, 2, 3, 4, 4, 5, 6, 6, 5, 4, 4, 5, 6, 8, 9, 9, 7, 4, 2];

/** Days come by exponential gaps, hours by the pattern of the day. */
function sessionStarts(shopper: Shopper, startAtMs: number, endAtMs: number, random: Random): number[] {
  const firstDay = Math.floor(startAtMs / DAY_MS);
  const dayCount = (endAtMs - startAtMs) / DAY_MS;
  const starts: number[] = [];
  let day = dayCount * random() ** 2; // most have come early, some are new
  while (day < dayCount) {
    const hour = drawIndex(WEIGHT_OF_HOUR, random) + random();
    const atMs = (firstDay + Math.floor(day)) * DAY_MS + Math.floor(hour * HOUR_MS);
    if (atMs >= startAtMs && atMs < endAtMs) starts.push(atMs);
    day -= Math.log(1 - random()) / shopper.sessionsPerDay;
  }
  return starts.sort((a, b) => a - b);
}

/** Keeps the list of times ascending. */
function insert(ascending: number[], atMs: number): void {
  const at = ascending.findIndex((other) => other > atMs);
  ascending.splice(at === -1 ? ascending.length : at, 0, atMs);
}
