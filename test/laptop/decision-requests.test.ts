import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import type { Decision, Ranking } from '../../shared/domain/decision.ts';
import { PLACEMENTS } from '../../shared/domain/decision.ts';
import type { InputDefect } from '../../shared/domain/errors.ts';
import type { Item } from '../../shared/domain/item.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { type DrawnProduct, drawnProducts, photographed } from '../support/drawn-products.ts';
import { imageFile } from '../support/image-files.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

const shop = simulateShop({
  seed: 5,
  itemCount: 60,
  shopperCount: 50,
  days: 20,
  endAtMs: Date.parse('2026-11-20T00:00:00Z'),
});
const itemOf = new Map(shop.items.map((item): [string, Item] => [item.itemId, item]));

let open: TestLaptop;
beforeAll(async () => {
  open = await openTestLaptop();
  await open.door.putItems(shop.items, () => undefined);
  await open.door.sendEvents('/v1/batch', shop.events, () => undefined);
  await showItems();
  await open.laptop.runNight({}, () => undefined);
  await vi.waitUntil(async () => (await ask({ placement: 'home' })).model !== undefined, {
    timeout: 30_000,
    interval: 500,
  });
});
afterAll(() => open.close());

const ask = async (body: object): Promise<Decision> =>
  (await open.door.call('POST', '/v1/recommendations', body)) as Decision;
const rank = async (body: object): Promise<Ranking> => (await open.door.call('POST', '/v1/rankings', body)) as Ranking;
const idsOf = ({ items }: Ranking) => items.map(({ itemId }) => itemId);
const does = (userId: string, event: string, itemId: string) =>
  open.door.call('POST', '/v1/track', { event, userId, properties: { product_id: itemId } });

/** Items that many have met, so that the model has something to say of them. */
const [first = '', second = '', third = ''] = [...countsOf()].sort(([, a], [, b]) => b - a).map(([itemId]) => itemId);
function countsOf(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const event of shop.events) {
    const { properties } = event as { readonly properties?: { readonly product_id?: string } };
    const itemId = properties?.product_id;
    const stock = itemId === undefined ? 0 : (itemOf.get(itemId)?.stock ?? 1);
    if (itemId !== undefined && stock > 0) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  }
  return counts;
}

/** Photographs of ten items; two more of the fifth, of an item that nobody has met and of one that is removed again. */
async function showItems(): Promise<void> {
  const random = seededRandom(7);
  const products = drawnProducts(10);
  const photographs: (readonly [string, DrawnProduct])[] = products.map((product, at) => [
    shop.items[at]!.itemId,
    product,
  ]);
  for (const itemId of ['never-met', 'removed']) {
    await open.door.call('PUT', `/v1/items/${itemId}`, { title: 'Like the fifth' });
    photographs.push([itemId, products[4]!]);
  }
  for (const [itemId, product] of photographs) {
    const file = Buffer.from(await imageFile(photographed(product, random), 'jpeg')).toString('base64');
    await open.door.call('PUT', `/v1/items/${itemId}/image`, { file });
  }
  await open.door.call('DELETE', '/v1/items/removed');
}

