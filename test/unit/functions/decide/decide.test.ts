import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DecisionRequest,
  parseDecisionRequest,
  parseRankingRequest,
} from '../../../../functions/decide/contract.ts';
import { decide } from '../../../../functions/decide/decide.ts';
import { placements } from '../../../../functions/decide/placements.ts';
import { rank } from '../../../../functions/decide/rank.ts';
import { servedRecommender } from '../../../../functions/decide/served-recommender.ts';
import { memoryModels } from '../../../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { type Decision, PLACEMENTS, type Ranking } from '../../../../shared/domain/decision.ts';
import { UnavailableError } from '../../../../shared/domain/errors.ts';
import { type Event, type PersonRef, partitionOf } from '../../../../shared/domain/event.ts';
import type { CatalogEntry } from '../../../../shared/domain/item.ts';
import type { ItemFilter } from '../../../../shared/domain/item-filter.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../shared/domain/person-record.ts';
import type { ModelQuestion } from '../../../../shared/model/question.ts';
import type { ModelStore } from '../../../../shared/ports/model-store.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { fulfils } from '../../../support/reference/item-filter.ts';
import { memoryChanges, outdoorItems, outdoorModels, rowsOf, twoMarketModels } from '../../../support/served-shop.ts';
import { countingIds, silentLog } from '../../../support/system-ports.ts';

const NOW_MS = Date.UTC(2026, 11, 1);

interface Shop {
  readonly models: ModelStore;
  /** What the catalog has changed since the night. */
  readonly changes?: readonly CatalogEntry[];
  /** What "u1" has done, oldest first, as rowsOf takes it. */
  readonly past?: readonly string[];
  readonly timelineFails?: Error;
  /** What is known of "u1" beside what they did. */
  readonly record?: PersonRecord;
  /** That the shop writes in. */
  readonly language?: string;
  readonly explorationShare?: number;
  /** Told of each question to the model. */
  readonly heard?: (question: ModelQuestion) => void;
}

function opened({ models, changes = [], past = [], explorationShare = 0, ...shop }: Shop) {
  const { timelineFails, heard, record, language } = shop;
  const events = rowsOf(past).map(({ event }): Event => event);
  const reads: { readonly person: PersonRef; readonly limit: number }[] = [];
  const ports = {
    timeline: {
      async recent(person: PersonRef, limit: number) {
        if (timelineFails !== undefined) throw timelineFails;
        reads.push({ person, limit });
        if (partitionOf(person) !== 'U#u1') return { events: [] };
        return { events: events.toReversed().slice(0, limit), ...(record && { record }) };
      },
      list: async () => ({ events: [] }),
    },
    regime: 'opt-out' as const,
    served: servedRecommender(
      {
        models,
        loadScorer: async (bytes) => {
          const scorer = await loadOnnxScorer(bytes);
          return {
            score(request) {
              heard?.(request);
              return scorer.score(request);
            },
          };
        },
        changes: memoryChanges(...changes),
        ...(language !== undefined && { language: async () => language }),
        hash: sha256Hash,
        clock: { nowMs: () => NOW_MS },
        log: silentLog,
      },
      30_000,
    ),
    clock: { nowMs: () => NOW_MS },
    ids: countingIds(),
  };
  const decideFor = decide(ports, { explorationShare });
  const rankFor = rank(ports);
  return {
    reads,
    ask: (body: object): Promise<Decision> => decideFor(parseDecisionRequest(body)),
    rank: (body: object): Promise<Ranking> => rankFor(parseRankingRequest(body)),
  };
}

const models = await outdoorModels();
const asked = (shop: Omit<Shop, 'models'>, body: object) => opened({ models, ...shop }).ask(body);
const idsOf = ({ items }: Decision) => items.map(({ itemId }) => itemId);
const changed = (itemId: string, item: Partial<CatalogEntry['item']>): CatalogEntry =>
  anEntry(itemId, item, { version: 2, changedAtMs: NOW_MS - 1000 });

