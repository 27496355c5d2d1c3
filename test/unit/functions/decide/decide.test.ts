import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecisionRequest, parseDecisionRequest } from '../../../../functions/decide/contract.ts';
import { decide } from '../../../../functions/decide/decide.ts';
import { servedRecommender } from '../../../../functions/decide/served-recommender.ts';
import { memoryModels } from '../../../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { type Decision, PLACEMENTS } from '../../../../shared/domain/decision.ts';
import { UnavailableError } from '../../../../shared/domain/errors.ts';
import { type Event, type PersonRef, personKeyOf } from '../../../../shared/domain/event.ts';
import type { CatalogEntry } from '../../../../shared/domain/item.ts';
import type { ModelStore } from '../../../../shared/ports/model-store.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { memoryChanges, outdoorItems, outdoorModels, rowsOf } from '../../../support/served-shop.ts';
import { countingIds, silentLog } from '../../../support/system-ports.ts';

const NOW_MS = Date.UTC(2026, 11, 1);

interface Shop {
  readonly models: ModelStore;
  /** What the catalog has changed since the night. */
  readonly changes?: readonly CatalogEntry[];
  /** What "u1" has done, oldest first, as rowsOf takes it. */
  readonly past?: readonly string[];
  readonly timelineFails?: Error;
}

function opened({ models, changes = [], past = [], timelineFails }: Shop) {
  const events = rowsOf(past).map(({ event }): Event => event);
  const reads: { readonly person: PersonRef; readonly limit: number }[] = [];
  const decideFor = decide({
    timeline: {
      async recent(person, limit) {
        if (timelineFails !== undefined) throw timelineFails;
        reads.push({ person, limit });
        return { events: personKeyOf(person) === 'U#u1' ? events.toReversed().slice(0, limit) : [] };
      },
      list: async () => ({ events: [] }),
    },
    served: servedRecommender(
      {
        models,
        loadScorer: loadOnnxScorer,
        changes: memoryChanges(...changes),
        hash: sha256Hash,
        clock: { nowMs: () => NOW_MS },
        log: silentLog,
      },
      30_000,
    ),
    clock: { nowMs: () => NOW_MS },
    ids: countingIds(),
  });
  return { reads, ask: (body: object): Promise<Decision> => decideFor(parseDecisionRequest(body)) };
}

const models = await outdoorModels();
const asked = (shop: Omit<Shop, 'models'>, body: object) => opened({ models, ...shop }).ask(body);
const idsOf = ({ items }: Decision) => items.map(({ itemId }) => itemId);
const changed = (itemId: string, item: Partial<CatalogEntry['item']>): CatalogEntry =>
  anEntry(itemId, item, { version: 2, changedAtMs: NOW_MS - 1000 });

