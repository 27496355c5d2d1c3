import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../shared/domain/decision.ts';
import { basic, bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';
import { asShopper, startSession } from '../support/shopper.ts';

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
  const seen = (userId: string, traits: object) => [
    { type: 'identify', userId, anonymousId: `phone-${userId}`, messageId: `i-${userId}`, traits },
    { type: 'track', event: 'Product Viewed', userId, messageId: `v-${userId}`, properties: { product_id: 'p1' } },
  ];
  const events = [...seen('mara', { firstName: 'Mara', city: 'Graz' }), ...seen('otto', { firstName: 'Otto' })];
  await shop.door.sendEvents('/v1/batch', events, () => undefined);
});
afterAll(() => shop.close());

const me = (token: string, method = 'GET', path = '/v1/me', body?: unknown) =>
  asShopper(shop.url, token, method, path, body);
const sessionOf = async (userId: string) => (await startSession(shop, userId, { purpose: 'session' })).token;

describe('a shopper’s token', () => {
  it('of a link is changed into a session once, and opens nothing else', async () => {
    const { token, link, expiresAt } = await startSession(shop, 'mara');
    expect(link).toBe(`${shop.url}/me#token=${token}`);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect((await me(token)).status).toBe(401);

    const answers = await Promise.all(Array.from({ length: 8 }, () => me(token, 'POST', '/v1/me/session')));
    const given = answers.filter(({ status }) => status === 200);
    expect(given).toHaveLength(1);
    const session = (given[0]!.body as { token: string }).token;
    expect((await me(session)).body).toMatchObject({ profileId: 'mara', traits: { firstName: 'Mara' } });
    expect((await me(session, 'POST', '/v1/me/session')).status).toBe(401);
  });

  it('lives an hour at most, and a link a week', async () => {
    const wish = (body: object) =>
      raw(shop.url, '/v1/profiles/mara/sessions', { headers: bearer(), body: JSON.stringify(body) });
    expect((await wish({ purpose: 'session', ttlSeconds: 3601 })).status).toBe(422);
    expect((await wish({ purpose: 'link', ttlSeconds: 7 * 86_400 + 1 })).status).toBe(422);
    expect((await wish({ purpose: 'link', ttlSeconds: 7 * 86_400 })).status).toBe(200);
    expect((await wish({ purpose: 'door' })).status).toBe(422);
  });

  it('that was forged, changed, cut, has ended or is none gets one and the same answer', async () => {
    const token = await sessionOf('mara');
    const short = (await startSession(shop, 'mara', { purpose: 'session', ttlSeconds: 1 })).token;
    const [header = '', payload = '', signature = ''] = token.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const signedWith = (key: string, head: string, body: string) =>
      `${head}.${body}.${createHmac('sha256', key).update(`${head}.${body}`).digest('base64url')}`;
    const other = encode({ ...claims, sub: 'U#otto' });
    await new Promise((resolve) => setTimeout(resolve, 1100));

    const bad = {
      ended: short,
      empty: '',
      'a word': 'token',
      'two parts': `${header}.${payload}`,
      'four parts': `${token}.${signature}`,
      'no signature': `${header}.${payload}.`,
      'a cut signature': token.slice(0, -1),
      'a longer signature': `${token}A`,
      'another person': `${header}.${other}.${signature}`,
      'another life': `${header}.${encode({ ...claims, exp: 9_999_999_999 })}.${signature}`,
      'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      'alg none, signed': `${encode({ alg: 'none', typ: 'JWT', kid: '1' })}.${payload}.${signature}`,
      'another algorithm': `${encode({ alg: 'HS512', typ: 'JWT', kid: '1' })}.${payload}.${signature}`,
      'a key of their own': signedWith('guess', header, other),
      'an empty key': signedWith('', header, payload),
      'another kid': signedWith('guess', encode({ alg: 'HS256', typ: 'JWT', kid: '2' }), other),
      'a kid that is a path': signedWith('', encode({ alg: 'HS256', typ: 'JWT', kid: '../../dev/null' }), other),
      'the header reordered': `${encode({ typ: 'JWT', alg: 'HS256', kid: '1' })}.${payload}.${signature}`,
      padding: `${header}.${payload}=.${signature}`,
      'a secret key': 'sk_laptop',
      'much too long': `${header}.${payload}${'A'.repeat(9000)}.${signature}`,
    };
    const good = await me(token);
    expect(good.status).toBe(200);
    for (const [name, text] of Object.entries(bad)) {
      const answer = await me(text);
      expect([name, answer.status]).toEqual([name, 401]);
      expect([name, answer.body]).toEqual([
        name,
        {
          type: 'urn:rapport:problem:unauthorized',
          title: 'Unauthorized',
          status: 401,
          detail: 'the token is not valid; ask the shop for a new link',
        },
      ]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('goes on when the secret is changed, until it ends by itself', async () => {
    const before = await sessionOf('mara');
    await shop.laptop.functions.invoke('keys', { command: 'rotate-secret', name: 'shopper' });
    const rotation = { command: 'rotate-secret', name: 'suppression' };
    await expect(shop.laptop.functions.invoke('keys', rotation)).rejects.toThrow('name');

    expect((await me(before)).status).toBe(200);
    expect((await me(await sessionOf('mara'))).status).toBe(200);
  });

  it('is given for somebody of whom nothing is known just the same', async () => {
    const answer = await me(await sessionOf('nobody'));
    expect(answer.body).toEqual({ traits: {}, segments: [], consent: {}, devices: [], recent: [] });
  });
});

describe('a shopper', () => {
  it('sees what is known, corrects it and takes it away, and later events count again', async () => {
    const token = await sessionOf('mara');
    const first = (await me(token)).body as { devices: { anonymousId: string }[]; recent: { what: string }[] };
    expect(first.devices.map(({ anonymousId }) => anonymousId)).toEqual(['phone-mara']);
    expect(first.recent.map(({ what }) => what)).toContain('Product Viewed');

    const corrected = await me(token, 'PATCH', '/v1/me', { traits: { city: 'Wien', firstName: null, size: 42 } });
    expect(corrected.body).toMatchObject({ traits: { city: 'Wien', size: 42 } });
    expect((corrected.body as { traits: object }).traits).not.toHaveProperty('firstName');

    const later = { type: 'identify', userId: 'mara', messageId: 'i-later', traits: { firstName: 'Maria' } };
    await shop.door.sendEvents('/v1/batch', [later], () => undefined);
    expect((await me(token)).body).toMatchObject({ traits: { city: 'Wien', firstName: 'Maria', size: 42 } });
  });

  it('is told what is wrong with a correction without what was in it', async () => {
    const answer = await me(await sessionOf('mara'), 'PATCH', '/v1/me', { traits: { note: 'x'.repeat(2001) } });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).not.toContain('xxx');
  });

  it('pauses personalisation and objects to profiling, by their own word', async () => {
    const token = await sessionOf('otto');
    expect((await me(token, 'GET', '/v1/me/consent')).body).toMatchObject({
      purposes: {},
      uses: { personalise: true },
    });

    const purposes = { personalisation: false, profiling: false };
    const said = (await me(token, 'PUT', '/v1/me/consent', { purposes })).body;
    expect(said).toMatchObject({
      purposes: {
        personalisation: { granted: false, source: 'self' },
        profiling: { granted: false, source: 'self' },
      },
      uses: { personalise: false, train: false },
    });
    expect((await me(token, 'GET', '/v1/me/consent')).body).toEqual(said);
    const device = (await startSession(shop, 'phone-otto', { purpose: 'session', by: 'anonymousId' })).token;
    expect((await me(device, 'GET', '/v1/me/consent')).status).toBe(403);
    expect(await shop.door.call('GET', '/v1/profiles/phone-otto/consent?by=anonymousId')).toEqual(said);
    expect((await me(token, 'PUT', '/v1/me/consent', { purposes: { world: true } })).status).toBe(422);
  });

  it('is forgotten at their word, and nothing can be written of them any more', async () => {
    const seen = { type: 'identify', userId: 'gone', anonymousId: 'phone-gone', messageId: 'g', traits: { a: 1 } };
    await shop.door.sendEvents('/v1/batch', [seen], () => undefined);
    const token = await sessionOf('gone');
    const device = (await startSession(shop, 'phone-gone', { purpose: 'session', by: 'anonymousId' })).token;
    for (const method of ['GET', 'DELETE']) expect((await me(device, method)).status).toBe(403);

    const answer = await me(token, 'DELETE');
    expect(answer.status).toBe(202);
    const { requestId } = answer.body as { requestId: string };
    expect(await shop.door.call('GET', `/v1/privacy/requests/${requestId}`)).toMatchObject({ type: 'delete' });
    expect((await me(token)).body).toMatchObject({ traits: {}, devices: [], recent: [], consent: {} });
    expect((await me(token, 'PATCH', '/v1/me', { traits: { a: 2 } })).status).toBe(409);
    expect((await me(token, 'PUT', '/v1/me/consent', { purposes: { profiling: true } })).status).toBe(409);
    expect((await me(token, 'GET', '/v1/me/export')).body).toMatchObject({ events: [], records: [], devices: [] });
  });

  it('is told why something was chosen for them, of their own decisions alone', { timeout: 90_000 }, async () => {
    await shop.door.putItems([{ itemId: 'tent-1', title: 'Tent' }], () => undefined);
    const seen = ['ida', 'ole'].map((userId) => ({
      type: 'identify',
      userId,
      anonymousId: `phone-${userId}`,
      messageId: `w-${userId}`,
      traits: { a: 1 },
    }));
    const looked = seen.map(({ anonymousId }) => ({
      ...{ type: 'track', event: 'Product Viewed', anonymousId, messageId: `v-${anonymousId}` },
      properties: { product_id: 'another' },
    }));
    await shop.door.sendEvents('/v1/batch', [...seen, ...looked], () => undefined);
    const decided = async (who: object) =>
      (await shop.door.call('POST', '/v1/recommendations', { placement: 'home', ...who })) as Decision;
    const why = (token: string, { decisionId }: { decisionId: string }, locale = 'en') =>
      me(token, 'GET', `/v1/me/decisions/${decisionId}/explanation?locale=${locale}`);
    await expect.poll(() => decided({ userId: 'ida' }), { timeout: 60_000 }).toMatchObject({ items: [{}] });
    const [ida, ole] = [await sessionOf('ida'), await sessionOf('ole')];
    const [own, onPhone, ofNobody] = [
      await decided({ userId: 'ida' }),
      await decided({ anonymousId: 'phone-ida' }),
      await decided({}),
    ];

    const unknown = await why(ida, { decisionId: 'unheard-of' });
    expect(unknown).toMatchObject({ status: 404, body: { detail: 'no such decision, or its time is over' } });
    for (const decision of [own, onPhone]) {
      const told = await why(ida, decision);
      const { decisionId } = decision;
      expect(told.body).toEqual(await shop.door.call('GET', `/v1/decisions/${decisionId}/explanation`));
      expect(told.body).toMatchObject({ decisionId, items: [{ title: 'Tent' }] });
      expect((await why(ida, decision, 'zh')).body).toMatchObject({ contentLanguage: 'zh' });
      const other = await why(ole, decision);
      expect([other.status, other.body]).toEqual([404, unknown.body]);
    }
    expect((await why(ida, ofNobody)).body).toEqual(unknown.body);
    const device = (await startSession(shop, 'phone-ida', { purpose: 'session', by: 'anonymousId' })).token;
    expect((await why(device, onPhone)).status).toBe(403);

    await shop.door.call('POST', '/v1/privacy/requests', { type: 'restrict', subject: { userId: 'ida' } });
    expect((await why(ida, own)).status).toBe(200);
    expect((await why(ida, await decided({ userId: 'ida' }))).body).toEqual(unknown.body);

    await me(ida, 'DELETE');
    for (const decision of [own, onPhone]) expect((await why(ida, decision)).body).toEqual(unknown.body);
  });

  it('takes everything along, in parts that miss nothing and repeat nothing', async () => {
    const many = Array.from({ length: 200 }, (_, i) => ({
      type: 'track',
      event: 'Product Viewed',
      userId: 'hoarder',
      messageId: `m${i}`,
      timestamp: new Date(1_795_000_000_000 + i * 1000).toISOString(),
      properties: { note: 'x'.repeat(20_000) },
    }));
    await shop.door.sendEvents('/v1/import', many, () => undefined);
    const token = await sessionOf('hoarder');
    const ids: string[] = [];
    let cursor = '';
    do {
      const { body } = await me(token, 'GET', `/v1/me/export?format=json${cursor && `&cursor=${cursor}`}`);
      const part = body as { events: { messageId: string }[]; nextCursor?: string };
      ids.push(...part.events.map(({ messageId }) => messageId));
      cursor = part.nextCursor ?? '';
    } while (cursor !== '');
    expect(ids.sort()).toEqual(many.map(({ messageId }) => messageId).sort());

    const csv = await fetch(`${shop.url}/v1/me/export?format=csv`, { headers: bearer(token) });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.headers.get('next-cursor')).not.toBeNull();
    expect((await csv.text()).split('\r\n')[0]).toMatch(/^messageId,type,name,at/);
  });
});

describe('the assistant', () => {
  const say = (headers: Record<string, string>, body: object) =>
    raw(shop.url, '/v1/assistant/messages', { headers, body: JSON.stringify(body) });
  const device = basic();

  it('answers a device from the shop’s FAQ, and is told whether it helped', async () => {
    const texts = { questions: ['How long does shipping take?'], answer: 'Three working days.' };
    const put = await raw(shop.url, '/v1/faq/shipping', {
      method: 'PUT',
      headers: bearer(),
      body: JSON.stringify({ languages: { en: texts } }),
    });
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"1"']);

    const { status, body } = await say(device, { text: 'how long does shipping take', anonymousId: 'tab-1' });
    expect([status, body]).toMatchObject([
      200,
      { answer: 'Three working days.', sources: [{ kind: 'faq', entryId: 'shipping' }], handoff: null },
    ]);
    const { conversationId, messageId } = body as { conversationId: string; messageId: string };
    const rated = await raw(shop.url, `/v1/assistant/messages/${messageId}/rating`, {
      headers: device,
      body: JSON.stringify({ conversationId, score: 5, anonymousId: 'tab-1' }),
    });
    expect(rated.status).toBe(204);
    expect(await shop.door.call('GET', '/v1/profiles/tab-1?by=anonymousId')).toMatchObject({
      features: { satisfaction: { csat: { count: 1, mean: 5 } } },
    });
    const removed = await raw(shop.url, '/v1/faq/shipping', { method: 'DELETE', headers: bearer() });
    expect(removed.status).toBe(204);
  });

  it('tells of orders by a session alone, and of nobody else’s', async () => {
    const order = (userId: string) => ({
      ...{ type: 'track', event: 'Order Completed', userId, messageId: `o-${userId}` },
      properties: { order_id: `NR-${userId}-1001`, total: 10, currency: 'EUR', products: [{ product_id: 'p1' }] },
    });
    await shop.door.sendEvents('/v1/batch', [order('kim'), order('lee')], () => undefined);
    const text = 'where is my order NR-kim-1001?';
    const own = await say(bearer(await sessionOf('kim')), { text });
    const other = await say(bearer(await sessionOf('lee')), { text });
    const nobody = await say(device, { text, anonymousId: 'tab-2' });
    expect(own.body).toMatchObject({ sources: [{ kind: 'order', orderId: 'NR-kim-1001' }] });
    expect([other.body, nobody.body].map((body) => JSON.stringify(body).includes('NR-'))).toEqual([false, false]);
    expect(nobody.body).toMatchObject({ answer: expect.stringContaining('sign in') });
  });

  it('hands over to staff, who read what was said and resolve it', async () => {
    const { conversationId } = (await say(device, { text: 'let me talk to a person', anonymousId: 'tab-3' })).body as {
      conversationId: string;
    };
    const path = `/v1/conversations/${conversationId}`;
    expect(await shop.door.call('GET', path)).toMatchObject({ turns: [{ question: 'let me talk to a person' }] });
    expect(await shop.door.call('POST', `${path}:resolve`)).toMatchObject({ resolvedAt: expect.any(String) });
    expect(await shop.door.call('GET', '/v1/conversations')).toEqual({ conversations: [] });
    expect((await me(await sessionOf('mara'), 'GET', path)).status).toBe(401);
  });

  it.each([
    ['nothing', { text: '', anonymousId: 'a' }, 422, '/text: want a question'],
    [
      '2,001 characters',
      { text: '查'.repeat(2001), anonymousId: 'a' },
      413,
      '2001 characters exceed the limit of 2000',
    ],
    ['no device', { text: 'hello' }, 422, '/anonymousId'],
    ['somebody’s id', { text: 'hello', anonymousId: 'a', userId: 'mara' }, 422, 'unknown field userId'],
    ['another’s conversation', { text: 'hello', anonymousId: 'a', conversationId: 'x-1' }, 404, 'no such conversation'],
  ])('refuses %s, and says why', async (_, body, status, detail) => {
    const answer = await say(device, body);
    expect([answer.status, (answer.body as { detail: string }).detail]).toEqual([
      status,
      expect.stringContaining(detail),
    ]);
  });
});