const machineText = (text: string) => ({ text, key: 'k' });
const inLanguages = (itemId: string): CatalogEntry => ({
  ...changed(itemId, {
    title: `english ${itemId}`,
    description: 'words',
    locales: { 'zh-CN': { title: `中文 ${itemId}` } },
  }),
  translated: { madeAtMs: NOW_MS, locales: { fr: { title: machineText(`français ${itemId}`) } } },
});

describe('the language of a decision', () => {
  const changes = ['boots', 'tent', 'stove', 'socks'].map(inLanguages);
  const home = { placement: 'home', userId: 'u1', explore: false } as const;
  const shop = { changes, past: ['boots'], language: 'en' };
  const titleOf = ({ items }: Decision) => items.find(({ item }) => item?.description === 'words')?.item;
  const reasonOf = ({ items }: Decision) => items[0]!.reasons[0]!.text;

  it('is the request’s, in texts and reasons, and says so', async () => {
    const decision = await asked(shop, { ...home, context: { locale: 'zh-SG' } });
    expect(decision).toMatchObject({ contentLanguage: 'zh', warnings: [] });
    expect(reasonOf(decision)).toBe('因为您浏览过“中文 boots”');
    expect(titleOf(decision)).toMatchObject({ title: expect.stringMatching(/^中文 /), contentLanguage: 'zh-CN' });
    expect(titleOf(decision)).not.toHaveProperty('locales');
  });

  it('is a machine’s where it must be, marked, and words are English where there are none', async () => {
    const decision = await asked(shop, { ...home, context: { locale: 'fr-CH' } });
    expect(titleOf(decision)).toMatchObject({ contentLanguage: 'fr', machineTranslated: true });
    expect([decision.contentLanguage, reasonOf(decision)]).toEqual(['en', 'because you viewed “français boots”']);
  });

  it('is the person’s where the request says none, and the shop’s where they let nothing be looked at', async () => {
    const record = { ...EMPTY_RECORD, traits: { locale: 'zh_cn' } };
    expect((await asked({ ...shop, record }, home)).contentLanguage).toBe('zh');
    const unseen = await asked({ ...shop, record }, { ...home, profiling: false });
    expect([unseen.contentLanguage, titleOf(unseen)?.contentLanguage ?? 'en']).toEqual(['en', 'en']);
    const own = await asked({ ...shop, language: 'zh-CN' }, { ...home, profiling: false });
    expect(own.contentLanguage).toBe('zh');
  });

  it('is undetermined, not guessed, where nobody said what the shop writes in', async () => {
    const { items } = await asked({ past: ['boots'] }, home);
    expect(items[0]!.item).toMatchObject({ contentLanguage: 'und' });
  });

  it('is refused where it is no locale, and decides nothing', async () => {
    expect(() => asked(shop, { ...home, context: { locale: 'no locale' } })).toThrow('/context/locale');
    const ids = await Promise.all(
      ['zh', 'en', 'fr'].map(async (locale) => idsOf(await asked(shop, { ...home, context: { locale } }))),
    );
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).toEqual(ids[0]);
  });
});

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

