import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP_KEYS } from '../../infra/laptop/laptop.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let open: TestLaptop;
beforeAll(async () => {
  open = await openTestLaptop();
});
afterAll(() => open.close());

interface Reply {
  readonly predictions?: readonly object[];
  readonly profileId: string;
  readonly traits: Record<string, unknown>;
  readonly features?: { readonly frequency: { readonly events: number; readonly orders: number } };
  readonly segments: readonly { readonly segmentId: string; readonly because: readonly string[] }[];
  readonly unforeseen: readonly object[];
  readonly devices: readonly { readonly anonymousId: string; readonly linkedAt: string; readonly messageId: string }[];
}
type Merge = Pick<Reply['devices'][number], 'linkedAt' | 'messageId'>;
const call = async (method: string, path: string, body?: unknown): Promise<Reply> =>
  (await open.door.call(method, path, body)) as Reply;
const relation = (from: string, to: string) => ({ from: { userId: from }, to: { userId: to }, kind: 'friend' });
const relationAnswer = (method: 'PUT' | 'DELETE', body: object) =>
  answerTo(method, '/v1/relations', JSON.stringify(body));
const saysOfData = (userId: string, granted: boolean) =>
  call('PUT', `/v1/profiles/${userId}/consent`, { purposes: { personalisation: granted, profiling: granted } });

/** Two circles of three; one of the second has not agreed when the others have. */
async function relateFriends(): Promise<void> {
  for (const userId of [...FIRST, ...SECOND]) {
    await send({ event: 'Product Viewed', userId, properties: { product_id: 'a' } });
    if (userId !== 'fay') await saysOfData(userId, true);
  }
  for (const [one, two, three] of [FIRST, SECOND])
    for (const [from, to] of [
      [one, two],
      [two, three],
      [one, three],
    ] as const)
      await relationAnswer('PUT', relation(from, to));
}
const FIRST = ['ann', 'ben', 'cat'] as const;
const SECOND = ['dan', 'eve', 'fay'] as const;
const send = (event: object) => open.door.call('POST', '/v1/track', event);
const answerTo = (method: string, path: string, body?: string, key: string = LAPTOP_KEYS.secret) =>
  raw(open.url, path, { method, headers: bearer(key), ...(body !== undefined && { body }) });

describe('GET /v1/profiles/{profileId}', () => {
  it('tells what was known a moment ago: traits, features, segments, consent, devices', async () => {
    await send({ event: 'Product Viewed', anonymousId: 'tab', properties: { product_id: 'a', category: 'Tea' } });
    await open.door.call('POST', '/v1/identify', { userId: 'ana', anonymousId: 'tab', traits: { city: 'Ulm' } });
    await send({ event: 'Order Completed', userId: 'ana', properties: { revenue: 12.5, currency: 'EUR' } });
    await send({ event: 'Product Viewed', anonymousId: 'tab', properties: { product_id: 'b' } });

    const ana = await call('GET', '/v1/profiles/ana');

    expect(ana).toMatchObject({
      profileId: 'ana',
      by: 'userId',
      traits: { city: 'Ulm' },
      features: {
        frequency: { events: 4, orders: 1, sessions: 1 },
        money: [{ currency: 'EUR', revenue: 1250 }],
        affinities: { categories: [{ name: 'Tea' }] },
      },
      consent: {},
      devices: [{ anonymousId: 'tab' }],
    });
    expect(ana.segments.map(({ segmentId }) => segmentId)).toEqual(['new', 'one-time-buyer', 'recent-buyer']);
    expect(await call('GET', '/v1/profiles/ana/segments')).toMatchObject({ segments: ana.segments });
    expect(await call('GET', '/v1/profiles/ana/predictions')).toMatchObject({ profileId: 'ana', predictions: [] });
    expect(await call('GET', '/v1/profiles/ana/devices')).toEqual({ profileId: 'ana', devices: ana.devices });
  });

  it('gives for a device its owner’s profile, and a device that is nobody’s its own', async () => {
    await send({ event: 'Product Viewed', anonymousId: 'kiosk', properties: { product_id: 'a' } });
    expect(await call('GET', '/v1/profiles/tab?by=anonymousId')).toMatchObject({ profileId: 'ana', by: 'userId' });
    expect(await call('GET', '/v1/profiles/kiosk?by=anonymousId')).toMatchObject({
      profileId: 'kiosk',
      by: 'anonymousId',
      features: { frequency: { events: 1 } },
    });
  });

  it('is the same before and after a night', async () => {
    await relateFriends();
    const { predictions: none, unforeseen: nothing, ...before } = await call('GET', '/v1/profiles/ana');
    expect([none, nothing]).toEqual([[], []]);
    await open.laptop.runNight({}, () => undefined);
    const { predictions: _, unforeseen: __, ...after } = await call('GET', '/v1/profiles/ana'); // which only nights make
    expect({ ...after, asOf: '' }).toEqual({ ...before, asOf: '' });
  });

  it('knows nobody of an id never met, and tells no browser', async () => {
    expect((await answerTo('GET', '/v1/profiles/nobody')).status).toBe(404);
    expect((await answerTo('GET', '/v1/profiles/ana?by=email')).status).toBe(422);
    expect((await answerTo('GET', '/v1/profiles/ana', undefined, LAPTOP_KEYS.write)).status).toBe(403);
  });
});

