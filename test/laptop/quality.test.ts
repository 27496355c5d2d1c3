/** Data quality, quarantine and bots of a small shop, through the front door and a real night. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeEnvironment } from '../../infra/laptop/stores.ts';
import { stores } from '../../infra/topology.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Client } from '../../shared/adapters/s3/client.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { systemClock } from '../../shared/adapters/system/clock.ts';
import { pseudonymsBy } from '../../shared/adapters/system/pseudonyms.ts';
import { type PersonRef, partitionOf } from '../../shared/domain/event.ts';
import type { SnapshotManifest } from '../../shared/ports/snapshots.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { basic, bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

const today = new Date().toISOString().slice(0, 10);
/** A way through all rooms; how many bots are found in shops of all kinds: `test/learning/bots.test.ts`. */
const shop = simulateShop({
  seed: 1,
  itemCount: 60,
  shopperCount: 80,
  days: 30,
  endAtMs: Date.parse('2026-11-20T00:00:00Z'),
  botShare: 0.1,
});
const bots = shop.bots.map(({ anonymousId }) => anonymousId);

interface Listed {
  readonly people: readonly { readonly anonymousId?: string; readonly verdict: string; readonly by: string }[];
  readonly nextCursor?: string;
}

describe('a shop with bots and faults', { timeout: 120_000 }, () => {
  let day: TestLaptop;
  beforeAll(async () => {
    day = await openTestLaptop();
    await day.door.putItems(shop.items, () => undefined);
    await day.door.sendEvents('/v1/import', shop.events, () => undefined);
  }, 120_000);
  afterAll(() => day.close());

  const call = (method: string, path: string, body?: unknown) => day.door.call(method, path, body);
  /** The night's first step, in which the table is read. */
  const beginNight = async () =>
    (await day.laptop.functions.invoke('nightly', { step: 'snapshot', input: {} })) as SnapshotManifest;
  const flagged = async () => (await call('GET', `/v1/flags?day=${today}&limit=500`)) as Listed;
  const fourBad = Array.from({ length: 4 }, (_, i) => ({
    type: 'track',
    messageId: `bad-${i}`,
    userId: 'shopper',
    timestamp: new Date(Date.now() - 60_000).toISOString(),
    properties: { product_id: shop.items[0]!.itemId, price: -1 },
  }));

  it('keeps what cannot be taken, and takes it when it is mended', async () => {
    const receipt = await day.door.sendEvents('/v1/batch', fourBad, () => undefined);
    expect(receipt.quarantined).toBe(4);
    const replay = (id: string, body?: string, type = 'application/merge-patch+json') =>
      raw(day.url, `/v1/events/quarantine/${today}/${id}/replay`, {
        headers: { ...bearer(), 'content-type': type },
        ...(body !== undefined && { body }),
      });
    const patch = JSON.stringify({ event: 'Product Viewed' });

    expect((await replay('bad-0')).body).toMatchObject({ accepted: 0, quarantined: 1 });
    expect((await replay('bad-0', patch)).body).toMatchObject({ accepted: 1, quarantined: 0, verdicts: [] });
    expect((await replay('bad-0', patch)).body).toMatchObject({ accepted: 0, duplicate: 1 });
    const whole = JSON.stringify({ ...fourBad[1], event: 'Product Viewed' });
    expect((await replay('bad-1', whole, 'application/json')).body).toMatchObject({ accepted: 1 });
    expect(await replay('never-sent')).toMatchObject({ status: 404 });

    const { events } = (await call('GET', '/v1/profiles/shopper/events')) as { events: { messageId: string }[] };
    expect(events.map(({ messageId }) => messageId).sort()).toEqual(['bad-0', 'bad-1']);
    const left = (await call('GET', `/v1/events/quarantine?day=${today}`)) as { events: { messageId: string }[] };
    expect(left.events.map(({ messageId }) => messageId).sort()).toEqual(['bad-2', 'bad-3']);
  });

  it('refuses a replay and the night’s reports to whoever has the public key only', async () => {
    for (const [method, path] of [
      ['POST', `/v1/events/quarantine/${today}/bad-2/replay`],
      ['GET', '/v1/flags'],
      ['GET', '/v1/anomalies'],
      ['GET', '/v1/reports/quality'],
      ['GET', '/v1/models'],
      ['PUT', '/v1/profiles/u0001/flag'],
    ] as const) {
      expect((await raw(day.url, path, { method, headers: basic() })).status).toBe(403);
    }
  });

  it('is told after the night what was wrong with its day, by names and counts', async () => {
    const none = { anomalies: [], watched: 0, judged: 0, evidence: 'nothing' };
    expect(await call('GET', '/v1/anomalies')).toEqual({ ...none, because: 'no night has looked yet' });
    await beginNight();
    const report = (await call('GET', `/v1/reports/quality?day=${today}`)) as {
      findings: { kind: string; detail?: string }[];
      counts: { received: number; quarantined: Record<string, number> };
    };
    // All of the history came on this day, so nearly all of it is late; four could not be taken, two still cannot.
    expect(report.counts.received).toBe(shop.events.length + 2);
    expect(report.findings.map(({ kind }) => kind)).toContain('late');
    expect(report.counts.quarantined).toEqual({ no_event_name: 2 });
    expect(report).not.toHaveProperty('baseline');
    for (const { anonymousId } of shop.shoppers.slice(0, 20)) expect(JSON.stringify(report)).not.toContain(anonymousId);
    expect(
      (await raw(day.url, '/v1/reports/quality?day=2020-01-01', { method: 'GET', headers: bearer() })).status,
    ).toBe(404);
  });

  it('has numbers watched from its first night on, without an alarm of what is long past', async () => {
    const answer = (await call('GET', '/v1/anomalies?from=2026-01-01')) as { throughAt: string };
    expect(answer).toMatchObject({ anomalies: [], watched: expect.any(Number), judged: expect.any(Number) });
    expect(Date.now() - Date.parse(answer.throughAt)).toBeLessThan(3 * 3_600_000);
    expect(await raw(day.url, '/v1/anomalies?to=soon', { method: 'GET', headers: bearer() })).toMatchObject({
      status: 422,
    });
  });

  it('is told of the models that the night made, with their figures and pictures', async () => {
    const { models } = (await call('GET', '/v1/models')) as { models: { name: string; version: string }[] };
    expect(models.map(({ name }) => name)).toEqual([
      'category-purchase',
      'churn',
      'lifetime-value',
      'purchase',
      'segments',
    ]);
    const { version } = models[3]!;
    const newest = await call('GET', '/v1/models/purchase');
    expect(newest).toMatchObject({ name: 'purchase', version, evaluation: { metrics: { silhouette: null } } });
    expect(await call('GET', `/v1/models/purchase/versions/${version}`)).toEqual(newest);
    const get = (path: string) => fetch(`${day.url}${path}`, { headers: bearer() });
    const words = await get('/v1/models/purchase?format=md');
    expect(words.headers.get('content-type')).toContain('text/markdown');
    const [, picture] = /\]\((\/v1\/models[^)]*roc.svg)\)/.exec(await words.text())!;
    const plot = await get(picture!);
    expect(plot.headers.get('content-type')).toBe('image/svg+xml');
    expect(await plot.text()).toMatch(/^<svg .*<\/svg>$/s);
    for (const [path, status] of [
      ['/v1/models/purchase?format=pdf', 422],
      ['/v1/models/nobody', 404],
      ['/v1/models/purchase/versions/other', 404],
      [`/v1/models/purchase/versions/${version}/diff`, 404],
      ['/v1/models/purchase/plots/..%2Fcard', 404],
    ] as const)
      expect((await get(path)).status).toBe(status);
    const { anonymousId } = shop.shoppers[0]!;
    for (const { name } of models)
      expect(JSON.stringify(await call('GET', `/v1/models/${name}`))).not.toContain(anonymousId);
  });

  it('finds its bots, and few others', async () => {
    const { people } = await flagged();
    const found = people.filter(({ verdict, by }) => verdict === 'bot' && by === 'night');
    const right = found.filter(({ anonymousId }) => bots.includes(anonymousId ?? ''));
    expect(right.length / found.length).toBeGreaterThanOrEqual(0.9);
    expect(right.length / bots.length).toBeGreaterThanOrEqual(0.8);
  });

  it('pages the list of a night', async () => {
    const all = (await flagged()).people.length;
    const first = (await call('GET', '/v1/flags?limit=2')) as Listed;
    const rest = (await call('GET', `/v1/flags?limit=500&cursor=${first.nextCursor}`)) as Listed;
    expect(first.people).toHaveLength(2);
    expect(rest.people).toHaveLength(all - 2);
  });

  it('lets an operator’s word stand over later nights, until it is taken back', async () => {
    const [bot, another] = (await flagged()).people;
    const human = shop.shoppers.find(({ anonymousId }) => !bots.includes(anonymousId))!;
    const path = (id: string | undefined) => `/v1/profiles/${id}/flag?by=anonymousId`;
    await call('PUT', path(bot!.anonymousId), { verdict: 'human' });
    await call('PUT', path(human.anonymousId), { verdict: 'bot' });
    await call('DELETE', path(another!.anonymousId));

    const leavesOut = await nightLeavesOut();
    expect(leavesOut({ anonymousId: bot!.anonymousId! })).toBe(false);
    expect(leavesOut({ anonymousId: another!.anonymousId! })).toBe(true); // found again
    const { events } = (await call('GET', `/v1/profiles/${human.anonymousId}/events?by=anonymousId&limit=1`)) as {
      events: unknown[];
    };
    expect(events).toHaveLength(1);
    expect(leavesOut({ anonymousId: human.anonymousId }) || leavesOut({ userId: human.id })).toBe(true);
    expect((await flagged()).people).toContainEqual(
      expect.objectContaining({ anonymousId: bot!.anonymousId, verdict: 'human', by: 'operator', reasons: [] }),
    );
    await expect(call('PUT', path('x'), { verdict: 'maybe' })).rejects.toThrow(/422/);
  });

  /** Whom the next night does not learn from. */
  async function nightLeavesOut(): Promise<(person: PersonRef) => boolean> {
    const { snapshotId } = await beginNight();
    Object.assign(process.env, day.laptop.storeEnvironment);
    const names = storeEnvironment(['snapshots', 'control']);
    const secrets = dynamoSecrets(dynamoClient(), names[stores.control.env]!, systemClock);
    const pseudonyms = pseudonymsBy((await secrets.current('pseudonym')).bytes);
    const flaggedIn = await s3Snapshots(s3Client(), names[stores.snapshots.env]!, parquetCodec).readFlagged(snapshotId);
    return (person) => flaggedIn.has(pseudonyms.ofPerson(partitionOf(person)));
  }
});