describe('a placement', () => {
  it('beside what is bought together goes by the page alone, in its own words', async () => {
    const body = { placement: 'bought-together', itemId: 'boots', userId: 'u1' };
    const decision = await asked({ past: ['tent'] }, body);
    expect(decision).toMatchObject({ strategy: 'bought-together', evidence: 'item' });
    const reasons = decision.items.map(({ reasons: [reason] }) => reason!);
    expect(reasons).toContainEqual(expect.objectContaining({ text: 'often bought with “Fell Boots”' }));
    expect(reasons.map(({ itemId }) => itemId)).not.toContain('tent');
  });

  it('of what looks alike goes by the page alone, in its own words', async () => {
    const body = { placement: 'looks-alike', itemId: 'tent', userId: 'u1' };
    const decision = await asked({ past: ['boots'] }, body);
    expect(decision).toMatchObject({ strategy: 'looks-alike', evidence: 'item' });
    const [nearest] = decision.items;
    expect(nearest).toMatchObject({ itemId: 'stove', reasons: [{ text: 'similar to “Two-Person Tent”' }] });
  });

  it('because of what was viewed names the newest view that was not bought, and shows it no more', async () => {
    const past = ['tent', 'boots', 'wax', 'purchase wax', 'cart lamp'];
    const decision = await asked({ past }, { placement: 'viewed', userId: 'u1' });
    expect(decision).toMatchObject({
      strategy: 'similar',
      evidence: 'person',
      becauseOf: { itemId: 'boots', title: 'Fell Boots' },
    });
    expect(idsOf(decision)).not.toContain('boots');
    expect(decision.items[0]!.reasons[0]).toMatchObject({ itemId: 'boots', text: 'because you viewed “Fell Boots”' });
  });

  it('because of what was viewed goes by its category where nobody has met it', async () => {
    const decision = await asked({ past: ['untouched'] }, { placement: 'viewed', userId: 'u1' });
    expect(decision).toMatchObject({
      strategy: 'same-category',
      evidence: 'person',
      becauseOf: { itemId: 'untouched' },
    });
    expect(idsOf(decision)).toEqual(['boots']);
  });

  it('because of what was viewed is, where nothing was, what is personal or popular, and names nothing', async () => {
    const bought = await asked({ past: ['purchase boots'] }, { placement: 'viewed', userId: 'u1' });
    expect(bought).toMatchObject({ strategy: 'personal', evidence: 'person' });
    expect(bought).not.toHaveProperty('becauseOf');
    expect(await asked({}, { placement: 'viewed' })).toMatchObject({ strategy: 'popular', evidence: 'market' });
  });

  it('of what is wanted by many is the same for everybody, but for what they bought', async () => {
    const nobody = await asked({}, { placement: 'trending' });
    expect(nobody).toMatchObject({ strategy: 'trending', evidence: 'market' });
    expect(nobody.items[0]).toMatchObject({ itemId: 'lamp', reasons: [{ code: 'trending' }] });
    const somebody = await asked({ past: ['boots', 'purchase wax'] }, { placement: 'trending', userId: 'u1' });
    expect(idsOf(somebody)).toEqual(idsOf(nobody).filter((itemId) => itemId !== 'wax'));
  });

  it('of the cart completes it, and is personal while it is empty', async () => {
    const full = await asked({ past: ['cart tent'] }, { placement: 'cart', userId: 'u1' });
    expect(full).toMatchObject({ strategy: 'bought-together', evidence: 'person' });
    expect(await asked({ past: ['tent'] }, { placement: 'cart', userId: 'u1' })).toMatchObject({
      strategy: 'personal',
      evidence: 'person',
    });
  });

  it('of what may be wanted again shows what was bought and nothing else, and may be shorter', async () => {
    const past = ['boots', 'purchase wax', 'purchase socks', 'tent', 'purchase wax', 'purchase sold-out'];
    const decision = await asked({ past, explorationShare: 1 }, { placement: 'again', userId: 'u1' });
    expect(decision).toMatchObject({ strategy: 'again', evidence: 'person' });
    expect(idsOf(decision)).toEqual(['socks', 'wax']); // the wax within a day: one order
    expect(decision.items[0]!.reasons).toEqual([
      { code: 'bought-before', itemId: 'socks', text: 'you bought it before' },
    ]);
    const filter = { categories: { in: ['clothes'] } };
    expect(idsOf(await asked({ past }, { placement: 'again', userId: 'u1', filter }))).toEqual(['socks']);
  });

  it('of what may be wanted again is popular where nothing of that may be shown, personal where nothing was bought', async () => {
    const gone = await asked({ past: ['boots', 'purchase sold-out'] }, { placement: 'again', userId: 'u1' });
    expect(gone).toMatchObject({ strategy: 'popular', evidence: 'market' });
    expect(idsOf(gone)).not.toContain('sold-out');
    const nothing = await asked({ past: ['boots'] }, { placement: 'again', userId: 'u1' });
    expect(nothing).toMatchObject({ strategy: 'personal', evidence: 'person' });
  });

  it('asks the model for its own blend, with what it knows of market, device and hour', async () => {
    const seen: unknown[] = [];
    const shop = opened({
      models: await twoMarketModels(),
      past: ['view boots', 'cart tent'],
      heard: (request) => seen.push(request),
    });
    const context = { market: 'FR', device: 'mobile', hour: 21 };
    for (const placement of PLACEMENTS) await shop.ask({ placement, userId: 'u1', itemId: 'socks', context });
    await shop.ask({ placement: 'product', userId: 'u1', itemId: 'typo', context });
    expect(seen).toMatchObject(
      [
        ...['personal', 'similar', 'bought-together', 'looks-alike', 'bought-together', 'similar', 'trending'],
        ...['personal', 'personal'],
      ].map((blend) => ({
        blend,
        context: Int32Array.of(1, 3), // of DE, FR, desktop, mobile
      })),
    );
  });
});