describe('PATCH /v1/profiles/{profileId}', () => {
  it('sets and removes traits, and an event may say a removed one anew', async () => {
    await open.door.call('POST', '/v1/identify', { userId: 'bo', traits: { city: 'Ulm', plan: 'basic' } });

    const changed = await call('PATCH', '/v1/profiles/bo', { traits: { city: null, vip: true, tags: ['a', 1] } });
    expect(changed.traits).toEqual({ plan: 'basic', vip: true, tags: ['a', 1] });

    await open.door.call('POST', '/v1/identify', { userId: 'bo', traits: { city: 'Bonn' } });
    expect((await call('GET', '/v1/profiles/bo')).traits).toMatchObject({ city: 'Bonn', vip: true });
  });

  it.each([
    ['{"traits":{"age":"thirty","vip":true}}', '/traits/age'],
    ['{"traits":{"__proto__":{"admin":true},"vip":false}}', '/traits/__proto__'],
    ['{"traits":{"deep":{"a":[{"constructor":1}]}}}', '/traits/deep'],
    [`{"traits":{"long":"${'x'.repeat(2001)}"}}`, '/traits/long'],
    ['{"traits":{"":1}}', '/traits/'],
    [JSON.stringify({ traits: Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`t${i}`, i])) }), '/traits'],
    ['{"traits":7}', '/traits'],
    ['{"traits":{},"consent":{}}', ''],
  ])('refuses %.60s, naming it, and the profile stays as it was', async (body, pointer) => {
    const before = await call('GET', '/v1/profiles/bo');
    const { status, body: problem } = await answerTo('PATCH', '/v1/profiles/bo', body);
    expect(status).toBe(422);
    expect((problem as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(pointer);
    expect((await call('GET', '/v1/profiles/bo')).traits).toEqual(before.traits);
  });

  it('refuses one trait too many, counted with those set before', async () => {
    const traits = (from: number) => Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`n${from + i}`, i]));
    await send({ event: 'Product Viewed', userId: 'many', properties: {} });
    expect((await answerTo('PATCH', '/v1/profiles/many', JSON.stringify({ traits: traits(0) }))).status).toBe(200);
    expect((await answerTo('PATCH', '/v1/profiles/many', JSON.stringify({ traits: traits(200) }))).status).toBe(422);
    expect(Object.keys((await call('GET', '/v1/profiles/many')).traits)).toHaveLength(200);
  });

  it('changes nobody who is not known', async () => {
    expect((await answerTo('PATCH', '/v1/profiles/nobody', '{"traits":{"a":1}}')).status).toBe(404);
    expect((await answerTo('GET', '/v1/profiles/nobody')).status).toBe(404);
  });
});