describe('what items look like, over HTTP', () => {
  const put = async (itemId: string, body: object) => {
    const path = `/v1/items/${itemId}/image`;
    const answer = await raw(open.url, path, { method: 'PUT', headers: bearer(), body: JSON.stringify(body) });
    return answer as { readonly status: number; readonly body: { readonly errors?: readonly InputDefect[] } };
  };

  it('finds what looks like an item that nobody has met, and is gone with an item that is removed', async () => {
    const decision = await ask({ placement: 'looks-alike', itemId: 'never-met', explore: false });
    expect(decision).toMatchObject({ strategy: 'looks-alike', evidence: 'item' });
    expect(idsOf(decision)[0]).toBe(shop.items[4]!.itemId);
    expect(decision.items[0]?.reasons[0]?.text).toBe('similar to “Like the fifth”');
    const told = { itemId: 'never-met', model: 'rapport-image-1', dimensions: 306 };
    expect(await open.door.call('GET', '/v1/items/never-met/image')).toEqual(told);
    expect((await raw(open.url, '/v1/items/removed/image', { method: 'GET', headers: bearer() })).status).toBe(404);
  });

  it('takes numbers of the shop’s own, and forgets them when asked', async () => {
    const embedding = { model: 'own', values: [1, 2, 3, 4, 5, 6, 7, -800] };
    expect(await put(second, { embedding })).toMatchObject({ status: 200, body: { model: 'own', dimensions: 8 } });
    await open.door.call('DELETE', `/v1/items/${second}/image`);
    expect((await raw(open.url, `/v1/items/${second}/image`, { method: 'GET', headers: bearer() })).status).toBe(404);
  });

  it.each([
    [{ file: Buffer.from('GIF89a').toString('base64') }, '/file', 'is no JPEG, PNG or WebP image'],
    [{ file: 'no base64!' }, '/file', ''],
    [{ file: 'A'.repeat(4_194_308) }, '/file', 'want at most 3145728 bytes'],
    [{ embedding: { model: 'rapport-image-1', values: Array(8).fill(1) } }, '/embedding/model', 'does not begin with'],
    [{ embedding: { model: 'own', values: Array(8).fill(0) } }, '/embedding/values', 'a number that is not 0'],
    [{ embedding: { model: 'own', values: [1] } }, '/embedding/values', '8'],
    [{ embedding: { model: 'own', values: Array(2049).fill(1) } }, '/embedding/values', '2048'],
    [{}, '', 'want either "file" or "embedding"'],
  ])('refuses what it cannot read: %#', async (body, pointer, reason) => {
    const answer = await put(first, body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, pointer]);
    expect(answer.body.errors?.[0]?.reason).toContain(reason);
  });

  it('wants an item that is in the catalog', async () => {
    expect((await put('nowhere', { embedding: { model: 'own', values: Array(8).fill(1) } })).status).toBe(404);
  });
});

describe('the shop’s languages, over HTTP', () => {
  const call = (method: string, path: string, body?: object) => open.door.call(method, path, body);

  it('are set, and items are translated by the shop’s terms, which say what they did not know', async () => {
    await call('PUT', '/v1/languages', { language: 'en', translateTo: ['zh_hant'] });
    await call('PUT', '/v1/terms/zh', { terms: [{ term: 'Fell' }, { term: 'tent', translation: '帐篷' }] });
    await call('PUT', '/v1/items/fell', { title: 'Fell tent', stock: 0 });
    await open.laptop.functions.invoke('catalog', { step: 'translate' });
    expect(await call('GET', '/v1/languages')).toMatchObject({
      ...{ language: 'en', translateTo: ['zh-Hant'], version: 1 },
      translations: { translator: 'glossary', isComplete: true, languages: { 'zh-Hant': { translated: 1 } } },
    });
    expect(await call('POST', '/v1/localize', { locale: 'zh-TW', text: ['Fell tent', 'red tent'] })).toEqual({
      texts: [
        { text: 'Fell 帐篷', contentLanguage: 'zh-Hant', machineTranslated: true },
        { text: 'red tent', contentLanguage: 'en', untranslated: ['red'] },
      ],
    });
  });

  it.each([
    ['PUT', '/v1/languages', '/translateTo/0', { language: 'en', translateTo: ['en-GB'] }],
    ['PUT', '/v1/languages', '/language', { language: 'no locale' }],
    ['PUT', '/v1/terms/no%20locale', '/locale', { terms: [] }],
    ['PUT', '/v1/terms/zh', '/terms/1/term', { terms: [{ term: 'Fell' }, { term: 'fell' }] }],
    ['POST', '/v1/localize', '/text', { locale: 'zh', text: [] }],
  ])('%s %s: refused at %s', async (method, path, pointer, body) => {
    const answer = await fetch(`${open.url}${path}`, { method, headers: bearer(), body: JSON.stringify(body) });
    const { errors } = (await answer.json()) as { readonly errors: readonly { readonly pointer: string }[] };
    expect([answer.status, errors[0]?.pointer]).toEqual([422, pointer]);
  });
});