describe('what placements are told to answer', () => {
  const verdictOf = ({ strategy, evidence }: Pick<Decision, 'strategy' | 'evidence'>) => `${strategy}/${evidence}`;
  const pasts = [[], ['boots'], ['purchase boots'], ['cart tent'], ['untouched'], ['boots', 'purchase socks']];
  const pages = ['boots', 'lamp', 'untouched', 'typo'];

  it.each(placements().placements)('$placement: is what its slates say of themselves, all of it', async (told) => {
    const met = new Set<string>();
    for (const kept of [models, memoryModels()]) {
      for (const past of pasts) {
        const shop = opened({ models: kept, past });
        for (const itemId of pages) {
          met.add(verdictOf(await shop.ask({ placement: told.placement, userId: 'u1', itemId })));
        }
      }
    }
    expect([...met].toSorted()).toEqual(told.answers.map(verdictOf).toSorted());
  });

  it('names what a request is refused without', () => {
    for (const { placement, wants } of placements().placements) {
      const bare = () => parseDecisionRequest({ placement });
      if (wants.length > 0) expect(bare).toThrow(/wants the page’s item/);
      else expect(bare).not.toThrow();
    }
  });
});

describe('the first decision for somebody new', async () => {
  const models = await twoMarketModels();
  const first = async (context: object, past: readonly string[] = []) => {
    const exclude = past.length > 0 ? ['lamp'] : []; // which everybody wants
    const decision = await opened({ models, past }).ask({
      placement: 'home',
      userId: 'u1',
      exclude,
      limit: 3,
      context,
    });
    const [{ itemId, reasons } = { itemId: undefined, reasons: [] }] = decision.items;
    return { itemId, reason: reasons[0]?.text, strategy: decision.strategy, evidence: decision.evidence };
  };
  const popular = { strategy: 'popular', evidence: 'market' };

  it('shows what is popular in the market, and says so', async () => {
    expect(await first({})).toEqual({ itemId: 'lamp', reason: 'popular in this shop', ...popular });
    expect(await first({ market: 'DE' })).toEqual({ itemId: 'boots', reason: 'popular in DE', ...popular });
    expect(await first({ market: 'FR', device: 'mobile', hour: 21 })).toEqual({
      itemId: 'tent',
      reason: 'popular in FR on mobile',
      ...popular,
    });
  });

  it('goes by the shop as a whole in a market that nobody has come from', async () => {
    expect(await first({ market: 'JP', hour: 3 })).toEqual(await first({}));
  });

  it('goes by what they did after one event, wherever they are', async () => {
    const after = [await first({ market: 'DE' }, ['tent']), await first({ market: 'FR' }, ['tent'])];
    expect(after.map(({ itemId }) => itemId)).toEqual(['stove', 'stove']);
    expect(after[0]).toMatchObject({ strategy: 'personal', evidence: 'person' });
  });

  it('is ranked by the market too where the items are given', async () => {
    const ranked = await opened({ models }).rank({ items: ['lamp', 'tent', 'boots'], context: { market: 'FR' } });
    expect(ranked).toMatchObject({ ...popular, items: [{ reasons: [{ text: 'popular in FR' }] }, {}, {}] });
    expect(ranked.items[0]!.itemId).toBe('tent');
  });
});

