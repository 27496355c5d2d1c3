import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumHere } from '../support/browser.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';
import { asShopper, startSession } from '../support/shopper.ts';

const CHROMIUM = chromiumHere();
let shop: TestLaptop;
let browser: Browser;
beforeAll(async () => {
  shop = await openTestLaptop();
  const events = [
    { type: 'identify', userId: 'mara', anonymousId: 'phone', messageId: 'i', traits: { firstName: 'Mara', size: 38 } },
    { type: 'track', event: 'Product Viewed', userId: 'mara', messageId: 'v', properties: { product_id: 'p1' } },
    { type: 'track', event: '<img src=x onerror=alert(1)>', userId: 'mara', messageId: 'x' },
  ];
  await shop.door.sendEvents('/v1/batch', events, () => undefined);
  if (CHROMIUM !== undefined) {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }
});
afterAll(async () => {
  await browser?.close();
  await shop.close();
});

describe('the shopper’s page, as it is served', () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, shop.url), { headers });

  it('may run and style only what bears its nonce, ask only us, and stand in no frame', async () => {
    const page = await get('/me');
    const policy = page.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /'nonce-([\w-]{32})'/.exec(policy) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect((await get('/me')).headers.get('content-security-policy')).not.toBe(policy);
    const text = await page.text();
    expect(text).not.toMatch(/https?:\/\//);
    expect(text).not.toMatch(/ (style|on\w+)="/);
  });

  it.each([
    ['/me', {}, 'en'],
    ['/me', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }, 'zh'],
    ['/me', { 'accept-language': 'fr, en;q=0.5, zh;q=0.7' }, 'zh'],
    ['/me', { 'accept-language': 'zh;q=0, de' }, 'en'],
    ['/me?locale=zh', { 'accept-language': 'en' }, 'zh'],
    ['/me?locale=xx', {}, 'en'],
  ])('%s with %o speaks %s', async (path, headers, locale) => {
    const page = await get(path, headers as Record<string, string>);
    expect(page.headers.get('content-language')).toBe(locale);
    expect(await page.text()).toContain(`<html lang="${locale}">`);
  });
});

