import { describe, expect, it } from 'vitest';
import { explainAction } from '../../../../../functions/decide/explanation/explain-action.ts';
import { parsePoint } from '../../../../../functions/engage/points/contract.ts';
import { parseReplayInput } from '../../../../../functions/nightly/contract.ts';
import { replayDecision } from '../../../../../functions/nightly/datasets/replay-decision.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { EMPTY_RECORD } from '../../../../../shared/domain/person-record.ts';
import { chiSquareTail } from '../../../../../shared/math/distributions.ts';
import { anOffer } from '../../../../support/builders/offer.ts';
import { anEvent } from '../../../../support/events.ts';
import { aPoint, NOW_MS, openActions } from '../../../../support/memory-actions.ts';

const KNOWN = { events: [anEvent({ clientAtMs: NOW_MS - 5000, atMs: NOW_MS - 5000 })] };
const refusing = {
  record: { ...EMPTY_RECORD, consent: { personalisation: { granted: false, atMs: 1, source: 'api' as const } } },
};
const decided = async (body: object = {}, options: Parameters<typeof openActions>[0] = { person: KNOWN }) => {
  const shop = openActions(options);
  const decision = await shop.ask(body);
  return { shop, decision, record: shop.recordOf(decision.decisionId) };
};

describe('the next best action', () => {
  it('is drawn with the probability that it is told with, and that of all sums to 1: χ² over 1,500 draws', async () => {
    const shop = openActions({ person: KNOWN, point: aPoint({ policy: 'counts', floor: 0.2 }) });
    await shop.counts.add({ pointId: 'cart-help', day: '2026-12-01', actionId: 'remind' }, 20, 6);
    await shop.counts.add({ pointId: 'cart-help', day: '2026-12-01', actionId: 'nothing' }, 20, 3);
    const { ranking } = await shop.ask();
    expect(ranking.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    const counts = new Map<string, number>();
    for (let i = 0; i < 1500; i++) {
      const { actionId, probability } = await shop.ask();
      counts.set(actionId, (counts.get(actionId) ?? 0) + 1);
      expect(probability).toBe(ranking.find((ranked) => ranked.actionId === actionId)?.probability);
    }
    const chiSquare = ranking.reduce(
      (sum, { actionId, probability }) =>
        sum + ((counts.get(actionId) ?? 0) - 1500 * probability) ** 2 / (1500 * probability),
      0,
    );
    expect(chiSquareTail(chiSquare, ranking.length - 1)).toBeGreaterThan(0.001);
    expect(ranking[0]?.actionId).toBe('remind');
    expect(Math.min(...ranking.map(({ probability }) => probability))).toBeGreaterThanOrEqual(0.2 / 3);
  });

  it('for who is held out is the default, gone by nothing that they did, and says so', async () => {
    const { decision, record } = await decided({}, { person: KNOWN, holdoutShare: 1 });
    expect(decision).toMatchObject({ actionId: 'nothing', probability: 1, ranking: [], policy: { name: 'default' } });
    expect(decision.consent).toMatchObject({ profiling: false, because: 'experiment' });
    expect(record).toMatchObject({ variants: { holdout: 'held-out' }, reason: expect.stringContaining('held out') });
    const others = await decided({}, { person: KNOWN, holdoutShare: 1e-9 });
    expect(others.record?.variants).toEqual({ holdout: 'served' });
    expect((await decided()).record).not.toHaveProperty('variants');
  });

  it('costs one read of the person and one write; nobody costs no read', async () => {
    const { shop } = await decided();
    expect([shop.reads(), shop.store.writes()]).toEqual([1, 1]);
    await shop.ask({ userId: undefined });
    await shop.ask({ profiling: false });
    expect([shop.reads(), shop.store.writes()]).toEqual([1, 3]);
  });

  it('is never one that is not eligible', async () => {
    const shop = openActions({ person: KNOWN });
    for (let i = 0; i < 600; i++) {
      const constraints = i % 2 === 0 ? { exclude: ['remind'] } : { maxCostMinor: 4 };
      const { actionId } = await shop.ask({ constraints });
      expect(actionId).not.toBe('remind');
      if (i % 2 === 1) expect(actionId).toBe('nothing');
    }
  });

  it('is the default one where none is eligible, and says why', async () => {
    const { decision, record } = await decided({ actions: [{ id: 'call' }], constraints: { maxCostMinor: 1 } });
    expect(decision).toMatchObject({
      actionId: 'nothing',
      probability: 1,
      ranking: [],
      policy: { name: 'default' },
      reason: 'no action is eligible: call (costs 300, above the limit of 1)',
      excluded: [{ actionId: 'call', because: 'costs 300, above the limit of 1' }],
    });
    expect(record.policy).toBe('default');
  });

  it.each([
    ['/decisionPoint', { decisionPoint: 'nowhere' }],
    ['/actions/1', { actions: [{ id: 'call' }, { id: 'sing' }] }],
    ['/actions/1/id', { actions: [{ id: 'call' }, { id: 'call' }] }],
    ['/constraints/exclude/0', { constraints: { exclude: ['sing'] } }],
    ['/channel', { channel: 'pigeon' }],
    ['/context/hour', { context: { hour: 24 } }],
    ['/context/basket', { context: { basket: 'full' } }],
  ])('refuses %s, naming it', async (pointer, body) => {
    const shop = openActions({ point: aPoint({ features: ['context.basket'] }) });
    const asked = async () => shop.ask(body);
    await expect(asked()).rejects.toMatchObject({ defects: [expect.objectContaining({ pointer })] });
  });

  it('goes by amounts of the request in the place of the point’s', async () => {
    const { record } = await decided({ actions: [{ id: 'remind', costMinor: 7, valueMinor: 9 }, { id: 'nothing' }] });
    expect(record.eligible.map(({ actionId, costMinor, valueMinor }) => [actionId, costMinor, valueMinor])).toEqual([
      ['nothing', 0, 2000],
      ['remind', 7, 9],
    ]);
  });

  it('says which of the context it does not go by', async () => {
    const { decision } = await decided({ context: { hour: 3, moon: 'full' } });
    expect(decision.warnings).toEqual(['context.moon is not what the decision point goes by and was ignored']);
  });
});

describe('a person', () => {
  const point = aPoint({
    features: ['profile.events', 'segment.cluster-2', 'context.device'],
    segmentBy: 'context.device',
  });

  it('is gone by as they are now, with what the night found', async () => {
    const memberships = [{ segmentId: 'cluster-2', kind: 'cluster' as const, words: '', because: [] }];
    const { record } = await decided({ context: { device: 'tablet' } }, { point, person: { ...KNOWN, memberships } });
    expect(record.features).toEqual([1, Math.log1p(1), 1, 1, 0, 1, 0, 0, 0]);
    expect(record.columns).toHaveLength(9);
    expect(record.person).toEqual({ userId: 'u1' });
  });

  it('who refuses is decided for without their past, is told so, and nothing is tied to them', async () => {
    const { decision, record } = await decided({}, { point, person: { ...KNOWN, ...refusing } });
    expect(decision.consent).toEqual({ profiling: false, because: 'refused' });
    expect(record.features).toEqual([-1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(record.person).toBeUndefined();
  });

  it('of whom nothing is kept is not tied to the record either', async () => {
    expect((await decided({}, {})).record.person).toBeUndefined();
  });
});

describe('a decision key', () => {
  it('gives the same decision over every channel, and another to another person', async () => {
    const { shop, decision } = await decided({ decisionKey: 'spring', channel: 'email' });
    for (let i = 0; i < 10; i++)
      expect(await shop.ask({ decisionKey: 'spring', channel: 'push', context: { hour: i } })).toEqual(decision);
    const other = await shop.ask({ decisionKey: 'spring', userId: 'u2' });
    expect(other.decisionId).not.toBe(decision.decisionId);
    expect(decision.decisionId).not.toContain('u1');
  });

  it('does not give who withdrew what was decided before', async () => {
    const { shop, decision } = await decided({ decisionKey: 'spring' });
    const withdrawn = await shop.ask({ decisionKey: 'spring', profiling: false });
    expect(withdrawn.decisionId).not.toBe(decision.decisionId);
    expect(withdrawn.consent.profiling).toBe(false);
  });
});

describe('an offer', () => {
  const offered = (fields: object = {}) => ({
    person: KNOWN,
    point: aPoint({
      actions: [
        { actionId: 'nothing', words: 'nothing' },
        { actionId: 'ten-off', words: 'ten off', offerId: 'ten' },
      ],
      currency: undefined,
      policy: 'uniform',
    }),
    offers: [anOffer({ offerId: 'ten', ...fields })],
  });

  it('that is not eligible is never made, nor one that there is not', async () => {
    const over = await decided({}, offered({ untilMs: NOW_MS - 1 }));
    expect(over.decision.excluded).toEqual([{ actionId: 'ten-off', because: 'over' }]);
    const none = await decided({}, { ...offered(), offers: [] });
    expect(none.decision.excluded).toEqual([{ actionId: 'ten-off', because: 'there is no offer "ten"' }]);
  });

  it('that is given comes with the claim by which it is taken up', async () => {
    const shop = openActions(offered());
    for (let i = 0; i < 30; i++) {
      const { actionId, offer } = await shop.ask();
      const given = { offerId: 'ten', claimId: 'c', expiresAt: '1970-01-01T00:00:00.000Z' };
      expect(offer).toEqual(actionId === 'ten-off' ? given : undefined);
    }
  });

  it('that is refused by its budget is not made; the others are drawn from, and it is not learnt from', async () => {
    const claim = async () => ({ status: 'refused', because: 'budget-spent' }) as const;
    const shop = openActions({ ...offered(), claim });
    const policies = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const { actionId, policy, excluded } = await shop.ask();
      expect(actionId).toBe('nothing');
      policies.add(policy.name);
      if (policy.name === 'redrawn') expect(excluded).toEqual([{ actionId: 'ten-off', because: 'budget-spent' }]);
    }
    expect(policies).toEqual(new Set(['uniform', 'redrawn']));
  });
});

describe('what became of an action', () => {
  it('is put on the person’s timeline once, however often it is said', async () => {
    const { shop, decision } = await decided();
    await shop.activate(decision.decisionId, undefined);
    shop.pass(60_000);
    await shop.activate(decision.decisionId, undefined);
    await shop.reward(decision.decisionId, { reward: { value: 1 }, atMs: undefined });
    shop.pass(60_000);
    await shop.reward(decision.decisionId, { reward: { value: 1 }, atMs: undefined });
    const keys = shop.events.map(({ clientAtMs, messageId }) => `${clientAtMs} ${messageId}`);
    expect(new Set(keys).size).toBe(2);
    expect(shop.events[0]).toMatchObject({
      name: 'Decision Activated',
      userId: 'u1',
      properties: { decision_id: decision.decisionId },
    });
    expect(shop.events.at(-1)).toMatchObject({ name: 'Decision Rewarded', properties: { value: 1 } });
  });

  it('is counted once for decisions to come, and a reward that is corrected replaces the one before', async () => {
    const shop = openActions({ person: KNOWN, point: aPoint({ policy: 'counts' }) });
    const { decisionId, actionId } = await shop.ask();
    for (let i = 0; i < 3; i++) await shop.activate(decisionId, undefined);
    for (let i = 0; i < 3; i++) await shop.reward(decisionId, { reward: { value: 1 }, atMs: undefined });
    expect(await shop.counts.since('cart-help', '')).toEqual(new Map([[actionId, { pulls: 1, earned: 1 }]]));
    shop.pass(1000);
    await shop.reward(decisionId, { reward: { value: 0.25 }, atMs: undefined });
    expect((await shop.counts.since('cart-help', '')).get(actionId)).toEqual({ pulls: 1, earned: 0.25 });
  });

  it('of a decision for who is not looked at is counted, and put on nobody’s timeline', async () => {
    const shop = openActions({ person: { ...KNOWN, ...refusing }, point: aPoint({ policy: 'counts' }) });
    const { decisionId, actionId } = await shop.ask();
    await shop.activate(decisionId, undefined);
    expect(shop.events).toEqual([]);
    expect((await shop.counts.since('cart-help', '')).get(actionId)).toEqual({ pulls: 1, earned: 0 });
  });

  it('is marked with what the person refuses, and not kept of who is suppressed', async () => {
    const marketing = { marketing: { granted: false, atMs: 1, source: 'api' as const } };
    const known = { person: KNOWN, standing: { record: { ...EMPTY_RECORD, consent: marketing } } };
    const { shop, decision } = await decided({}, known);
    await shop.activate(decision.decisionId, undefined);
    expect(shop.events[0]?.refused).toEqual(['marketing']);
    const gone = await decided({}, { person: KNOWN, standing: { isSuppressed: true } });
    await gone.shop.activate(gone.decision.decisionId, undefined);
    expect(gone.shop.events).toEqual([]);
  });

  it('that cannot count is refused, and told why', async () => {
    const { shop, decision } = await decided();
    const rewarded = (fields: object = {}) =>
      shop.reward(decision.decisionId, { reward: { value: 1 }, atMs: undefined, ...fields });
    await expect(rewarded()).rejects.toThrow('wants decisions activated before they are rewarded');
    await expect(shop.activate('unheard-of', undefined)).rejects.toThrow('no such decision');
    await expect(shop.activate(decision.decisionId, NOW_MS + 3_600_000)).rejects.toThrow('yet to come');
    await expect(shop.activate(decision.decisionId, NOW_MS - 3_600_000)).rejects.toThrow('before the decision');
    await shop.activate(decision.decisionId, undefined);
    const euros = { amountMinor: 5, currency: 'EUR' };
    await expect(rewarded({ reward: euros })).rejects.toThrow('numbers from -1 to 1, not money');
    shop.pass(49 * 3_600_000);
    await expect(rewarded()).rejects.toThrow('counted until 2026-12-03T12:00:00.000Z');
  });

  it('of a point that is rewarded in money is money of its currency', async () => {
    const actions = [{ actionId: 'nothing', words: 'nothing' }];
    const point = aPoint({ actions, reward: { windowHours: 48, kind: 'money' } });
    const { shop, decision } = await decided({}, { person: KNOWN, point });
    const rewarded = (reward: Parameters<typeof shop.reward>[1]['reward']) =>
      shop.reward(decision.decisionId, { reward, atMs: undefined });
    await expect(rewarded({ value: 1 })).rejects.toThrow('are money');
    await expect(rewarded({ amountMinor: 1999, currency: 'USD' })).rejects.toThrow('"USD" is not the point’s currency');
    await rewarded({ amountMinor: 1999, currency: 'EUR' });
    expect(shop.events[0]?.properties).toMatchObject({ value: 1999, currency: 'EUR' });
  });
});

describe('a record of an action', () => {
  const replay = replayDecision({
    ...{ models: memoryModels(), policies: memoryModels(), hash: sha256Hash },
    loadScorer: async () => {
      throw new Error('no graph is asked');
    },
  });

  it.each([
    ['drawn alike', aPoint()],
    ['by counts', aPoint({ policy: 'counts' })],
    ['that is fixed', aPoint({ policy: 'fixed' })],
  ])('%s is confirmed when it is made again, and refuted when it says something else', async (_, point) => {
    const shop = openActions({ person: KNOWN, point });
    await shop.counts.add({ pointId: 'cart-help', day: '2026-12-01', actionId: 'remind' }, 20, 6);
    const record = shop.recordOf((await shop.ask()).decisionId);
    const report = await replay(parseReplayInput({ record: JSON.parse(JSON.stringify(record)) }));
    expect(report).toMatchObject({ status: 'confirmed', differences: [] });
    const other = record.eligible.find(({ actionId }) => actionId !== record.actionId)!;
    const forged = await replay(parseReplayInput({ record: { ...record, actionId: other.actionId } }));
    expect(forged.status).toBe('refuted');
    const likelier = record.eligible.map((ranked, i) => (i === 0 ? { ...ranked, probability: 0.123 } : ranked));
    expect((await replay(parseReplayInput({ record: { ...record, eligible: likelier } }))).status).toBe('refuted');
  });

  it('is explained in a sentence, with its chance', async () => {
    const { record } = await decided();
    const explained = await explainAction({ policies: memoryModels(), hash: sha256Hash })(record, 'en');
    expect(explained.text).toBe(
      'All actions that may be chosen are drawn with the same chance. Its chance was 33.3 %.',
    );
    expect(explained.factors).toEqual([]);
  });
});

describe('a decision point', () => {
  it.each([
    [
      '/actions/1/actionId',
      {
        actions: [
          { actionId: 'a', words: 'a' },
          { actionId: 'a', words: 'b' },
        ],
        defaultAction: 'a',
      },
    ],
    ['/defaultAction', { defaultAction: 'sing' }],
    ['/currency', { currency: undefined }],
    ['/currency', { currency: 'pounds' }],
    ['/features/0', { features: ['profile.shoeSize'] }],
    ['/features/0', { features: ['context.market'] }],
    ['/features/1', { features: ['context.hour', 'context.hour'] }],
    ['/segmentBy', { segmentBy: 'profile.orders' }],
    ['/policy', { policy: 'counts', reward: { windowHours: 1, kind: 'money' } }],
    ['/reward/kind', { reward: { windowHours: 1, kind: 'money', source: 'click' } }],
    ['/reward/windowHours', { reward: { windowHours: 0 } }],
    ['/floor', { floor: 1.5 }],
    ['/defaultAction', { actions: [{ actionId: 'a', words: 'a', offerId: 'o' }], defaultAction: 'a' }],
  ])('is refused at %s', (pointer, fields) => {
    const refused = (): unknown => {
      try {
        return aPoint(fields);
      } catch (error) {
        return (error as { defects: readonly { pointer: string }[] }).defects.map((defect) => defect.pointer);
      }
    };
    expect(refused()).toContain(pointer);
  });

  it('is read as it was written', () => {
    expect(parsePoint(JSON.parse(JSON.stringify(aPoint())))).toEqual(aPoint());
  });
});
