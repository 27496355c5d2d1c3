import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { type Route, routes } from '../../infra/topology.ts';
import { SCOPES } from '../../shared/domain/access-key.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { answerTo, CREDENTIALS, type Credential, matrixTable, routesTable } from '../support/credentials.ts';
import { openTestLaptop, type TestLaptop } from '../support/laptop.ts';
import { asShopper, startSession } from '../support/shopper.ts';

let shop: TestLaptop;
let keys: { readonly [credential in Credential]?: string | undefined };

const order = (command: object) => shop.laptop.functions.invoke('keys', command) as Promise<Record<string, string>>;

beforeAll(async () => {
  shop = await openTestLaptop();
  const secret = SCOPES.map(async (scope) => {
    const { key } = await order({ command: 'add-key', kind: 'secret', name: scope, scopes: [scope] });
    return [`secret key, ${scope}`, key] as const;
  });
  const { key: old } = await order({ command: 'add-key', kind: 'secret', name: 'old', scopes: [...SCOPES] });
  await order({ command: 'rotate-key', key: old, until: new Date(Date.now() - 1000).toISOString() });
  keys = {
    ...Object.fromEntries(await Promise.all(secret)),
    'unknown key': 'sk_unknown_key',
    'expired key': old,
    'write key': LAPTOP_KEYS.write,
    'write key in the URL': LAPTOP_KEYS.write,
    'secret key in the URL': LAPTOP_KEYS.secret,
    session: (await startSession(shop, 'mara', { purpose: 'session' })).token,
    'session of another person': (await startSession(shop, 'otto', { purpose: 'session' })).token,
    'operator token': shop.laptop.operatorToken,
  };
});
afterAll(() => shop.close());

/** A link opens once, so each question brings a new one. */
const textOf = async (credential: Credential): Promise<string | undefined> =>
  credential === 'link' ? (await startSession(shop, 'mara')).token : keys[credential];

async function ask({ route }: Route, credential: Credential): Promise<{ status: number; body: string }> {
  const [method = '', path = ''] = route.split(' ');
  const text = await textOf(credential);
  const filled = path.replace('{writeKey}', text ?? 'none').replace(/\{\w+\+?\}/g, 'x');
  const inUrl = credential.endsWith('in the URL');
  const response = await fetch(new URL(inUrl ? `${filled}?writeKey=${text}` : filled, shop.url), {
    method,
    headers: text === undefined || inUrl ? {} : { authorization: `Bearer ${text}` },
    ...(method !== 'GET' && method !== 'DELETE' && { body: '{}' }),
  });
  return { status: response.status, body: await response.text() };
}

describe('every route and every credential', () => {
  it.each(CREDENTIALS)('%s opens what docs/security.md says', async (credential) => {
    for (const route of routes) {
      const { status } = await ask(route, credential);
      const answer = status === 401 || status === 403 ? status : 'in';
      expect([route.route, credential, answer]).toEqual([route.route, credential, answerTo(route.access, credential)]);
      expect(status).toBeLessThan(500);
    }
  });

  it.each([
    ['matrix', matrixTable],
    ['routes', routesTable],
  ])('docs/security.md has the table of the %s', (_, table) => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8')).toContain(table());
  });
});

