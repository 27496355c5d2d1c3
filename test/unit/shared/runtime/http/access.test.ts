import { describe, expect, it } from 'vitest';
import type { AccessKey } from '../../../../../shared/domain/access-key.ts';
import type { AccessKeys } from '../../../../../shared/ports/access-keys.ts';
import { forOperator, keyedDoor } from '../../../../../shared/runtime/http/access.ts';
import { rateLimiter } from '../../../../../shared/runtime/http/rate-limit.ts';
import type { HttpRequest } from '../../../../../shared/runtime/http/request.ts';

const DAY_MS = 86_400_000;
const server: AccessKey = { kind: 'secret', name: 'server', scopes: ['decide'] };

/** A door before a register in memory that counts what it is asked. */
function doorWith(key: AccessKey) {
  const time = { nowMs: Date.parse('2026-11-24T10:00:00Z') };
  const asked: string[] = [];
  const clock = { nowMs: () => time.nowMs };
  let kept = key;
  const keys: AccessKeys = {
    async find(text) {
      asked.push(`find ${text}`);
      return text === 'sk_good' ? kept : undefined;
    },
    async noteUse(_, day) {
      asked.push(`note ${day}`);
      kept = { ...kept, lastUsedDay: day };
    },
  };
  const limits = rateLimiter({ write: 5, secret: 5, shopper: 5, anonymous: 5 }, clock);
  return { door: keyedDoor({ keys, clock, limits }), time, asked };
}

const request = (fields: Partial<HttpRequest> = {}): HttpRequest => ({
  route: 'GET /x',
  parameters: {},
  query: {},
  headers: { authorization: 'Bearer sk_good' },
  body: '',
  address: '192.0.2.1',
  ...fields,
});

describe('the door', () => {
  it('marks a key with the day of its use, once a day, and asks for it once a minute', async () => {
    const { door, time, asked } = doorWith(server);
    for (const passedMs of [0, 1000, 61_000, DAY_MS]) {
      time.nowMs += passedMs;
      await door.open(request(), 'decide');
    }
    expect(asked).toEqual(['find sk_good', 'note 2026-11-24', 'find sk_good', 'find sk_good', 'note 2026-11-25']);
  });

  it('shuts at the end of a key, though it knew the key a moment ago', async () => {
    const { door, time } = doorWith({ ...server, expiresAtMs: Date.parse('2026-11-24T10:00:30Z') });
    await door.open(request(), 'decide');
    time.nowMs += 30_000;
    await expect(door.open(request(), 'decide')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('opens what a scope names, and capture, and nothing else', async () => {
    const { door } = doorWith(server);
    await door.open(request(), 'capture');
    for (const wanted of ['catalog', 'people', 'privacy', 'operate', 'write'] as const) {
      await expect(door.open(request(), wanted)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('refuses a secret key in the query, and one that is both there and in a header is taken from the header', async () => {
    const { door } = doorWith(server);
    const query = { writeKey: 'sk_good' };
    await expect(door.open(request({ headers: {}, query }), 'decide')).rejects.toMatchObject({ code: 'forbidden' });
    await door.open(request({ query }), 'decide');
  });

  it('lets who guesses keys ask the store only so often, and keeps them apart by address', async () => {
    const { door, asked } = doorWith(server);
    const guess = (n: number, address: string) =>
      door
        .open(request({ headers: { authorization: `Bearer guess${n}` }, address }), 'decide')
        .catch(({ code }) => code);
    const codes: string[] = [];
    for (let n = 0; n < 30; n++) codes.push(await guess(n, '192.0.2.7'));
    expect(codes.filter((code) => code === 'unauthorized')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(20);
    expect(asked).toHaveLength(10);
    expect(await guess(99, '192.0.2.8')).toBe('unauthorized');
  });

  it('limits a good key too', async () => {
    const { door } = doorWith(server);
    for (let n = 0; n < 10; n++) await door.open(request(), 'decide');
    await expect(door.open(request(), 'decide')).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('the door of operators', () => {
  const endpoint = forOperator(async () => ({ status: 200 }));

  it('believes what the gateway says, and nothing that stands in the request', async () => {
    expect(await endpoint(request({ operator: 'ana' }))).toEqual({ status: 200 });
    const claims = JSON.stringify({ authorizer: { jwt: { claims: { sub: 'ana' } } } });
    await expect(
      endpoint(
        request({ headers: { authorization: 'Bearer x', operator: 'ana' }, query: { operator: 'ana' }, body: claims }),
      ),
    ).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