describe('each placement, over HTTP', () => {
  it('home: what the person wants', async () => {
    await does('homer', 'Product Viewed', first);
    const decision = await ask({ placement: 'home', userId: 'homer' });
    expect(decision).toMatchObject({ placement: 'home', strategy: 'personal', evidence: 'person' });
    expect(idsOf(decision)).not.toContain(first);
  });

  it.each([
    ['product', 'similar', 'goes with'],
    ['bought-together', 'bought-together', 'often bought with'],
  ])('%s: what belongs to the page’s item', async (placement, strategy, words) => {
    const decision = await ask({ placement, itemId: first });
    expect(decision).toMatchObject({ placement, strategy, evidence: 'item' });
    expect(decision.items[0]?.reasons[0]?.text).toContain(words);
    expect(idsOf(decision)).not.toContain(first);
  });

  it('cart: what completes it', async () => {
    await does('carter', 'Product Added', second);
    const decision = await ask({ placement: 'cart', userId: 'carter' });
    expect(decision).toMatchObject({ placement: 'cart', strategy: 'bought-together', evidence: 'person' });
    expect(idsOf(decision)).not.toContain(second);
  });

  it('viewed: because of the newest view, which it names', async () => {
    await does('viewer', 'Product Viewed', third);
    await does('viewer', 'Product Viewed', first);
    const decision = await ask({ placement: 'viewed', userId: 'viewer' });
    expect(decision).toMatchObject({
      placement: 'viewed',
      strategy: 'similar',
      evidence: 'person',
      becauseOf: { itemId: first, title: itemOf.get(first)?.title },
    });
    expect(decision.items.every(({ reasons }) => reasons[0]?.itemId !== third)).toBe(true);
  });

  it('trending: what many want now', async () => {
    const decision = await ask({ placement: 'trending', userId: 'homer' });
    expect(decision).toMatchObject({ placement: 'trending', strategy: 'trending', evidence: 'market' });
  });

  it('any, abroad: what is delivered there, at prices of the market, with the rate on record', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { days } = (await open.door.sendText('/v1/exchange-rates', `Date,USD\n${today},1.0812\n`)) as {
      days: number;
    };
    expect(days).toBe(1);
    const [category = ''] = itemOf.get(first)!.categories;
    const market = {
      currency: 'USD',
      price: { stepMinor: 100, endingMinor: 99 },
      deliverable: { categories: { in: [category] } },
    };
    expect(await open.door.call('PUT', '/v1/markets/US', market)).toMatchObject({ market: 'US', version: 1 });
    const body = { placement: 'trending', userId: 'homer', context: { market: 'US' } };
    const decision = await vi.waitUntil(
      async () => {
        const answer = await ask(body);
        return answer.money && answer;
      },
      { timeout: 30_000, interval: 500 },
    );
    expect(decision.items.length).toBeGreaterThan(0);
    const asked = decision.items.map(({ itemId }) => ({ itemId }));
    const localized = (await open.door.call('POST', '/v1/localize', { market: 'US', items: asked })) as {
      items: { price: object; rate: string; rateDate: string }[];
    };
    for (const [i, { item, price }] of decision.items.entries()) {
      expect(item?.categories).toContain(category);
      expect(price!.amount % 100).toBe(99);
      expect(localized.items[i]).toMatchObject({ price, rate: '1.0812', rateDate: today });
    }
    const record = await open.door.call('GET', `/v1/decisions/${decision.decisionId}`);
    expect(record).toMatchObject({
      money: { currency: 'USD', rates: [{ from: 'EUR', to: 'USD', rate: '1.0812', rateDate: today }] },
      slate: decision.items.map(({ itemId, price }) => ({ itemId, priceMinor: price?.amount })),
    });
    expect(await raw(open.url, '/v1/exchange-rates', { headers: bearer(), body: '<html></html>' })).toMatchObject({
      status: 400,
      body: { detail: 'the XML has no Envelope of exchange rates' },
    });
    expect(
      await raw(open.url, '/v1/localize', {
        headers: bearer(),
        body: JSON.stringify({ currency: 'CHF', items: asked.slice(0, 1) }),
      }),
    ).toMatchObject({ status: 422, body: { errors: [{ pointer: '/items/0' }] } });
  });

  it('again: what was bought, of equals the newest first, and why', async () => {
    for (const itemId of [second, first]) {
      await open.door.call('POST', '/v1/track', {
        event: 'Order Completed',
        userId: 'buyer',
        properties: { products: [{ product_id: itemId }] },
      });
    }
    await does('buyer', 'Product Viewed', third);
    const decision = await ask({ placement: 'again', userId: 'buyer' });
    expect(decision).toMatchObject({ placement: 'again', strategy: 'again', evidence: 'person' });
    expect(idsOf(decision)).toEqual([first, second]);
    expect(decision.items[0]?.reasons).toEqual([
      { code: 'bought-before', itemId: first, text: 'you bought it before' },
    ]);
    const why = await open.door.call('GET', `/v1/decisions/${decision.decisionId}/explanation`);
    expect(why).toMatchObject({ strategy: 'again', items: [{ text: 'You bought it before.' }, {}], removed: [] });
  });

  it('every one has an answer for somebody new', async () => {
    for (const placement of PLACEMENTS) {
      const { items } = await ask({ placement, anonymousId: 'nobody-knows', itemId: first, limit: 7 });
      expect(items.map(({ rank: place }) => place)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it('is in the list of placements, with what it wants and falls back to', async () => {
    const told = (await open.door.call('GET', '/v1/placements')) as { readonly placements: readonly object[] };
    expect(told.placements.map((each) => 'placement' in each && each.placement)).toEqual(PLACEMENTS);
    expect(told.placements[1]).toMatchObject({ placement: 'product', wants: ['itemId'], anchor: 'page' });
    expect(told.placements[1]).toHaveProperty('answers.1', {
      strategy: 'same-category',
      evidence: 'item',
      when: 'the model knows nothing of that item',
    });
  });

  it('a ranking: the given items in another order', async () => {
    const items = shop.items.slice(0, 60).map(({ itemId }) => itemId);
    const ranking = await rank({ userId: 'homer', items, context: { market: 'DE', device: 'mobile', hour: 9 } });
    expect(idsOf(ranking).toSorted()).toEqual(items.toSorted());
    expect(ranking).toMatchObject({ decisionId: expect.any(String), strategy: 'personal', warnings: [] });
    expect(ranking.items.every(({ reasons }) => reasons.length > 0)).toBe(true);
    const none = await rank({ items: ['no-such', 'nor-this'] });
    expect(none).toMatchObject({ strategy: 'given-order', evidence: 'none' });
    expect(idsOf(none)).toEqual(['no-such', 'nor-this']);
    expect(none.warnings).toHaveLength(2);
  });
});

describe('the wishes of a request, over HTTP', () => {
  const category = itemOf.get(first)?.categories[0] ?? '';

  it('a filter, promotions, boosts, an objective and diversity, all at once', async () => {
    const inStock = { availability: { in: ['in_stock'] } };
    const decision = await ask({
      placement: 'home',
      userId: 'homer',
      limit: 10,
      filter: inStock,
      promotions: [{ filter: { categories: { in: [category] } }, positions: [1, 4] }],
      boosts: [{ filter: { categories: { notIn: [category] } }, factor: 2 }],
      objective: 'margin',
      diversity: 0.3,
      context: { market: 'DE', device: 'desktop', hour: 23, weather: 'rain' },
    });
    expect(decision.items).toHaveLength(10);
    expect(decision.items.map(({ promoted }) => promoted ?? false).slice(0, 4)).toEqual([true, false, false, true]);
    for (const { promoted, itemId } of decision.items) {
      if (promoted) expect(itemOf.get(itemId)?.categories).toContain(category);
      expect(itemOf.get(itemId)?.availability).toBe('in_stock');
    }
    expect(decision.warnings[0]).toBe('context.weather is not known and was ignored');
  });

  it('an item of this minute is found by its filter, with its reason, without a night', async () => {
    await open.door.putItems([{ ...shop.items[0], itemId: 'of-now', categories: ['of now'] } as Item], () => undefined);
    const filtered = () => ask({ placement: 'home', userId: 'homer', filter: { categories: { in: ['of now'] } } });
    await expect.poll(async () => idsOf(await filtered()), { timeout: 20_000, interval: 500 }).toEqual(['of-now']);
    expect((await filtered()).items[0]).toMatchObject({ probability: 1, reasons: [{ code: 'new-item' }] });
  });

  it('gives some slots to new items, with their propensity', async () => {
    const slates = [];
    for (let i = 0; i < 60; i++) slates.push((await ask({ placement: 'home', userId: 'homer' })).items);
    const explored = slates.filter((items) => items.some(({ reasons }) => reasons[0]?.code === 'new-item'));
    expect(explored.length).toBeGreaterThan(10); // half of them on average; this few once in 10⁷
    for (const items of slates) {
      expect(items.slice(0, 9).every(({ probability }) => probability === 1)).toBe(true);
      const last = items[9];
      if (last?.reasons[0]?.code === 'new-item') expect(last.probability).toBeLessThanOrEqual(0.5);
      else expect(last?.probability).toBe(0.5);
    }
  });
});

describe('wrong questions', () => {
  const refused = async (path: string, body: object) => {
    const answer = await raw(open.url, path, { headers: bearer(), body: JSON.stringify(body) });
    return { status: answer.status, ...(answer.body as { errors?: { pointer: string; reason: string }[] }) };
  };

  it.each([
    ['/v1/recommendations', '/placement', { placement: 'shelf' }],
    ['/v1/recommendations', '/itemId', { placement: 'bought-together' }],
    ['/v1/recommendations', '/filter/brand', { placement: 'home', filter: { brand: { contains: 'x' } } }],
    [
      '/v1/recommendations',
      '/filter/price/min',
      { placement: 'home', filter: { price: { currency: 'EUR', min: '9' } } },
    ],
    ['/v1/recommendations', '/promotions/0/filter', { placement: 'home', promotions: [{ filter: {}, share: 1 }] }],
    ['/v1/recommendations', '/boosts/0/factor', { placement: 'home', boosts: [{ filter: {}, factor: -1 }] }],
    ['/v1/recommendations', '/context/hour', { placement: 'home', context: { hour: 25 } }],
    ['/v1/rankings', '/items', {}],
    ['/v1/rankings', '/items', { items: Array.from({ length: 501 }, (_, i) => `i${i}`) }],
  ] as const)('%s: 422 at %s', async (path, pointer, body) => {
    const { status, errors } = await refused(path, body);
    expect(status).toBe(422);
    expect(errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('no key, or one that is public: 401 and 403; a context beyond 8 KB: 413; no JSON: 400', async () => {
    const body = JSON.stringify({ items: ['a'] });
    expect((await raw(open.url, '/v1/rankings', { body })).status).toBe(401);
    expect((await raw(open.url, '/v1/rankings', { headers: bearer(LAPTOP_KEYS.write), body })).status).toBe(403);
    const large = { items: ['a'], context: { note: 'x'.repeat(9000) } };
    expect((await refused('/v1/rankings', large)).status).toBe(413);
    expect((await raw(open.url, '/v1/rankings', { headers: bearer(), body: '{' })).status).toBe(400);
  });
});