describe('a decision', () => {
  it('reads a person’s timeline exactly once, and only the newest of it', async () => {
    const shop = opened({ models, past: ['boots'] });
    for (const placement of PLACEMENTS) await shop.ask({ placement, userId: 'u1', itemId: 'tent' });
    expect(shop.reads).toEqual(PLACEMENTS.map(() => ({ person: { userId: 'u1' }, limit: 200 })));
  });

  it('answers with what is popular when the timeline does not, and says so', async () => {
    const { ask } = opened({ models, past: ['tent'], timelineFails: new UnavailableError('down', 1) });
    const decision = await ask({ placement: 'home', userId: 'u1' });

    expect(decision.strategy).toBe('popular');
    expect(decision.warnings).toEqual(['the timeline did not answer; what the person did was not looked at']);
    const broken = opened({ models, timelineFails: new TypeError('our own fault') });
    await expect(broken.ask({ placement: 'home', userId: 'u1' })).rejects.toThrow(TypeError);
  });

  it('reads no timeline when nobody is named', async () => {
    const shop = opened({ models });
    await shop.ask({ placement: 'home' });
    expect(shop.reads).toEqual([]);
  });

  it('says who decided, until when it may be shown, and which model spoke', async () => {
    const decision = await asked({ past: ['boots'] }, { placement: 'home', userId: 'u1' });
    expect(decision).toMatchObject({
      decisionId: 'id-1',
      placement: 'home',
      model: { name: 'recommender', version: (await models.served('recommender'))?.version },
      warnings: [],
      expiresAt: '2026-12-01T00:15:00.000Z',
    });
  });

  it('ranks what others did after the same, and says because of what', async () => {
    const decision = await asked({ past: ['boots'] }, { placement: 'home', userId: 'u1', limit: 2 });
    expect(decision).toMatchObject({ strategy: 'personal', evidence: 'person' });
    expect(idsOf(decision).toSorted()).toEqual(['lamp', 'socks']);
    expect(decision.items[0]?.reasons[0]).toMatchObject({
      code: 'because-of-item',
      itemId: 'boots',
      text: 'because you viewed “Fell Boots”',
    });
  });

  it('tells two people apart', async () => {
    const top = async (past: readonly string[]) =>
      idsOf(await asked({ past }, { placement: 'home', userId: 'u1', limit: 2 }));
    expect(await top(['boots'])).not.toEqual(await top(['tent']));
  });

  it('goes sooner by what was done last', async () => {
    const shown = async (...past: readonly string[]) =>
      idsOf(await asked({ past }, { placement: 'home', userId: 'u1' })).filter(
        (id) => id === 'socks' || id === 'stove',
      );
    expect(await shown('boots', 'tent')).toEqual(['stove', 'socks']);
    expect(await shown('tent', 'boots')).toEqual(['socks', 'stove']);
  });

  it('shows somebody new what is popular', async () => {
    for (const who of [{}, { userId: 'new' }, { anonymousId: 'new' }]) {
      const decision = await asked({}, { placement: 'home', ...who });
      expect(decision).toMatchObject({ strategy: 'popular', evidence: 'market' });
      expect(decision.items[0]).toMatchObject({ itemId: 'lamp', reasons: [{ code: 'popular' }] });
    }
  });

  it('likens, on the page of an item, what goes with it', async () => {
    const decision = await asked({}, { placement: 'product', itemId: 'tent', limit: 2 });
    expect(decision).toMatchObject({ strategy: 'similar', evidence: 'item' });
    expect(idsOf(decision)).toContain('stove');
    expect(decision.items[0]?.reasons[0]?.text).toBe('goes with “Two-Person Tent”');
  });

  it('goes, in the cart, by what lies in it', async () => {
    const past = ['tent', 'cart boots', 'cart tent', 'uncart tent'];
    const decision = await asked({ past }, { placement: 'cart', userId: 'u1', limit: 1 });
    expect(decision.items[0]?.reasons[0]).toMatchObject({ itemId: 'boots' });
    expect(idsOf(decision)).not.toContain('boots');
  });

  it('knows somebody by more events than the model looks back, many of them orders', async () => {
    const past = Array.from({ length: 450 }, (_, i) => ['boots', 'purchase tent', 'cart socks'][i % 3]!);
    for (const placement of PLACEMENTS) {
      const decision = await asked({ past }, { placement, userId: 'u1', itemId: 'stove' });
      expect(decision.items.length).toBeGreaterThan(0);
    }
  });
});

describe('an item that nobody has met', () => {
  const moccasin = changed('moccasin', { title: 'Moccasin', categories: ['shoes'] });

  it('has, on the page of one that came after the night, others of its category', async () => {
    const decision = await asked({ changes: [moccasin] }, { placement: 'product', itemId: 'moccasin' });
    expect(decision).toMatchObject({ strategy: 'same-category', evidence: 'item', warnings: [] });
    expect(idsOf(decision)).toEqual(['boots', 'untouched']);
    expect(decision.items[0]?.reasons[0]?.text).toBe('like “Moccasin”: shoes');
  });

  it('has the same on the page of one that the night knew from the catalog only', async () => {
    const decision = await asked({}, { placement: 'product', itemId: 'untouched' });
    expect(decision).toMatchObject({ strategy: 'same-category' });
    expect(idsOf(decision)).toEqual(['boots']);
  });

  it('falls to what is popular when nothing is like it', async () => {
    const odd = changed('odd', { categories: ['oddities'] });
    expect(await asked({ changes: [odd] }, { placement: 'product', itemId: 'odd' })).toMatchObject({
      strategy: 'popular',
    });
  });

  it('is named in a warning when the shop does not know it either', async () => {
    const decision = await asked({}, { placement: 'product', itemId: 'typo' });
    expect(decision.warnings).toEqual(['itemId "typo" is not known and was ignored']);
    expect(decision.strategy).toBe('popular');
  });
});

