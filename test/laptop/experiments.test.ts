/** An experiment from its draft to its results, through the front door and a real night. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

const PEOPLE = 24;
const plan = {
  experimentId: 'popular-home',
  words: 'does what people did help at home?',
  placements: ['home'],
  variants: [{ variantId: 'popular', sets: { strategy: 'popular' } }, { variantId: 'personal' }],
  metric: 'revenue',
  currency: 'EUR',
};

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop({ holdoutShare: '0.3' });
  const item = { title: 'Boots', categories: ['Shoes'], price: { amount: 5000, currency: 'EUR' } };
  const ids = ['boots', 'socks', 'hat'];
  await shop.door.putItems(
    ids.map((itemId) => ({ ...item, itemId, markets: [], images: [], attributes: {}, availability: 'in_stock' })),
    () => undefined,
  );
  const views = Array.from({ length: PEOPLE }, (_, i) => ({
    type: 'track',
    event: 'Product Viewed',
    messageId: `view-${i}`,
    userId: `u${i}`,
    timestamp: new Date(Date.now() - 3_600_000).toISOString(),
    properties: { product_id: ids[i % ids.length] },
  }));
  await shop.door.sendEvents('/v1/batch', views as never, () => undefined);
}, 60_000);
afterAll(() => shop.close());

const call = (method: string, path: string, body?: unknown) => shop.door.call(method, path, body);
const status = async (method: string, path: string, body?: unknown, headers = {}) =>
  (
    await raw(shop.url, path, {
      method,
      headers: { ...bearer(), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  ).status;

interface Told {
  readonly decisionId: string;
  readonly experiment?: { readonly id: string; readonly arm: string };
  readonly consent: { readonly because: string };
}

describe('an experiment over HTTP', { timeout: 60_000 }, () => {
  it('is made, changed by version, refused with the field, and started', async () => {
    const made = await raw(shop.url, '/v1/experiments', { headers: bearer(), body: JSON.stringify(plan) });
    expect(made.body).toMatchObject({ experimentId: 'popular-home', status: 'draft', version: 1 });
    expect(made.headers.get('etag')).toBe('"1"');
    const wrong = await raw(shop.url, '/v1/experiments', {
      headers: bearer(),
      body: JSON.stringify({ ...plan, days: 90 }),
    });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/days' }] } });
    const path = '/v1/experiments/popular-home';
    expect(await status('PUT', path, { ...plan, days: 14 }, { 'if-match': '"7"' })).toBe(409);
    expect(await status('PUT', path, { ...plan, experimentId: 'other' })).toBe(422);
    expect(await call('PUT', path, { ...plan, days: 14 })).toMatchObject({ days: 14, version: 2 });
    expect(await status('POST', `${path}:pause`)).toBe(404);
    expect(await call('POST', `${path}:start`)).toMatchObject({ status: 'running', version: 3 });
    expect(await status('DELETE', path)).toBe(409);
    expect(await call('GET', '/v1/experiments')).toMatchObject({ experiments: [{ experimentId: 'popular-home' }] });
  });

  it('is met by people at its placement, held out people apart, and is on the record', async () => {
    const ask = async (userId: string) =>
      (await call('POST', '/v1/recommendations', { placement: 'home', userId })) as Told;
    const until = Date.now() + 30_000; // environments look for what runs every REFRESH_SECONDS
    while ((await ask('u0')).experiment === undefined && Date.now() < until)
      await new Promise((go) => setTimeout(go, 500));
    const told: Told[] = [];
    for (let i = 0; i < PEOPLE; i++) told.push(await ask(`u${i}`));
    const arms = told.map(({ experiment }) => `${experiment?.id} ${experiment?.arm}`);
    expect(new Set(arms)).toEqual(new Set(['popular-home popular', 'popular-home personal', 'holdout held-out']));
    expect((await ask('u3')).experiment).toEqual(told[3]?.experiment);
    for (const { experiment, consent, decisionId } of told.slice(0, 4)) {
      expect(consent.because === 'experiment').toBe(experiment?.arm !== 'personal');
      const record = (await call('GET', `/v1/decisions/${decisionId}`)) as {
        readonly variants: Record<string, string>;
      };
      expect(record.variants[experiment?.id ?? '']).toBe(experiment?.arm);
    }
  });

  it('is counted by the night, and its result is withheld while it has few people', async () => {
    expect(await call('GET', '/v1/experiments/popular-home/results')).toMatchObject({ withheld: true, arms: [] });
    await shop.laptop.functions.invoke('nightly', { step: 'snapshot', input: {} });
    const results = (await call('GET', '/v1/experiments/popular-home/results')) as {
      readonly arms: readonly {
        readonly people: number;
        readonly counted: number;
        readonly metrics: readonly object[];
      }[];
    };
    expect(results).toMatchObject({
      ...{ status: 'running', metric: 'revenue', currency: 'EUR', withheld: true },
      ...{ srm: { isAlarmed: false }, flags: [{ code: 'too-few', withholds: true }], looks: [] },
    });
    const month = new Date().toISOString().slice(0, 7);
    const holdout = (await call('GET', `/v1/experiments/holdout-${month}/results`)) as typeof results;
    const peopleOf = ({ arms }: typeof results) => arms.reduce((sum, { people }) => sum + people, 0);
    expect(peopleOf(holdout)).toBe(PEOPLE);
    expect(peopleOf(results) + (holdout.arms[0]?.people ?? 0)).toBe(PEOPLE); // who is held out is in no experiment
    expect(JSON.stringify([results, holdout])).not.toMatch(/u\d/);
  });

  it('is stopped, kept, and removed', async () => {
    expect(await call('POST', '/v1/experiments/popular-home:stop')).toMatchObject({ status: 'stopped' });
    expect(await status('DELETE', '/v1/experiments/popular-home')).toBe(204);
    expect(await status('GET', '/v1/experiments/popular-home')).toBe(404);
    expect(await status('GET', '/v1/experiments/holdout-1999-01/results')).toBe(404);
  });
});
