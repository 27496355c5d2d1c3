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
