import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { basic, bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
});
afterAll(() => shop.close());

const eventsOf = async (id: string, by = 'userId') =>
  (
    (await shop.door.call('GET', `/v1/profiles/${encodeURIComponent(id)}/events?by=${by}`)) as {
      events: { messageId: string; type: string }[];
    }
  ).events;

const event = (messageId: string, fields: object = {}) => ({
  type: 'track',
  event: 'Product Viewed',
  messageId,
  timestamp: '2026-11-24T11:00:00.000Z',
  properties: { product_id: 'p1' },
  ...fields,
});

describe('requests as real clients send them', () => {
  it('Segment’s Node client: a JSON batch, the key as Basic user name', async () => {
    const body = JSON.stringify({
      batch: [event('n1', { userId: 'node' })],
      writeKey: LAPTOP_KEYS.write,
      sentAt: '2026-11-24T11:00:01Z',
    });
    const answer = await raw(shop.url, '/v1/batch', {
      headers: { ...basic(), 'content-type': 'application/json' },
      body,
    });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ success: true, accepted: 1, quarantined: 0 });
    expect(await eventsOf('node')).toHaveLength(1);
  });

  it('RudderStack’s Node client: gzip that is labelled as a form', async () => {
    const body = gzipSync(
      JSON.stringify({
        batch: [event('r1', { userId: 'rudder', timestamp: undefined, originalTimestamp: '2026-11-24T11:00:00Z' })],
      }),
    );
    const headers = { ...basic(), 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' };

    expect((await raw(shop.url, '/v1/batch', { headers, body })).status).toBe(200);
    expect(await eventsOf('rudder')).toHaveLength(1);
  });

  it('gzip bytes that nothing labels', async () => {
    const body = gzipSync(JSON.stringify({ batch: [event('g1', { userId: 'zip' })] }));

    expect(
      (await raw(shop.url, '/v1/batch', { headers: { ...basic(), 'content-type': 'application/octet-stream' }, body }))
        .status,
    ).toBe(200);
    expect(await eventsOf('zip')).toHaveLength(1);
  });

  it('Segment’s browser client: text/plain, the short path, userId null, the key in the body, a preflight before', async () => {
    const preflight = await raw(shop.url, '/v1/t', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-headers': 'authorization' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');

    const { type: _, ...body } = event('b1', { userId: null, anonymousId: 'browser', writeKey: LAPTOP_KEYS.write });
    const answer = await raw(shop.url, '/v1/t', {
      headers: { 'content-type': 'text/plain', origin: 'https://shop.example' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await eventsOf('browser', 'anonymousId')).toHaveLength(1);
  });

  it('RudderStack’s browser client: the device in a header in base64, userId "", allowed headers in the preflight', async () => {
    const preflight = await raw(shop.url, '/v1/track', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example' },
    });
    for (const header of ['anonymousid', 'authorization', 'content-type', 'sentat']) {
      expect(preflight.headers.get('access-control-allow-headers')).toContain(header);
    }
    const headers = {
      ...basic(),
      'content-type': 'application/json;charset=UTF-8',
      anonymousid: Buffer.from('header-device').toString('base64'),
    };
    const { type: _, ...body } = event('rb1', { userId: '' });

    expect((await raw(shop.url, '/v1/track', { headers, body: JSON.stringify(body) })).status).toBe(200);
    expect(await eventsOf('header-device', 'anonymousId')).toHaveLength(1);
  });

  it('a beacon: the key in the query, no content type worth the name', async () => {
    const body = JSON.stringify({ batch: [event('be1', { userId: 'beacon' })] });

    expect(
      (
        await raw(shop.url, `/beacon/v1/batch?writeKey=${LAPTOP_KEYS.write}`, {
          headers: { 'content-type': 'text/plain' },
          body,
        })
      ).status,
    ).toBe(200);
    expect(await eventsOf('beacon')).toHaveLength(1);
  });

  it.each([
    ['identify', 'i', { userId: 'calls', traits: { a: 1 } }],
    ['page', 'p', { userId: 'calls', name: 'Home' }],
    ['screen', 's', { userId: 'calls', name: 'Home' }],
    ['group', 'g', { userId: 'calls', groupId: 'g1' }],
    ['alias', 'a', { userId: 'calls', previousId: 'before' }],
  ])('%s and its short form', async (type, short, fields) => {
    for (const path of [type, short]) {
      const body = JSON.stringify({ messageId: `${type}-${path}`, timestamp: '2026-11-24T11:00:00Z', ...fields });
      expect((await raw(shop.url, `/v1/${path}`, { headers: basic(), body })).status).toBe(200);
    }
    const types = (await eventsOf('calls')).map((stored) => stored.type);
    expect(types.filter((stored) => stored === type)).toHaveLength(2);
  });

  it('settings for the browser clients, only for a known write key', async () => {
    const settings = await raw(shop.url, `/v1/projects/${LAPTOP_KEYS.write}/settings`, { method: 'GET' });
    expect(settings.body).toMatchObject({ integrations: { 'Segment.io': { apiKey: LAPTOP_KEYS.write } } });
    expect((await raw(shop.url, '/v1/projects/wk_unknown/settings', { method: 'GET' })).status).toBe(401);
    expect((await raw(shop.url, '/sourceConfig/?p=npm', { method: 'GET', headers: basic() })).body).toMatchObject({
      source: { enabled: true },
    });
  });

  it('an anonymous device’s events become the person’s when it is identified', async () => {
    await shop.door.sendEvents(
      '/v1/batch',
      [
        event('before', { anonymousId: 'phone' }),
        { type: 'identify', anonymousId: 'phone', userId: 'mara', messageId: 'id' },
      ],
      () => undefined,
    );

    expect((await eventsOf('mara')).map(({ messageId }) => messageId).sort()).toEqual(['before', 'id']);
  });
});