describe('the first days of a person', () => {
  it('go from the shop’s crowd to themselves with the first event', async () => {
    const steps = [[], ['boots'], ['boots', 'tent']].map((past) =>
      asked({ past }, { placement: 'home', userId: 'u1' }),
    );
    const decisions = await Promise.all(steps);
    expect(decisions.map(({ strategy, evidence }) => `${strategy} ${evidence}`)).toEqual([
      'popular market',
      'personal person',
      'personal person',
    ]);
    const personal = decisions.map(
      ({ items }) => items.filter(({ reasons }) => reasons[0]!.itemId !== undefined).length,
    );
    expect(personal[0]).toBe(0);
    expect(personal[1]).toBeGreaterThan(0);
    expect(personal[2]! / decisions[2]!.items.length).toBeGreaterThan(personal[1]! / decisions[1]!.items.length);
  });
});

describe('the wishes of a request', () => {
  const ask = (wishes: object, past: readonly string[] = ['boots']) =>
    asked({ past }, { placement: 'home', userId: 'u1', ...wishes });
  const camping = { categories: { in: ['camping'] } };

  it('show only what fulfils the filter, wherever the slate comes from', async () => {
    expect(idsOf(await ask({ filter: camping })).sort()).toEqual(['french', 'stove', 'tent']);
    expect(idsOf(await ask({ filter: camping, context: { market: 'DE' } })).sort()).toEqual(['stove', 'tent']);
    const page = { placement: 'product', itemId: 'untouched', filter: { brand: { in: ['none'] } } };
    expect(await asked({}, page)).toMatchObject({ items: [], strategy: 'catalog-order', evidence: 'none' });
    const empty = opened({ models: memoryModels(), changes: outdoorItems });
    expect(idsOf(await empty.ask({ placement: 'home', filter: { categories: { in: ['light'] } } }))).toEqual(['lamp']);
  });

  it('put promoted items, the best that match, into their slots, and say so', async () => {
    const promotions = [{ filter: camping, positions: [1, 3] }];
    const { items } = await ask({ promotions, limit: 4, exclude: ['french'] });
    expect(items.map(({ promoted }) => promoted ?? false)).toEqual([true, false, true, false]);
    const promoted = items.filter((item) => item.promoted);
    expect(promoted.map(({ itemId }) => itemId).sort()).toEqual(['stove', 'tent']);
    expect(promoted[0]!.score!).toBeGreaterThanOrEqual(promoted[1]!.score!);
    expect(items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
  });

  it('let promotions pass neither the filter nor what must not be shown, and tell what they cannot fill', async () => {
    const promotions = [{ filter: camping, share: 0.5 }];
    const decision = await ask({ promotions, limit: 4, exclude: ['stove', 'french'] });
    expect(decision.items.filter(({ promoted }) => promoted).map(({ itemId }) => itemId)).toEqual(['tent']);
    expect(decision.warnings).toEqual(['promotions want 2 slots; matching items fill 1']);
    const outside = await ask({ promotions, limit: 4, filter: { categories: { in: ['clothes', 'care'] } } });
    expect(idsOf(outside).sort()).toEqual(['socks', 'wax']);
  });

  it('promote what came after the night too', async () => {
    const changes = [changed('moccasin', { categories: ['shoes'] })];
    const promotions = [{ filter: { categories: { in: ['shoes'] } }, positions: [1, 2] }];
    const decision = await asked(
      { past: ['boots'], changes },
      { placement: 'home', userId: 'u1', promotions, limit: 3 },
    );
    expect(idsOf(decision).slice(0, 2)).toEqual(['untouched', 'moccasin']);
    expect(decision.items[1]).toMatchObject({ promoted: true, reasons: [{ code: 'new-item' }] });
  });

  it('raise what is boosted, and lower what is boosted by less than one', async () => {
    const rankOf = async (wishes: object) => idsOf(await ask(wishes)).indexOf('stove');
    const boosted = (factor: number) => ({ boosts: [{ filter: camping, factor }] });
    expect(await rankOf(boosted(100))).toBeLessThan(await rankOf({}));
    expect(await rankOf(boosted(0.01))).toBeGreaterThan(await rankOf({}));
    const { items } = await ask({ limit: 100 });
    const { items: with2 } = await ask({ limit: 100, ...boosted(2) });
    const scoreOf = (list: typeof items) => list.find(({ itemId }) => itemId === 'stove')!.score!;
    expect(scoreOf(with2) - scoreOf(items)).toBeCloseTo(Math.log(2), 5);
  });

  it('weigh the margin when asked to, and say when there is none to weigh', async () => {
    const without = await ask({ objective: 'margin' });
    expect(without.warnings).toEqual(['no item has a price above its cost in one currency; margin was not looked at']);
    expect(idsOf(without)).toEqual(idsOf(await ask({})));
    const money = (amount: number) => ({ amount, currency: 'EUR' });
    const changes = [
      changed('wax', { price: money(9_000), cost: money(1) }),
      changed('socks', { price: money(100), cost: money(99) }),
      changed('lamp', { price: money(100), cost: money(99) }),
    ];
    const rich = await asked({ past: ['boots'], changes }, { placement: 'home', userId: 'u1', objective: 'margin' });
    expect(idsOf(rich)[0]).toBe('wax');
    expect(rich.warnings).toEqual([]);
    expect(JSON.stringify(rich)).not.toContain('cost');
  });

  it('are told of where no model could look at them', async () => {
    const empty = opened({ models: memoryModels(), changes: outdoorItems });
    const { warnings } = await empty.ask({ placement: 'home', objective: 'margin' });
    expect(warnings).toEqual(['no model ranked this; objective and boosts were not looked at']);
  });

  it('spread the slate over kinds of items, by more than the first ranks', async () => {
    const narrow = outdoorItems.map(({ item }) =>
      changed(item.itemId, { categories: item.itemId === 'stove' ? ['b'] : ['a'] }),
    );
    const shop = { past: ['boots'], changes: narrow };
    const ranks = async (diversity: number) =>
      idsOf(await asked(shop, { placement: 'home', userId: 'u1', limit: 2, diversity }));
    expect(await ranks(0)).not.toContain('stove');
    expect(await ranks(0.9)).toContain('stove');
  });
});

describe('many decisions at a time', () => {
  it('are what each is alone', async () => {
    const bodies = PLACEMENTS.flatMap((placement) =>
      ['camping', 'shoes', 'light'].map((category) => ({
        placement,
        userId: 'u1',
        itemId: 'socks',
        filter: { categories: { notIn: [category] } },
        boosts: [{ filter: { categories: { in: [category, 'care'] } }, factor: 7 }],
      })),
    );
    const { ask } = opened({ models, past: ['boots', 'cart tent'] });
    const slate = async (body: object) => (await ask(body)).items;
    const alone: Decision['items'][] = [];
    for (const body of bodies) alone.push(await slate(body));
    expect(await Promise.all(bodies.map(slate))).toEqual(alone);
  });
});

describe('exploration', () => {
  const later = Array.from({ length: 3 }, (_, i) =>
    changed(`later-${i}`, { createdAt: `2026-10-0${i + 1}T00:00:00Z` }),
  );

  it('gives new items a logged chance in the last slots, as often as it says', async () => {
    const { ask } = opened({ models, changes: later, past: ['boots'], explorationShare: 0.1 });
    const shown = new Map<string, number>();
    let propensity = 0;
    const times = 600;
    for (let i = 0; i < times; i++) {
      const { items } = await ask({ placement: 'home', userId: 'u1', limit: 4 });
      expect(items.slice(0, 3).every(({ probability }) => probability === 1)).toBe(true);
      const last = items[3]!;
      const isNew = last.reasons[0]!.code === 'new-item';
      // Four slots at a tenth: 0.4 of one, among three that are new and "untouched", "french" and "wax", hardly met.
      if (isNew) shown.set(last.itemId, (shown.get(last.itemId) ?? 0) + 1);
      else expect(last.probability).toBeCloseTo(0.6, 9);
      if (isNew) propensity = last.probability;
    }
    expect([...shown.keys()]).toEqual(expect.arrayContaining(later.map(({ item }) => item.itemId)));
    expect(propensity * shown.size).toBeCloseTo(0.4, 9);
    const sum = [...shown.values()].reduce((a, b) => a + b, 0);
    expect(Math.abs(sum - 0.4 * times)).toBeLessThan(4 * Math.sqrt(0.4 * 0.6 * times)); // four standard deviations
  });

  it('gives the same decision again for the same id, and leaves its strategy as it was', async () => {
    const decisionOf = () =>
      opened({ models, changes: later, past: ['boots'], explorationShare: 1 }).ask({
        placement: 'home',
        userId: 'u1',
        limit: 3,
      });
    const decision = await decisionOf();
    expect(decision).toEqual(await decisionOf());
    expect(decision.items.filter(({ reasons }) => reasons[0]!.code === 'new-item')).toHaveLength(3);
  });

  it('is left out when the request says so', async () => {
    const body = { placement: 'home', userId: 'u1', limit: 3, explore: false };
    const { items } = await opened({ models, changes: later, past: ['boots'], explorationShare: 1 }).ask(body);
    expect(items.every(({ probability, score }) => probability === 1 && score !== undefined)).toBe(true);
  });

  it('draws only what may be shown', async () => {
    const filter = { attributes: { made: { equals: 'here' } } };
    const changes = [
      ...later,
      changed('own', { attributes: { made: 'here' } }),
      changed('lamp', { attributes: { made: 'here' } }),
    ];
    const { ask } = opened({ models, changes, past: ['boots'], explorationShare: 1 });
    const body = { placement: 'home', userId: 'u1', limit: 1, filter };
    expect(idsOf(await ask(body))).toEqual(['own']);
    expect(idsOf(await ask({ ...body, exclude: ['own'] }))).toEqual(['lamp']);
  });
});

describe('a ranking', () => {
  const given = ['stove', 'wax', 'tent', 'socks', 'boots'];
  const ranked = (body: object, shop: Omit<Shop, 'models'> = { past: ['boots'] }) =>
    opened({ models, ...shop }).rank({ userId: 'u1', ...body });
  const idsIn = ({ items }: Ranking) => items.map(({ itemId }) => itemId);

  it('gives the given items back, best first, with scores and reasons, with one read', async () => {
    const shop = opened({ models, past: ['boots'] });
    const ranking = await shop.rank({ userId: 'u1', items: given });
    expect(shop.reads).toEqual([{ person: { userId: 'u1' }, limit: 200 }]);
    expect(idsIn(ranking).toSorted()).toEqual(given.toSorted());
    expect(idsIn(ranking).slice(0, 2).sort()).toEqual(['socks', 'wax']);
    expect(ranking).toMatchObject({ decisionId: 'id-1', strategy: 'personal', evidence: 'person', warnings: [] });
    expect(ranking).not.toHaveProperty('placement');
    expect(ranking.items.map(({ rank: place }) => place)).toEqual([1, 2, 3, 4, 5]);
    const scores = ranking.items.map(({ score }) => score!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(ranking.items[0]).toMatchObject({ probability: 1, reasons: [{ code: 'because-of-item', itemId: 'boots' }] });
  });

  it('ranks as the model does, and what is sold out or was met too', async () => {
    const all = outdoorItems.map(({ item }) => item.itemId);
    const ranking = await ranked({ items: all });
    expect(idsIn(ranking).toSorted()).toEqual(all.toSorted());
    const home = idsOf(await asked({ past: ['boots'] }, { placement: 'home', userId: 'u1', limit: 100 }));
    expect(idsIn(ranking).filter((itemId) => home.includes(itemId))).toEqual(home);
  });

  it('ranks for nobody by what is popular', async () => {
    const ranking = await ranked({ items: ['stove', 'lamp'], userId: undefined });
    expect(ranking).toMatchObject({ strategy: 'popular', evidence: 'market' });
    expect(idsIn(ranking)).toEqual(['lamp', 'stove']);
  });

  it('goes by boosts', async () => {
    const boosts = [{ filter: { categories: { in: ['camping'] } }, factor: 100 }];
    expect(
      idsIn(await ranked({ items: given, boosts }))
        .slice(0, 2)
        .sort(),
    ).toEqual(['stove', 'tent']);
  });

  it('leaves out what nobody knows, saying which, and puts what the model does not know last, as given', async () => {
    const changes = [changed('later-b', {}), changed('later-a', {})];
    const items = ['typo', 'later-b', 'stove', 'later-a', 'socks', 'socks'];
    const ranking = await ranked({ items }, { past: ['boots'], changes });
    expect(idsIn(ranking)).toEqual(['socks', 'stove', 'later-b', 'later-a']);
    expect(ranking.items[2]).toMatchObject({ reasons: [{ code: 'given-order' }] });
    expect(ranking.items[2]).not.toHaveProperty('score');
    expect(ranking.warnings).toEqual([
      'items names 1 more than once; each is ranked once',
      'item "typo" is not known and was ignored',
    ]);
  });

  it.each([
    ['nobody knows any of them', {}, ['b', 'a']],
    ['there is no model', { models: memoryModels(), changes: [...outdoorItems] }, ['stove', 'lamp']],
  ])('keeps the given order, and says so, when %s', async (_, shop, items) => {
    const ranking = await opened({ models, ...shop }).rank({ userId: 'u1', items });
    expect(ranking).toMatchObject({ strategy: 'given-order', evidence: 'none' });
    expect(idsIn(ranking)).toEqual(items);
    expect(ranking.items.every(({ reasons }) => reasons[0]!.code === 'given-order')).toBe(true);
  });

  it('never explores', async () => {
    const changes = [changed('later', {})];
    const ranking = await ranked({ items: ['socks'] }, { changes, explorationShare: 1 });
    expect(idsIn(ranking)).toEqual(['socks']);
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
      filter: fc.constantFrom<ItemFilter[]>(
        { categories: { notIn: ['shoes'] } },
        { categories: { in: ['camping', 'light'] } },
      ),
      promotions: fc.constantFrom([{ filter: { categories: { in: ['shoes', 'camping'] } }, share: 0.5 }]),
      boosts: fc.constantFrom([{ filter: { categories: { in: ['shoes', 'camping'] } }, factor: 100 }]),
      diversity: fc.constantFrom(0, 0.5, 1),
    },
    { requiredKeys: ['placement', 'itemId', 'context'] },
  );
  const someChanges = [
    changed('moccasin', { categories: ['shoes'] }),
    changed('wax', { availability: 'out_of_stock' }),
    { ...changed('stove', { categories: ['camping'] }), deleted: true },
  ];

  it('never is: excluded, filtered, seen, sold out, deleted, of another market, or twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.tuple(aKind, anItem), { maxLength: 8 }),
        aRequest,
        async (isTrained, steps, body) => {
          const past = steps.map((step) => step.join(' '));
          const shop = isTrained ? models : memoryModels();
          const changes = isTrained ? someChanges : [...outdoorItems.filter(isOnlyHere), ...someChanges];
          const decision = await opened({ models: shop, changes, past, explorationShare: 0.5 }).ask(body);
          const shown = idsOf(decision);

          const { itemId, placement, exclude, context, limit } = parseDecisionRequest(body) as DecisionRequest;
          const has = (kinds: readonly string[]) =>
            body.userId === undefined ? [] : steps.filter(([kind]) => kinds.includes(kind)).map(([, item]) => item);
          const out = new Set([
            ...exclude,
            ...(placement === 'again' ? [] : has(['purchase'])),
            ...(placement === 'home' ? has(['view', 'cart', 'wish']) : []),
            ...(['product', 'bought-together', 'looks-alike'].includes(placement) && itemId !== undefined
              ? [itemId]
              : []),
            'sold-out',
            'wax',
            'stove',
            ...(context.market === 'DE' ? ['french'] : []),
          ]);
          const wanted = body.filter;
          const isFiltered = ({ item }: Decision['items'][number]) => item !== undefined && fulfils(item, wanted!);
          if (wanted !== undefined) expect(decision.items.filter((item) => !isFiltered(item))).toEqual([]);
          expect(decision.items.every(({ probability }) => probability > 0 && probability <= 1)).toBe(true);
          expect(shown.filter((item) => out.has(item))).toEqual([]);
          const isTheirs = (item: string) => has(['purchase']).includes(item);
          if (decision.strategy === 'again') expect(shown.filter((item) => !isTheirs(item))).toEqual([]);
          else expect(shown.filter(isTheirs)).toEqual([]);
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