describe('POST /v1/profiles:merge', () => {
  it('gives a device to a user, on record, and said again changes nothing', async () => {
    await send({ event: 'Product Viewed', anonymousId: 'phone', properties: { product_id: 'a' } });
    const merge = async () =>
      (await open.door.call('POST', '/v1/profiles:merge', { anonymousId: 'phone', userId: 'cleo' })) as Merge;

    const first = await merge();
    const once = await call('GET', '/v1/profiles/cleo');
    expect(await merge()).toEqual(first);

    expect(await call('GET', '/v1/profiles/cleo')).toMatchObject({ features: once.features! });
    expect(once.features?.frequency.events).toBe(2); // what was seen, and the merge itself
    expect(once.devices).toEqual([{ anonymousId: 'phone', linkedAt: first.linkedAt, messageId: first.messageId }]);
  });

  it('refuses what does not name both', async () => {
    expect((await answerTo('POST', '/v1/profiles:merge', '{"userId":"cleo"}')).status).toBe(422);
  });
});

describe('relations', () => {
  const problemOf = async (body: object) => {
    const { status, body: problem } = await relationAnswer('PUT', body);
    return { status, pointers: (problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer) };
  };

  it('are not taken without a word of both, naming who has not given it', async () => {
    expect(await problemOf(relation('ann', 'fay'))).toEqual({ status: 422, pointers: ['/to/userId'] });
    expect(await problemOf(relation('fay', 'nobody'))).toEqual({
      status: 422,
      pointers: ['/from/userId', '/to/userId'],
    });
  });

  it.each([
    [relation('ann', 'ann'), '/to/userId'],
    [{ ...relation('ann', 'ben'), kind: 'enemy' }, '/kind'],
    [{ ...relation('ann', 'ben'), to: { anonymousId: 'ben' } }, '/to/userId'],
  ])('are refused where they make no sense: %j', async (body, pointer) => {
    expect((await problemOf(body)).pointers).toContain(pointer);
  });

  it('give communities and influence with the night, of those alone who agreed', async () => {
    const circle = { community: { number: 1, members: 3 }, relations: 2, evidence: 'person' };
    for (const userId of FIRST) {
      const found = await call('GET', `/v1/profiles/${userId}/community`);
      expect(found).toMatchObject({ profileId: userId, ...circle });
    }
    expect(await call('GET', '/v1/profiles/eve/community')).toMatchObject({ community: { members: 2 }, relations: 1 });
    const nothing = { community: null, influence: null, relations: 0, evidence: 'none' };
    expect(await call('GET', '/v1/profiles/fay/community')).toMatchObject(nothing);
    await saysOfData('cat', false);
    expect(await call('GET', '/v1/profiles/cat/community')).toMatchObject(nothing);
  });

  it('lie with both, and go from both when one is erased or it is said that they are none', async () => {
    const exportedOf = async (userId: string) => {
      const asked = { type: 'access', subject: { userId } };
      const { requestId } = (await open.door.call('POST', '/v1/privacy/requests', asked)) as { requestId: string };
      const given = (await open.door.call('GET', `/v1/privacy/requests/${requestId}/result`)) as {
        relations: readonly { content: { relation: { from: string; to: string } } }[];
      };
      return given.relations
        .map(
          ({
            content: {
              relation: { from, to },
            },
          }) => `${from} ${to}`,
        )
        .sort();
    };
    expect(await exportedOf('ben')).toEqual(['ann ben', 'ben cat']);
    expect(await exportedOf('cat')).toEqual(['ann cat', 'ben cat']);
    expect((await relationAnswer('DELETE', relation('ben', 'cat'))).status).toBe(204);
    await open.door.call('POST', '/v1/privacy/requests', { type: 'delete', subject: { userId: 'ann' } });
    expect(await exportedOf('ben')).toEqual([]);
    expect(await exportedOf('cat')).toEqual([]);
    expect((await relationAnswer('PUT', relation('ben', 'ann'))).status).toBe(409);
  });
});