describe('bad input', () => {
  const problem = (answer: { headers: Headers; body: unknown }) => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: expect.stringMatching(/^urn:rapport:problem:/),
      title: expect.any(String),
    });
    return answer.body as { status: number; detail: string; errors?: { pointer: string; reason: string }[] };
  };

  it('malformed JSON: 400', async () => {
    const answer = await raw(shop.url, '/v1/batch', { headers: basic(), body: '{"batch": [' });
    expect(answer.status).toBe(400);
    problem(answer);
  });

  it('broken gzip: 400', async () => {
    const answer = await raw(shop.url, '/v1/batch', {
      headers: { ...basic(), 'content-encoding': 'gzip' },
      body: Buffer.from([0x1f, 0x8b, 1, 2, 3]),
    });
    expect(answer.status).toBe(400);
  });

  it('an event beyond 32 KB alone, or a batch beyond 500 KB: 400 naming size and limit, as Segment answers', async () => {
    const big = await raw(shop.url, '/v1/track', {
      headers: basic(),
      body: JSON.stringify(event('big', { userId: 'u', properties: { x: 'x'.repeat(33_000) } })),
    });
    expect(big.status).toBe(400);
    expect(problem(big).detail).toMatch(/33\d{3} bytes.*32768/);

    const batch = Array.from({ length: 20 }, (_, i) =>
      event(`m${i}`, { userId: 'u', properties: { x: 'x'.repeat(30_000) } }),
    );
    expect((await raw(shop.url, '/v1/batch', { headers: basic(), body: JSON.stringify({ batch }) })).status).toBe(400);
  });

  it('a body beyond what a function may be sent: 413', async () => {
    expect((await raw(shop.url, '/v1/batch', { headers: basic(), body: 'x'.repeat(7 * 1024 * 1024) })).status).toBe(
      413,
    );
  });

  it('no key or an unknown one: 401; a write key on the shop’s routes: 403', async () => {
    const body = JSON.stringify({ batch: [event('k', { userId: 'u' })] });
    expect((await raw(shop.url, '/v1/batch', { body })).status).toBe(401);
    const unknown = await raw(shop.url, '/v1/batch', { headers: basic('wk_other'), body });
    expect(unknown.status).toBe(401);
    problem(unknown);
    expect((await raw(shop.url, '/v1/items/p1', { method: 'GET', headers: bearer(LAPTOP_KEYS.write) })).status).toBe(
      403,
    );
  });

  it('a bad event in a batch: 200, the others stored, the bad one quarantined with its reason', async () => {
    const body = JSON.stringify({ batch: [event('ok', { userId: 'mixed' }), event('bad'), 7] });
    const answer = await raw(shop.url, '/v1/batch', { headers: basic(), body });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ accepted: 1, quarantined: 2 });
    const { events } = (await shop.door.call('GET', '/v1/events/quarantine')) as {
      events: { messageId: string; code: string }[];
    };
    expect(events).toContainEqual(expect.objectContaining({ messageId: 'bad', code: 'no_person', pointer: '/userId' }));
  });

  it('an unknown item: 404; an unknown route: 404', async () => {
    const missing = await raw(shop.url, '/v1/items/none', { method: 'GET', headers: bearer() });
    expect(missing.status).toBe(404);
    expect(problem(missing).detail).toContain('none');
    expect((await raw(shop.url, '/v2/items', { method: 'GET' })).status).toBe(404);
  });

  it('a wrong type: 422 naming the pointer', async () => {
    const body = JSON.stringify({ title: 'Cup', price: { amount: 9.99, currency: 'euro' }, color: 'red' });
    const answer = await raw(shop.url, '/v1/items/cup', { method: 'PUT', headers: bearer(), body });

    expect(answer.status).toBe(422);
    const pointers = problem(answer).errors?.map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/price/amount', '/price/currency']));
    expect(
      (
        await raw(shop.url, '/v1/recommendations', {
          headers: bearer(),
          body: JSON.stringify({ placement: 'shelf', limit: '3' }),
        })
      ).status,
    ).toBe(422);
  });

  it('a stale If-Match: 409', async () => {
    const put = (title: string, ifMatch?: string) =>
      raw(shop.url, '/v1/items/stale', {
        method: 'PUT',
        headers: { ...bearer(), ...(ifMatch && { 'if-match': ifMatch }) },
        body: JSON.stringify({ title }),
      });
    expect((await put('A')).headers.get('etag')).toBe('"1"');
    expect((await put('B', '"1"')).status).toBe(200);
    expect((await put('C', '"1"')).status).toBe(409);
  });

  it('items of a batch are refused one by one', async () => {
    const body = JSON.stringify({ items: [{ itemId: 'good', title: 'Good' }, { itemId: 'bad' }] });
    const answer = await raw(shop.url, '/v1/items:batch', { headers: bearer(), body });

    expect(answer.body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, itemId: 'bad', errors: [{ pointer: '/title' }] }],
    });
  });
});
