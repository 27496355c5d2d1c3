/** Lives of a shop's pages in a real browser, each left without a word, and what the API got of them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, chromium } from 'playwright-core';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { openTestLaptop, type TestLaptop } from './laptop.ts';

export interface Lives {
  readonly chromium: string;
  readonly visitors: number;
  /** Of each visitor. */
  readonly lives: number;
  /** Of every fifth visitor, in the middle of a life. */
  readonly offlineMs: number;
  readonly onLife: (done: number) => void;
}

export interface Delivered {
  readonly lives: number;
  readonly made: number;
  /** By the time that the last page was left. */
  readonly delivered: number;
  /** After one more page of each visitor. */
  readonly deliveredAfterOneMore: number;
  /** Stored more than once. */
  readonly twice: number;
  /** What the browsers printed as errors, those of a browser that is offline apart. */
  readonly errors: readonly string[];
}

/** `n` numbers a visitor's events. One is made at once, some in between, one while the page is going. */
const PAGE = (url: string, visitor: number) => `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<script>
  window.rapport = [];
  const next = () => { const n = Number(localStorage.made ?? 0) + 1; localStorage.made = n; return n; };
  const does = (event) => rapport.push(['track', event, { n: next(), product_id: 'item-1' }]);
  rapport.push(['identify', 'visitor-${visitor}', { n: next() }]);
  addEventListener('pagehide', () => does('Product Clicked'));
  does('Product Viewed');
</script>
<script src="${url}/tracker.js" data-write-key="${LAPTOP_KEYS.write}" data-page="off" async></script>`;

async function shopAt(url: string) {
  const server = createServer((request, response) => {
    const visitor = Number(new URL(request.url ?? '/', url).searchParams.get('visitor'));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE(url, visitor));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

const waited = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** @returns how many events the visitor's pages made. */
async function live(context: BrowserContext, shop: string, visitor: number, told: Lives & { errors: string[] }) {
  const page = await context.newPage();
  let isOffline = false;
  page.on('console', (message) => {
    if (message.type() === 'error' && !isOffline) told.errors.push(message.text());
  });
  for (let life = 0; life < told.lives; life++) {
    await page.goto(`${shop}/?visitor=${visitor}&life=${life}`, { waitUntil: 'commit' });
    await page.waitForFunction('!Array.isArray(window.rapport)');
    const isCut = visitor % 5 === 0 && life === Math.floor(told.lives / 2);
    if (isCut) {
      isOffline = true;
      await context.setOffline(true);
    }
    await page.evaluate("does('Product Added'); setTimeout(() => does('Cart Viewed'), Math.random() * 200)");
    await waited(isCut ? told.offlineMs : ((visitor * 7 + life * 13) % 20) * 25);
    if (isCut) {
      await page.evaluate("does('Product Removed')");
      await context.setOffline(false);
      isOffline = false;
    }
    told.onLife(1);
  }
  await page.goto('about:blank');
  await page.close();
}

async function storedOf(open: TestLaptop, visitor: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const path = `/v1/profiles/visitor-${visitor}/events?by=userId&limit=100${cursor && `&cursor=${cursor}`}`;
    const answer = (await open.door.call('GET', path)) as {
      readonly events: readonly { readonly messageId: string }[];
      readonly nextCursor?: string;
    };
    ids.push(...answer.events.map(({ messageId }) => messageId));
    cursor = answer.nextCursor ?? '';
  } while (cursor !== '');
  return ids;
}

export async function trackedLives(options: Lives): Promise<Delivered> {
  const open = await openTestLaptop();
  const shop = await shopAt(open.url);
  const browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox', '--disable-gpu'] });
  const told = { ...options, errors: [] as string[] };
  const visitors = Array.from({ length: options.visitors }, (_, visitor) => visitor);
  const count = async () => {
    const stored = await Promise.all(visitors.map((visitor) => storedOf(open, visitor)));
    return { all: stored.flat().length, once: new Set(stored.flat()).size };
  };
  try {
    const contexts = await Promise.all(visitors.map(() => browser.newContext()));
    await Promise.all(visitors.map((visitor) => live(contexts[visitor]!, shop.url, visitor, told)));
    await waited(1000);
    const { once } = await count();
    let made = 0;
    for (const context of contexts) {
      const page = await context.newPage();
      await page.goto(`${shop.url}/?visitor=${contexts.indexOf(context)}`);
      await page.waitForFunction(
        "Object.keys(localStorage).every((key) => !key.startsWith('rapport.event.'))",
        undefined,
        {
          timeout: 120_000, // of a browser that was told to wait
        },
      );
      made += Number(await page.evaluate('Number(localStorage.made)'));
    }
    const last = await count();
    // The last page made two more, which are not of the lives.
    const extra = 2 * options.visitors;
    return {
      lives: options.visitors * options.lives,
      made: made - extra,
      delivered: once,
      deliveredAfterOneMore: last.once - extra,
      twice: last.all - last.once,
      errors: told.errors,
    };
  } catch (cause) {
    throw new Error(`the functions said: ${open.log().slice(-2000)}`, { cause });
  } finally {
    await browser.close();
    shop.close();
    await open.close();
  }
}
