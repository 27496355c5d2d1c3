/** The next best action through the front door: a decision point, decisions, what became of them, a night, and many at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionDecision } from '../../functions/decide/actions/contract.ts';
import type { ActionRecord } from '../../shared/domain/action-record.ts';
import { bearer, openTestLaptop, raw, type TestLaptop } from '../support/laptop.ts';

let shop: TestLaptop;
beforeAll(async () => {
  shop = await openTestLaptop();
  await shop.door.sendEvents(
    '/v1/batch',
    ['u1', 'u2', 'u3'].map((userId) => ({
      type: 'track',
      event: 'Product Viewed',
      messageId: `view-${userId}`,
      userId,
      timestamp: new Date().toISOString(),
      properties: { product_id: 'tent-1' },
    })) as never,
    () => undefined,
  );
});
afterAll(() => shop.close());

const call = async (method: string, path: string, body?: object) =>
  raw(shop.url, path, { method, headers: bearer(), ...(body && { body: JSON.stringify(body) }) });

const POINT = {
  pointId: 'cart-help',
  words: 'what to do for somebody who leaves a full cart',
  actions: [
    { actionId: 'nothing', words: 'leave them alone' },
    { actionId: 'remind', words: 'remind them' },
  ],
  features: ['context.hour', 'profile.views'],
  reward: { windowHours: 24, wantsActivation: true },
  policy: 'counts',
  defaultAction: 'nothing',
};
const decide = async (body: object = {}): Promise<ActionDecision> =>
  (await call('POST', '/v1/decisions', { decisionPoint: 'cart-help', userId: 'u1', ...body })).body as ActionDecision;

describe('a decision point', () => {
  it('is made, told, changed by version, and refused where it makes no sense', async () => {
    const made = await call('POST', '/v1/decision-points', POINT);
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ pointId: 'cart-help', version: 1, floor: 0.1 }),
    ]);
    expect((await call('POST', '/v1/decision-points', POINT)).status).toBe(409);
    expect((await call('PUT', '/v1/decision-points/cart-help', { ...POINT, floor: 0.2 })).body).toMatchObject({
      version: 2,
    });
    expect((await call('GET', '/v1/decision-points/cart-help')).body).toMatchObject({ floor: 0.2, version: 2 });
    expect((await call('GET', '/v1/decision-points')).body).toMatchObject({
      decisionPoints: [{ pointId: 'cart-help' }],
    });
    const refused = await call('PUT', '/v1/decision-points/cart-help', { ...POINT, defaultAction: 'sing' });
    expect([refused.status, refused.body]).toEqual([
      422,
      expect.objectContaining({ errors: [{ pointer: '/defaultAction', reason: '"sing" is none of the actions' }] }),
    ]);
    expect((await call('GET', '/v1/decision-points/nowhere')).status).toBe(404);
    const gone = { ...POINT, pointId: 'gone' };
    await call('POST', '/v1/decision-points', gone);
    expect((await call('DELETE', '/v1/decision-points/gone')).status).toBe(204);
    expect((await call('DELETE', '/v1/decision-points/gone')).status).toBe(404);
  });
});

describe('the next best action', () => {
  it('is decided, recorded, listed, explained and told whole', async () => {
    const decision = await decide({ context: { hour: 9 } });
    expect(decision).toMatchObject({ decisionPoint: 'cart-help', consent: { profiling: true }, warnings: [] });
    expect(decision.ranking.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    const record = (await call('GET', `/v1/decisions/${decision.decisionId}`)).body as ActionRecord;
    expect(record).toMatchObject({ person: { userId: 'u1' }, actionId: decision.actionId, point: 'cart-help' });
    expect(record.features.slice(2)).toEqual([1, Math.log1p(1), 1]);
    const explained = await call('GET', `/v1/decisions/${decision.decisionId}/explanation`);
    expect(explained.body).toMatchObject({
      actionId: decision.actionId,
      text: expect.stringContaining('It was drawn by'),
    });
    const listed = await call('GET', '/v1/profiles/u1/decisions?limit=1');
    expect(listed.body).toMatchObject({ decisions: [{ decisionId: decision.decisionId, features: record.features }] });
    const replayed = await shop.laptop.functions.invoke('nightly', { step: 'replay', input: { record } });
    expect(replayed).toMatchObject({ status: 'confirmed' });
  });

  it('of one key is the same over every channel', async () => {
    const [first, ...others] = await Promise.all(
      ['email', 'push', 'sms', 'on-site'].map((channel) => decide({ decisionKey: 'autumn', channel })),
    );
    for (const other of others) expect(other).toEqual(first);
    const pigeon = await call('POST', '/v1/decisions', {
      decisionPoint: 'cart-help',
      decisionKey: 'k',
      channel: 'pigeon',
    });
    expect(pigeon.status).toBe(422);
  });

  it('is activated and rewarded, once, as events of the person', async () => {
    const { decisionId } = await decide({ userId: 'u2' });
    const at = (path: string, body?: object) => call('POST', `/v1/decisions/${decisionId}/${path}`, body);
    expect((await at('reward', { value: 1 })).status).toBe(409);
    for (let i = 0; i < 2; i++) expect((await at('activate')).status).toBe(204);
    for (let i = 0; i < 2; i++) expect((await at('reward', { value: 1 })).status).toBe(204);
    expect((await at('reward', { value: 2 })).status).toBe(422);
    expect((await call('POST', '/v1/decisions/unheard-of/activate')).status).toBe(404);
    const { body } = await call('GET', '/v1/profiles/u2/events');
    const names = (body as { events: { name: string }[] }).events.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('Decision')).toSorted()).toEqual([
      'Decision Activated',
      'Decision Rewarded',
    ]);
  });

  it('is decided for many at once, and fetched as lines', async () => {
    const asked = { decisionPoint: 'cart-help', userIds: ['u1', 'u2', 'u3', 'u2'] };
    const { status, body } = await call('POST', '/v1/decisions:batch', asked);
    const { jobId } = body as { jobId: string };
    expect(status).toBe(202);
    await shop.laptop.functions.invoke('decide', { step: 'jobs' });
    const job = await call('GET', `/v1/jobs/${jobId}`);
    expect(job.body).toMatchObject({
      status: 'done',
      progress: { done: 3, of: 3 },
      resultUrl: `/v1/jobs/${jobId}/result`,
    });
    const lines = await fetch(new URL(`/v1/jobs/${jobId}/result`, shop.url), { headers: bearer() });
    const decisions = (await lines.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ActionDecision & { userId: string });
    expect(decisions.map(({ userId }) => userId)).toEqual(['u1', 'u2', 'u3']);
    expect(decisions[0]).toMatchObject({ decisionPoint: 'cart-help', policy: { name: 'counts' } });
    expect((await call('GET', `/v1/jobs/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await call('POST', '/v1/decisions:batch', { decisionPoint: 'cart-help' })).status).toBe(422);
    const slates = await call('POST', '/v1/decisions:batch', { placement: 'home', userIds: ['u1'] });
    await shop.laptop.functions.invoke('decide', { step: 'jobs' });
    const told = await call('GET', `/v1/jobs/${(slates.body as { jobId: string }).jobId}`);
    expect(told.body).toMatchObject({ status: 'done', progress: { done: 1, of: 1 } });
  });
});

describe('a night', () => {
  it('publishes what the point goes by from then on', async () => {
    await shop.laptop.functions.invoke('nightly', { step: 'snapshot', input: {} });
    const card = await call('GET', '/v1/models/point-cart-help');
    expect(card.body).toMatchObject({ kind: 'policy', purpose: expect.stringContaining('cart-help') });
  });
});