describe('a shop without a model', () => {
  it('shows its catalog, newest first', async () => {
    const changes = [
      changed('old', { createdAt: '2026-01-01T00:00:00Z' }),
      changed('new', { createdAt: '2026-06-01T00:00:00Z' }),
    ];
    const decision = await opened({ models: memoryModels(), changes }).ask({ placement: 'home' });
    expect(decision).toMatchObject({ strategy: 'catalog-order', evidence: 'none' });
    expect(decision).not.toHaveProperty('model');
    expect(idsOf(decision)).toEqual(['new', 'old']);
  });

  it('shows nothing where there is nothing, without failing', async () => {
    for (const placement of PLACEMENTS) {
      const decision = await opened({ models: memoryModels() }).ask({ placement, userId: 'u1', itemId: 'x' });
      expect(decision).toMatchObject({ items: [], strategy: 'catalog-order' });
    }
  });
});

describe('what must not be shown', () => {
  it('is not, for somebody who has it, what was bought, wherever the slate comes from', async () => {
    const past = ['purchase boots'];
    const moccasin = changed('moccasin', { categories: ['shoes'] });
    const known = await asked({ past }, { placement: 'product', itemId: 'socks', userId: 'u1' });
    expect(idsOf(known)).not.toContain('boots');
    const page = { placement: 'product', itemId: 'moccasin', userId: 'u1' };
    const unknown = await asked({ past, changes: [moccasin] }, page);
    expect(unknown.strategy).toBe('same-category');
    expect(idsOf(unknown)).not.toContain('boots');
    const empty = opened({ models: memoryModels(), past, changes: [moccasin, changed('boots', {})] });
    expect(idsOf(await empty.ask({ placement: 'home', userId: 'u1' }))).toEqual(['moccasin']);
  });

  it('comes not back when all else is used up', async () => {
    const past = outdoorItems.map(({ item }) => item.itemId);
    expect((await asked({ past }, { placement: 'home', userId: 'u1' })).items).toEqual([]);
  });

  const anItem = fc.constantFrom(...outdoorItems.map(({ item }) => item.itemId), 'moccasin', 'rumour');
  const aKind = fc.constantFrom('view', 'cart', 'uncart', 'purchase', 'wish');
  const aRequest = fc.record(
    {
      placement: fc.constantFrom(...PLACEMENTS),
      itemId: anItem,
      userId: fc.constant('u1'),
      exclude: fc.array(anItem, { maxLength: 3 }),
      limit: fc.integer({ min: 1, max: 12 }),
      context: fc.constantFrom({}, { market: 'DE' }, { market: 'FR' }),
    },
    { requiredKeys: ['placement', 'itemId', 'context'] },
  );
  const someChanges = [
    changed('moccasin', { categories: ['shoes'] }),
    changed('wax', { availability: 'out_of_stock' }),
    { ...changed('stove', { categories: ['camping'] }), deleted: true },
  ];

  it('never is: excluded, seen, sold out, deleted, of another market, or twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.tuple(aKind, anItem), { maxLength: 8 }),
        aRequest,
        async (isTrained, steps, body) => {
          const past = steps.map((step) => step.join(' '));
          const shop = isTrained ? models : memoryModels();
          const changes = isTrained ? someChanges : [...outdoorItems.filter(isOnlyHere), ...someChanges];
          const decision = await opened({ models: shop, changes, past }).ask(body);
          const shown = idsOf(decision);

          const { itemId, placement, exclude, market, limit } = parseDecisionRequest(body) as DecisionRequest;
          const has = (kinds: readonly string[]) =>
            body.userId === undefined ? [] : steps.filter(([kind]) => kinds.includes(kind)).map(([, item]) => item);
          const out = new Set([
            ...exclude,
            ...has(['purchase']),
            ...(placement === 'home' ? has(['view', 'cart', 'wish']) : []),
            ...(placement === 'product' && itemId !== undefined ? [itemId] : []),
            'sold-out',
            'wax',
            'stove',
            ...(market === 'DE' ? ['french'] : []),
          ]);
          expect(shown.filter((item) => out.has(item))).toEqual([]);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown.length).toBeLessThanOrEqual(limit);
          expect(decision.items.map(({ rank }) => rank)).toEqual(shown.map((_, i) => i + 1));
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Entries that the changes do not bring in a newer version. */
const isOnlyHere = ({ item }: CatalogEntry): boolean => !['wax', 'stove'].includes(item.itemId);
