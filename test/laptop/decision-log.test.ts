/** How placements choose, and what comes of decisions: from the policy to the metric, through the front door and a night. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { stores } from '../../infra/topology.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3DecisionLogs } from '../../shared/adapters/s3/decision-logs.ts';
import type { SnapshotManifest } from '../../shared/ports/snapshots.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

const POLICY = { kind: 'plackett-luce', temperature: 1, pool: 20, floor: 0.01 };

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop({ rewardWindowHours: '48' });
  // Before anything is asked of decisions: they look for changes every ten seconds.
  await shop.door.putItems(
    ['a', 'b', 'c'].map((itemId) => ({ itemId, title: itemId, categories: ['things'] }) as never),
    () => undefined,
  );
});
afterAll(() => shop.close());

const ask = (method: string, path: string, body?: object, headers = {}) =>
  raw(shop.url, path, { method, headers: { ...bearer(), ...headers }, ...(body && { body: JSON.stringify(body) }) });
const call = (method: string, path: string, body?: unknown) => shop.door.call(method, path, body);

describe('the policy of a placement', () => {
  const path = '/v1/policies/placements/home';

  it('is the best until the shop sets another, by version, and again when it is removed', async () => {
    expect((await ask('GET', path)).body).toEqual({ kind: 'best', placement: 'home', version: 0 });
    expect((await ask('PUT', path, POLICY, { 'if-match': '"1"' })).status).toBe(409);
    const set = await ask('PUT', path, POLICY, { 'if-match': '"0"' });
    expect(set.body).toEqual({ ...POLICY, placement: 'home', version: 1 });
    expect(set.headers.get('etag')).toBe('"1"');
    expect((await ask('GET', path)).body).toEqual(set.body);
    const { placements } = (await call('GET', '/v1/placements')) as {
      placements: { placement: string; policy: object }[];
    };
    expect(placements.find(({ placement }) => placement === 'home')?.policy).toEqual(POLICY);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('DELETE', path)).status).toBe(404);
    expect((await ask('GET', path)).body).toMatchObject({ kind: 'best', version: 0 });
  });

  it.each([
    ['/v1/policies/placements/nowhere', POLICY, '/placement'],
    [path, { kind: 'best', pool: 3 }, ''],
    [path, { kind: 'dice' }, '/kind'],
    [path, { ...POLICY, temperature: 0 }, '/temperature'],
    [path, { ...POLICY, pool: 101, floor: 0 }, '/pool'],
    [path, { ...POLICY, floor: 0.06 }, '/floor'],
  ])('refuses %s %j, naming %s', async (at, body, pointer) => {
    const { status, body: problem } = await ask('PUT', at, body);
    expect(status).toBe(422);
    expect(problem).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('what comes of decisions', { timeout: 60_000 }, () => {
  it('is joined in the night, counted by placement, and kept to be learnt from', async () => {
    await call('POST', '/v1/track', { event: 'Page Opened', userId: 'ana', messageId: 'first' });
    const { decisionId, items } = (await call('POST', '/v1/recommendations', { placement: 'home', userId: 'ana' })) as {
      decisionId: string;
      items: { itemId: string; rank: number }[];
    };
    const shown = items.map(({ itemId, rank }) => ({ product_id: itemId, position: rank }));
    const [first] = shown;
    const track = (event: string, properties: object) => ({ type: 'track', userId: 'ana', event, properties });
    await call('POST', '/v1/batch', {
      batch: [
        track('Product List Viewed', { decision_id: decisionId, products: shown.slice(0, 2) }),
        track('Product Clicked', { decision_id: decisionId, ...first }),
        track('Order Completed', {
          order_id: 'o1',
          currency: 'EUR',
          products: [{ ...first, price: 3.5, quantity: 2 }],
        }),
        track('Survey Answered', { survey: 'csat', score: 5 }),
      ],
    });
    const { events } = (await call('GET', '/v1/profiles/ana/events?limit=10')) as {
      events: { name?: string; properties: object }[];
    };
    const kept = events.find(({ name }) => name === 'Product List Viewed');
    expect(kept?.properties).toEqual({ decision_id: decisionId, products: shown.slice(0, 2) });

    const { snapshotId } = (await shop.laptop.functions.invoke('nightly', {
      step: 'snapshot',
      input: {},
    })) as SnapshotManifest;
    expect(await call('GET', '/v1/metrics?name=ctr&placement=home')).toMatchObject({
      value: 0.5,
      basis: 'impressions',
      groups: [{ placement: 'home', policy: 'best', impressions: 2, clicks: 1, units: 2, revenue: { EUR: 700 } }],
    });
    expect(await call('GET', '/v1/metrics?name=cvr')).toMatchObject({ value: 1, days: [{ isClosed: false }] });
    expect(await call('GET', '/v1/metrics?name=satisfaction')).toMatchObject({ value: 5, interval: null });
    expect(await call('GET', '/v1/metrics?name=roi')).toMatchObject({ value: null, reason: expect.any(String) });

    for (const [name, value] of Object.entries(shop.laptop.storeEnvironment)) process.env[name] = value;
    const bucket = storeEnvironment(['snapshots'])[stores.snapshots.env] ?? '';
    const logs = s3DecisionLogs(s3Client(), bucket, parquetCodec);
    expect(await logs.manifest(snapshotId)).toMatchObject({ parts: 1, decisions: 1, rewardWindowHours: 48 });
    const [decision] = await logs.read(snapshotId, 0);
    expect(decision).toMatchObject({ point: 'home', policy: 'best', isClosed: false });
    expect(decision?.choices[0]).toMatchObject({ id: first?.product_id, isClicked: true, units: 2, propensity: 1 });
    expect(JSON.stringify(decision)).not.toContain('ana');
    expect(JSON.stringify(decision)).not.toContain(decisionId);
  });

  it.each([
    ['name=joy', '/name'],
    ['name=ctr&from=2026-02-30', '/from'],
    ['name=ctr&from=2026-03-02&to=2026-03-01', '/to'],
    ['name=ctr&from=2024-01-01&to=2026-03-01', '/from'],
  ])('asked as ?%s is refused, naming %s', async (query, pointer) => {
    const { status, body } = await ask('GET', `/v1/metrics?${query}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ pointer }] });
  });
});
