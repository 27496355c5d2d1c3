import { describe, expect, it } from 'vitest';
import { parseDecisionRecord, propensitiesOf } from '../../../../shared/domain/decision-record.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { DECIDED_AT_MS, openDecisions } from '../../../support/outdoor-decisions.ts';
import { outdoorModels, twoMarketModels } from '../../../support/served-shop.ts';

const models = await outdoorModels();
const asked = (shop: Omit<Parameters<typeof openDecisions>[0], 'models'>, body: object) =>
  openDecisions({ models, ...shop }).ask(body);

describe('the record of a decision', () => {
  it('says who asked what, what the model was asked, and what it said of each candidate', async () => {
    const { decision, record } = await asked({ past: ['lamp', 'boots'] }, { limit: 2 });

    expect(record).toMatchObject({
      decisionId: decision.decisionId,
      decidedAtMs: DECIDED_AT_MS,
      person: { userId: 'u1' },
      request: { placement: 'home', limit: 2, objective: 'relevance', explore: true, exclude: [] },
      strategy: 'personal',
      model: { ...decision.model, schema: 4 },
      asked: {
        blend: 'personal',
        blocked: ['boots', 'lamp'],
        k: 4,
        sources: ['popularity', 'sequence', 'bought', 'images', 'trending'],
      },
    });
    expect(record.asked?.events.map(({ itemId, kind }) => `${kind} ${itemId}`)).toEqual(['view boots', 'view lamp']);
    expect(record.slate.map(({ itemId }) => itemId)).toEqual(decision.items.map(({ itemId }) => itemId));
    const [best] = record.candidates;
    expect(best?.score).toBeCloseTo(decision.items[0]!.score!, 6);
    expect(best?.added?.reduce((sum, added) => sum + added)).toBeCloseTo(best!.score!, 5);
    expect(record.asked?.events[best!.evidence![0]![0]]?.itemId).toBe(decision.items[0]!.reasons[0]!.itemId);
    expect(record.candidates.length).toBeGreaterThan(record.slate.length);
  });

  it('names nobody where nobody was named, and of two ids the one whose timeline was read', async () => {
    const nobody = await openDecisions({ models }).ask({ userId: undefined });
    expect(nobody.record.person).toBeUndefined();
    const shop = { past: ['boots'] };
    const both = await asked(shop, { anonymousId: 'd1' });
    expect(both.record.person).toEqual({ userId: 'u1' });
    const device = await asked(shop, { userId: undefined, anonymousId: 'd1' });
    expect(device.record.person).toEqual({ anonymousId: 'd1' });
  });

  it('names nobody of whom nothing is kept: they may have been erased', async () => {
    expect((await asked({}, { userId: 'u1' })).record.person).toBeUndefined();
  });

  it('keeps what drew the slate, and draws for nobody who asks for the best', async () => {
    const policy = { kind: 'plackett-luce', temperature: 1, pool: 4, floor: 0.05 } as const;
    const shop = openDecisions({ models, past: ['lamp'], policies: { home: policy, cart: { kind: 'best' } } });
    const { decision, record } = await shop.ask({ limit: 2 });
    expect(record.policy).toEqual(policy);
    expect(decision.policy).toBe('plackett-luce');
    expect(decision.items.map(({ probability }) => probability)).toEqual(propensitiesOf(record));
    for (const { probability } of decision.items) expect(probability).toBeLessThan(1);
    const { items } = await shop.explain(decision.decisionId, 'en');
    expect(items[0]?.text).toMatch(/by lot, with a chance of [\d.]+ %/);

    for (const body of [{ explore: false }, { placement: 'cart' }, { placement: 'viewed' }]) {
      const best = await shop.ask(body);
      expect([best.decision.policy, best.record.policy]).toEqual([undefined, undefined]);
      expect(best.decision.items.map(({ probability }) => probability)).toEqual(best.decision.items.map(() => 1));
    }
  });

  it('never draws what may not be shown, whatever the floor', async () => {
    const policies = { home: { kind: 'plackett-luce', temperature: 100, pool: 10, floor: 0.1 } } as const;
    const shop = openDecisions({ models, past: ['boots'], policies, explorationShare: 0.2 });
    const met = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const { decision } = await shop.ask({ limit: 4, exclude: ['tent'], context: { market: 'DE' } });
      for (const { itemId } of decision.items) met.add(itemId);
    }
    expect([...met].sort()).toEqual(['lamp', 'socks', 'stove', 'untouched', 'wax']);
  });

  it('says the chance of a new item given the new items before it', async () => {
    const changes = ['n1', 'n2', 'n3', 'n4'].map((itemId) => anEntry(itemId, {}, { changedAtMs: DECIDED_AT_MS }));
    const { record } = await openDecisions({ models, past: ['boots'], changes, explorationShare: 0.5 }).ask({
      limit: 4,
    });
    const [kept, other, ...news] = propensitiesOf(record);
    const { size } = record.exploration;
    expect([kept, other]).toEqual([1, 1]);
    expect(news[0]).toBeCloseTo(1 / size, 12);
    expect(news[1]).toBeCloseTo(1 / (size - 1), 12);
  });

  it('counts what could not be shown where it was kept out first', async () => {
    const shop = { past: ['boots', 'tent'] };
    const body = { exclude: ['stove', 'tent'], context: { market: 'DE' } };
    const all = await asked(shop, body);
    expect(all.record.removed).toEqual({ notForSale: 1, notInMarket: 1, filter: 0, seen: 2, excluded: 1 });
    const camping = await asked(shop, { ...body, filter: { categories: { in: ['camping'] } } });
    expect(camping.record.removed).toEqual({ notForSale: 1, notInMarket: 1, filter: 5, seen: 1, excluded: 1 });
  });

  it('keeps what a promotion chose from, and what diversity went by', async () => {
    const promotions = [{ filter: { categories: { in: ['camping'] } }, positions: [1] }];
    const { record } = await asked({ past: ['boots'] }, { limit: 3, promotions, diversity: 0.5 });
    const promoted = record.promotable[0]!.map((place) => record.candidates[place]?.itemId);
    expect(promoted).toContain(record.slate[0]?.itemId);
    expect(record.slots[0]).toMatchObject({ promoted: true });
    expect(record.candidates[0]?.described?.categories).not.toEqual([]);
  });

  it('keeps the bias of the shop’s wishes, and the cells of the context', async () => {
    const boosts = [{ filter: { categories: { in: ['clothes', 'care'] } }, factor: 4 }];
    const { record } = await asked({ past: ['boots'] }, { boosts });
    expect(record.candidates.find(({ itemId }) => itemId === 'socks')?.bias).toBeCloseTo(Math.log(4), 6);
    const there = openDecisions({ models: await twoMarketModels() });
    const { record: here } = await there.ask({ context: { market: 'FR', device: 'mobile', hour: 3 } });
    expect(here.asked?.cells).toEqual(['FR', 'mobile']);
  });

  it('keeps the pool that a new item was drawn from, and else its size', async () => {
    const changes = ['n1', 'n2', 'n3'].map((itemId) => anEntry(itemId, {}, { changedAtMs: DECIDED_AT_MS }));
    const drawn = await asked({ changes, explorationShare: 1 }, { limit: 3 });
    expect(drawn.record.exploration.pool).toContain(drawn.record.slate[0]?.itemId);
    const still = await asked({ changes }, { limit: 3 });
    expect(still.record.exploration.pool).toBeUndefined();
    expect(still.record.exploration).toMatchObject({ share: 0 });
  });

  it('has no question where no model ranked', async () => {
    const { record } = await asked({}, { placement: 'bought-together', itemId: 'untouched' });
    expect(record.strategy).toBe('same-category');
    expect(record.asked).toBeUndefined();
    expect(record.candidates.every(({ added }) => added === undefined)).toBe(true);
  });

  it('reads as a record again after it was JSON', async () => {
    const { record } = await asked({ past: ['boots'] }, { diversity: 0.3, filter: { brand: { notIn: ['x'] } } });
    expect(parseDecisionRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('is not what an answer waits for: without it the answer comes, and says so', async () => {
    const append = async () => {
      throw new TypeError('broken');
    };
    const { decision } = await asked({ past: ['boots'], writer: { append } }, {});
    expect(decision.items.length).toBeGreaterThan(0);
    expect(decision.warnings).toEqual([expect.stringContaining('record of this decision was not kept')]);
  });
});
