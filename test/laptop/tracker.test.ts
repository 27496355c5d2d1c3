import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleTracker } from '../../infra/tracker-bundle.ts';
import { chromiumHere } from '../support/browser.ts';

const CHROMIUM = chromiumHere();
const LIMIT_BYTES = 2500;

it('is a script of at most 2.5 KB, gzipped', async () => {
  expect(gzipSync(await bundleTracker()).length).toBeLessThanOrEqual(LIMIT_BYTES);
});

interface Told {
  readonly writeKey: string;
  readonly batch: readonly {
    readonly type: string;
    readonly event?: string;
    readonly userId?: string;
    readonly anonymousId: string;
    readonly context: { readonly consent?: { readonly categoryPreferences: object } };
  }[];
}

/** What pages send is taken by a server whose answers a test chooses; test/bench/tracker.ts has a laptop take it. */
describe.skipIf(CHROMIUM === undefined)('a page with the tracker', { timeout: 60_000 }, () => {
  let browser: Browser;
  let server: Server;
  let url = '';
  let answers: number[] = [];
  let told: Told[] = [];
  beforeAll(async () => {
    const script = await bundleTracker();
    server = createServer(async (request, response) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://shop');
      if (pathname === '/tracker.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      else if (pathname === '/v1/batch') {
        const status = answers.shift() ?? 200;
        const body = await text(request);
        if (status < 400) told.push(JSON.parse(body) as Told);
        response.writeHead(status, status === 429 ? { 'retry-after': '0.2' } : {}).end('{}');
      } else
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(
            `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/tracker.js" data-write-key="key" ${search.slice(1).replace('+', ' ')}></script>`,
          );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  /** A browser that knows nothing of the shop, at a page that was loaded. */
  async function visit(attributes: string, during: (page: Page) => Promise<void>): Promise<Told['batch']> {
    told = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${url}/?${attributes}`);
    await during(page);
    await context.close();
    return told.flatMap(({ batch }) => batch);
  }
  const sent = (page: Page) =>
    page.waitForFunction("Object.keys(localStorage).every((key) => !key.startsWith('rapport.event.'))");

  it('tells of what is done on it, and by whom, in the order in which it was, as one request', async () => {
    const events = await visit('data-page=off', async (page) => {
      await page.evaluate(
        "rapport.page(); rapport.track('Product Viewed', {product_id: 'a'}); rapport.identify('u'); rapport.track('Cart Viewed')",
      );
      await sent(page);
    });

    expect(told.map(({ writeKey }) => writeKey)).toEqual(['key']);
    expect(events.map(({ type, event, userId }) => [type, event, userId])).toEqual([
      ['page', undefined, undefined],
      ['track', 'Product Viewed', undefined],
      ['identify', undefined, 'u'],
      ['track', 'Cart Viewed', 'u'],
    ]);
    expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(1);
  });

  it('tries again what was not taken, and no more what is refused for good', async () => {
    answers = [503, 429, 200, 401];
    const events = await visit('', async (page) => {
      await sent(page);
      await page.evaluate("rapport.track('Cart Viewed')");
      await sent(page);
    });

    expect(events.map(({ type }) => type)).toEqual(['page']);
  });

  it('keeps and tells nothing before consent, where the page asks for it, and tells a refusal after a grant', async () => {
    const events = await visit('data-wait=consent', async (page) => {
      await page.evaluate("rapport.track('Product Viewed'); rapport.consent({analytics: false})");
      expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['rapport.consent']);
      await page.evaluate("rapport.consent({analytics: true}); rapport.track('Product Viewed')");
      await sent(page);
      await page.evaluate("rapport.consent({analytics: false}); rapport.track('Product Viewed')");
      await sent(page);
    });

    expect(events.map(({ event, context }) => [event, context.consent?.categoryPreferences])).toEqual([
      ['Segment Consent Preference Updated', { analytics: true }],
      ['Product Viewed', { analytics: true }],
      ['Segment Consent Preference Updated', { analytics: false }],
    ]);
  });

  it('is somebody new after a reset', async () => {
    const events = await visit('data-page=off', async (page) => {
      await page.evaluate("rapport.identify('u'); rapport.reset(); rapport.track('Cart Viewed')");
      await sent(page);
    });

    expect(events.map(({ userId }) => userId)).toEqual(['u', undefined]);
    expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(2);
  });
});