describe.runIf(CHROMIUM)('the shopper’s page in Chromium', () => {
  const opened: { context: BrowserContext; page: Page; asked: string[]; failures: string[] }[] = [];
  const visit = async (address: string, options: Parameters<Browser['newContext']>[0] = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    const [asked, failures]: [string[], string[]] = [[], []];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
    const visited = { context, page, asked, failures };
    opened.push(visited);
    await page.goto(address);
    return visited;
  };
  const signIn = async (options?: Parameters<Browser['newContext']>[0]) => {
    const visited = await visit((await startSession(shop, 'mara')).link ?? '', options);
    await visited.page.locator('#content').waitFor({ state: 'visible' });
    return visited;
  };
  afterAll(async () => {
    await Promise.all(opened.map(({ context }) => context.close()));
  });

  it('takes the token out of the address bar, and stays open through a reload but in no other tab', async () => {
    const { page, context } = await signIn();
    expect(page.url()).toBe(`${shop.url}/me`);
    await page.reload();
    await page.locator('#content').waitFor({ state: 'visible' });
    const other = await context.newPage();
    await other.goto(`${shop.url}/me`);
    await other.getByText('This link has been used').waitFor();
  });

  it('asks nobody but the shop, runs without a failure, and shows what it is told as text', async () => {
    const { page, asked, failures } = await signIn();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(asked.filter((url) => !url.startsWith(shop.url))).toEqual([]);
    expect(failures.filter((text) => !text.includes('favicon'))).toEqual([]);
  });

  it('corrects, chooses by keyboard, and what was done is true', async () => {
    const { page } = await signIn();
    const { token } = await startSession(shop, 'mara', { purpose: 'session' });
    const known = async () =>
      (await asShopper(shop.url, token, 'GET', '/v1/me')).body as { traits: object; consent: object };

    await page.getByLabel('size', { exact: true }).fill('39');
    await page.getByRole('button', { name: 'Save: size' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('button', { name: 'Remove: firstName' }).click();
    await page.getByLabel('firstName', { exact: true }).waitFor({ state: 'detached' });
    expect((await known()).traits).toEqual({ size: 39 });

    await page.getByRole('group', { name: 'Choose things for me' }).getByLabel('Allow').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('You refuse it.').waitFor();
    expect((await known()).consent).toMatchObject({ personalisation: { granted: false, source: 'self' } });
  });

  it('shows what was chosen for the shopper', { timeout: 90_000 }, async () => {
    await shop.door.putItems([{ itemId: 'tent-1', title: 'Tent <b>' }], () => undefined);
    const seen = { type: 'track', event: 'Product Viewed', userId: 'nora', messageId: 'n', properties: { sku: 'cup' } };
    await shop.door.sendEvents('/v1/batch', [seen], () => undefined);
    const slate = () => shop.door.call('POST', '/v1/recommendations', { placement: 'home', userId: 'nora' });
    await expect.poll(slate, { timeout: 60_000 }).toMatchObject({ items: [{ itemId: 'tent-1' }] });
    const { page } = await visit((await startSession(shop, 'nora')).link ?? '');
    await page.getByText('Home page: tent-1').first().waitFor();
  });

  describe('tells why something was chosen', () => {
    const chosenFor = async (userId: string, options: Parameters<Browser['newContext']>[0] = {}) => {
      await shop.door.putItems([{ itemId: 'tent-1', title: 'Tent <b>' }], () => undefined);
      const seen = {
        type: 'track',
        event: 'Product Viewed',
        userId,
        messageId: `why-${userId}`,
        properties: { sku: 'cup' },
      };
      await shop.door.sendEvents('/v1/batch', [seen], () => undefined);
      const slate = () => shop.door.call('POST', '/v1/recommendations', { placement: 'home', userId });
      await expect.poll(slate, { timeout: 60_000 }).toMatchObject({ items: [{ itemId: 'tent-1' }] });
      return visit((await startSession(shop, userId)).link ?? '', options);
    };

    it('by keyboard, when it is asked and not before, and hides it again', { timeout: 90_000 }, async () => {
      const { page, asked, failures } = await chosenFor('wilma');
      const why = page.getByRole('button', { name: /^Why these\? Home page, / }).first();
      await why.focus();
      const askedFor = () => asked.filter((url) => url.includes('/explanation'));
      expect(askedFor()).toEqual([]);
      expect(await why.getAttribute('aria-expanded')).toBe('false');

      await page.keyboard.press('Enter');
      const reasons = page.locator(`#${await why.getAttribute('aria-controls')}`);
      await reasons.getByText('Newest in the catalog').waitFor();
      expect(await reasons.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/^Tent <b>\nNewest/)]);
      expect(await why.getAttribute('aria-expanded')).toBe('true');
      expect(await page.locator(':focus').textContent()).toBe('Why these?');

      await page.keyboard.press('Space');
      await reasons.waitFor({ state: 'hidden' });
      await page.keyboard.press('Space');
      await reasons.getByText('Newest in the catalog').waitFor();
      expect(askedFor()).toHaveLength(1);
      expect(failures.filter((text) => !text.includes('favicon'))).toEqual([]);
    });

    it('in the page’s language', { timeout: 90_000 }, async () => {
      const { page } = await chosenFor('wen', { locale: 'zh-CN', viewport: { width: 320, height: 800 } });
      await page
        .getByRole('button', { name: /^为什么是这些/ })
        .first()
        .click();
      await page
        .locator('.reasons')
        .first()
        .getByText(/商品目录|目录/)
        .waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    });

    it('while it waits says so; where it fails says so and tries again', { timeout: 90_000 }, async () => {
      const { page } = await chosenFor('waldo');
      const failing = Promise.withResolvers<void>();
      await page.route('**/explanation?*', async (route) => {
        await failing.promise;
        await route.fulfill({ status: 503, body: '{}' });
      });
      const why = page.getByRole('button', { name: /^Why these\?/ }).first();
      await why.click();
      const reasons = page.locator('.reasons').first();
      await reasons.getByText('Looking up the reasons').waitFor();
      failing.resolve();
      await reasons.getByText('The reasons could not be fetched.').waitFor();

      await page.unroute('**/explanation?*');
      await reasons.getByRole('button', { name: 'Try again' }).click();
      await reasons.getByText('Newest in the catalog').waitFor();
      expect(await page.locator(':focus').textContent()).toBe('Why these?');
    });

    it('and says so when the reasons are gone', { timeout: 90_000 }, async () => {
      const { page } = await chosenFor('wanda');
      await page.route('**/explanation?*', (route) => route.fulfill({ status: 409, body: '{}' }));
      await page
        .getByRole('button', { name: /^Why these\?/ })
        .first()
        .click();
      await page.getByText('is no longer kept').waitFor();
      expect(await page.locator('.reasons').first().getByRole('button').count()).toBe(0);
    });
  });

  it('saves everything as a file', async () => {
    const { page } = await signIn();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download for programs' }).click(),
    ]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8')) as { events: { messageId: string }[] };
    expect(saved.events.map(({ messageId }) => messageId).sort()).toEqual(['i', 'v', 'x']);
  });

  it('deletes everything when asked twice, with the safe answer first', async () => {
    const { page } = await visit((await startSession(shop, 'leaver')).link ?? '');
    await page.getByRole('button', { name: 'Delete everything' }).click();
    const dialog = page.getByRole('dialog', { name: 'Really delete everything?' });
    expect(await dialog.locator(':focus').textContent()).toBe('Keep it');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: 'Delete everything' }).click();
    await dialog.getByRole('button', { name: 'Yes, delete everything' }).click();
    await page.getByText('Everything has been deleted.').waitFor();
    await page.reload();
    await page.getByText('This link has been used').waitFor();
  });

  it.each([
    ['a phone', 320],
    ['a desktop', 1280],
  ])('fits %s without scrolling sideways', async (_, width) => {
    const { page } = await signIn({ viewport: { width, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  it('gives every control a name that a screen reader can say', async () => {
    const { page } = await signIn();
    const spoken = (await page.locator('main').ariaSnapshot()).split('\n').map((line) => line.trim());
    const controls = spoken.filter((line) => /^- (button|textbox|radio)\b/.test(line));
    expect(controls).toEqual(expect.arrayContaining(['- button "Add"', '- textbox "What is missing"']));
    expect(controls.filter((line) => !/^- \w+ "[^"]+"/.test(line))).toEqual([]);
  });
});