describe('keys', () => {
  const statusOf = async (key: string, path = '/v1/items') =>
    (await fetch(new URL(path, shop.url), { headers: { authorization: `Bearer ${key}` } })).status;

  it('that are rotated go on until their stated end, and are marked with the day of their use', async () => {
    const { key: old = '' } = await order({ command: 'add-key', kind: 'secret', name: 'rotated', scopes: ['catalog'] });
    const until = new Date(Date.now() + 3600_000).toISOString();
    const rotated = await order({ command: 'rotate-key', key: old, until });

    expect(rotated).toMatchObject({ scopes: ['catalog'], name: 'rotated', oldKeyEndsAt: until });
    expect([await statusOf(old), await statusOf(rotated['key']!)]).toEqual([200, 200]);
    const list = await shop.laptop.functions.invoke('keys', { command: 'list-keys' });
    const { keys: listed } = list as { keys: Record<string, unknown>[] };
    const today = new Date().toISOString().slice(0, 10);
    expect(listed.filter(({ name }) => name === 'rotated')).toEqual([
      expect.objectContaining({ lastUsedDay: today }),
      expect.objectContaining({ lastUsedDay: today }),
    ]);
    expect(JSON.stringify(listed)).not.toContain(old);
  });

  it('are not rotated over more than 30 days, nor given a longer life by it', async () => {
    const { key } = await order({ command: 'add-key', kind: 'write', name: 'ends' });
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    await expect(order({ command: 'rotate-key', key, until: inDays(31) })).rejects.toThrow(/30 days/);
    const first = await order({ command: 'rotate-key', key, until: inDays(1) });
    const second = await order({ command: 'rotate-key', key, until: inDays(20) });
    expect(second['oldKeyEndsAt']).toBe(first['oldKeyEndsAt']);
  });

  it('of browsers have no scopes, and a new one of a server may do all but operate', async () => {
    await expect(order({ command: 'add-key', kind: 'write', name: 'shop', scopes: ['catalog'] })).rejects.toThrow(
      /scopes/,
    );
    const { key = '' } = await order({ command: 'add-key', kind: 'secret', name: 'server' });
    expect([await statusOf(key), await statusOf(key, '/v1/events/quarantine')]).toEqual([200, 403]);
  });
});

describe('the person of a session', () => {
  /** Ids that could be taken for one another by a careless reader. */
  const ids = Array.from({ length: 12 }, (_, i) => `person-${i}${i % 3 === 0 ? '#E' : ''}${i % 4 === 0 ? ' ' : ''}`);
  const secretOf = (id: string) => `canary-${ids.indexOf(id)}-end`;

  it('sees nothing of another, whatever the request says besides', { timeout: 120_000 }, async () => {
    const events = ids.map((userId, i) => ({
      type: 'identify',
      userId,
      anonymousId: `device-${secretOf(userId)}`,
      messageId: `m${i}`,
      traits: { secret: secretOf(userId) },
    }));
    await shop.door.sendEvents('/v1/batch', events, () => undefined);
    const tokens = new Map<string, string>();
    for (const id of ids) tokens.set(id, (await startSession(shop, id, { purpose: 'session' })).token);
    const next = seededRandom(7);
    const any = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;

    for (let round = 0; round < 96; round++) {
      const own = any(ids);
      const other = any(ids.filter((id) => id !== own));
      const swap = encodeURIComponent(other);
      const { method, path, body } = any([
        { method: 'GET', path: `/v1/me?userId=${swap}&by=userId&profileId=${swap}&sub=U%23${swap}` },
        { method: 'GET', path: `/v1/me/export?format=json&userId=${swap}` },
        { method: 'GET', path: `/v1/me/export?format=csv&profileId=${swap}` },
        { method: 'GET', path: `/v1/me/consent?userId=${swap}` },
        { method: 'PATCH', path: '/v1/me', body: { traits: { userId: other, round } } },
        { method: 'PATCH', path: '/v1/me', body: { userId: other, traits: { hacked: true } } },
        { method: 'PUT', path: '/v1/me/consent', body: { userId: other, purposes: { profiling: false } } },
        { method: 'PUT', path: `/v1/me/consent?userId=${swap}`, body: { purposes: { marketing: false } } },
      ] as { method: string; path: string; body?: object }[]);
      const answer = await asShopperText(tokens.get(own)!, method, path, body);
      expect([own, other, path, answer.includes(secretOf(other))]).toEqual([own, other, path, false]);
      expect(answer).not.toContain('hacked');
    }
    for (const id of ids) {
      const { body } = await asShopper(shop.url, tokens.get(id)!, 'GET', '/v1/me');
      expect(body).toMatchObject({ profileId: id, traits: { secret: secretOf(id) } });
    }
  });

  const asShopperText = async (token: string, method: string, path: string, body?: object) => {
    const response = await fetch(new URL(path, shop.url), {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.text();
  };
});
