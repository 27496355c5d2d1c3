import { describe, expect, it } from 'vitest';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { ConflictError, NotFoundError } from '../../../../../shared/domain/errors.ts';
import type { ModelStore } from '../../../../../shared/ports/model-store.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { DECIDED_AT_MS, openDecisions } from '../../../../support/outdoor-decisions.ts';
import {
  outdoorEvents,
  outdoorItems,
  outdoorModels,
  publishNight,
  rowsOf,
  twoMarketModels,
} from '../../../../support/served-shop.ts';

const models = await outdoorModels();

async function explained(
  shop: Omit<Parameters<typeof openDecisions>[0], 'models'> & { readonly models?: ModelStore },
  body: object,
  locale = 'en',
) {
  const open = openDecisions({ models, ...shop });
  const { decision } = await open.ask(body);
  return { decision, ...(await open.explain(decision.decisionId, locale)) };
}

describe('an explanation', () => {
  it('cites the event without which the item would stand lower, and says how much', async () => {
    const { items } = await explained({ past: ['tent', 'boots'] }, { limit: 4 });

    const socks = items.find(({ itemId }) => itemId === 'socks');
    expect(socks).toMatchObject({
      title: 'Wool Socks',
      because: { itemId: 'boots', title: 'Fell Boots', kind: 'view', rank: { now: socks?.rank } },
      text: expect.stringMatching(/^Because you viewed “Fell Boots”\. Without that /),
    });
    expect(socks!.because!.lowersBy).toBeGreaterThan(0);
    expect(socks!.because!.rank.without).toBeGreaterThanOrEqual(socks!.because!.rank.now);
    expect(items.find(({ itemId }) => itemId === 'stove')?.because?.itemId).toBe('tent');
  });

  it('tells factors that sum to the score, wishes of the shop among them', async () => {
    const boosts = [{ filter: { categories: { in: ['care'] } }, factor: 20 }];
    const { items } = await explained({ past: ['boots'] }, { boosts });
    for (const { score, factors, residual } of items) {
      expect(factors!.reduce((sum, { added }) => sum + added, residual!)).toBeCloseTo(score!, 9);
      expect(Math.abs(residual!)).toBeLessThanOrEqual(1e-5);
    }
    const wax = items.find(({ itemId }) => itemId === 'wax');
    expect(wax?.factors).toContainEqual({
      name: 'wishes',
      words: 'what the shop puts forward or holds back',
      added: expect.closeTo(Math.log(20), 6),
    });
  });

  it('tells what stock adds apart from wishes', async () => {
    const boosts = [{ filter: { categories: { in: ['care'] } }, factor: 20 }];
    const wax = { categories: ['care'], stock: 900 };
    const changes = [anEntry('wax', wax, { version: 2, changedAtMs: DECIDED_AT_MS })];
    const stock = { leadTimeDays: 14, itemIds: ['wax'], median: [2], atServiceLevel: [5] };
    const { decision, items } = await explained({ past: ['boots'], changes, stock }, { boosts });
    const { score, factors, residual } = items.find(({ itemId }) => itemId === 'wax')!;
    const ofShop = factors!.filter(({ name }) => name === 'wishes' || name === 'stock');
    expect(ofShop).toEqual([
      expect.objectContaining({ name: 'wishes', added: expect.closeTo(Math.log(20), 5) }),
      expect.objectContaining({ name: 'stock', added: expect.closeTo(Math.log(1.5), 5) }),
    ]);
    expect(factors!.reduce((sum, { added }) => sum + added, residual!)).toBeCloseTo(score!, 9);
    const { decision: without } = await explained({ past: ['boots'], changes }, { boosts });
    const scoreOf = (made: typeof decision) => made.items.find(({ itemId }) => itemId === 'wax')!.score!;
    expect(scoreOf(decision) - scoreOf(without)).toBeCloseTo(Math.log(1.5), 5);
  });

  it('cites nothing where nothing that the person did lowers the score, and says what speaks for it', async () => {
    const nobody = await explained({}, { userId: undefined, limit: 2 });
    expect(nobody.items.map(({ because, text }) => ({ because, text }))).toEqual([
      { because: undefined, text: 'Popular in this shop.' },
      { because: undefined, text: 'Popular in this shop.' },
    ]);
    const inGermany = { userId: undefined, context: { market: 'DE', device: 'mobile' } };
    const { items } = await explained({ models: await twoMarketModels() }, inGermany);
    expect(items.find(({ itemId }) => itemId === 'boots')?.text).toBe('Popular in DE on mobile.');
  });

  it('says of a page’s item that the page is about it', async () => {
    const { items } = await explained({}, { placement: 'product', itemId: 'boots', limit: 1 });
    expect(items[0]).toMatchObject({ because: { itemId: 'boots' } });
    expect(items[0]?.because?.at).toBeUndefined();
    expect(items[0]?.text).toMatch(/^Because this page is about “Fell Boots”\./);
  });

  it('tells of promotions, lots, likeness and of what no model knows', async () => {
    const promotions = [{ filter: { categories: { in: ['camping'] } }, positions: [1] }];
    const promoted = await explained({ past: ['boots'] }, { promotions, limit: 2 });
    expect(promoted.items[0]).toMatchObject({ promoted: true, text: expect.stringContaining('keeps this place') });
    const changes = [anEntry('fresh', {}, { changedAtMs: DECIDED_AT_MS })];
    const drawn = await explained({ changes, explorationShare: 1 }, { limit: 1 });
    expect(drawn.items[0]?.text).toMatch(/^New in the shop\. It was drawn .* chance of \d/);
    expect(drawn.items[0]?.because).toBeUndefined();
    const alike = await explained({}, { placement: 'bought-together', itemId: 'untouched' });
    expect(alike.items[0]?.text).toBe('Of the same kind as what this page is about.');
    const empty = await explained({ models: memoryModels(), changes: [...outdoorItems] }, { limit: 1 });
    expect(empty.items[0]?.text).toContain('Newest in the catalog');
  });

  it.each([
    ['zh-Hant-HK', 'zh', '因为您浏览过“羊毛靴”。'],
    ['zh', 'zh', '因为您浏览过“羊毛靴”。'],
    ['en-GB', 'en', 'Because you viewed “Fell Boots”.'],
    ['xx', 'en', 'Because you viewed “Fell Boots”.'],
    ['not a locale!', 'en', 'Because you viewed “Fell Boots”.'],
  ])('speaks to %s in %s, with titles of its best language', async (locale, language, beginning) => {
    const boots = { title: 'Fell Boots', locales: { zh: { title: '羊毛靴' } } };
    const changes = [anEntry('boots', boots, { version: 2, changedAtMs: DECIDED_AT_MS })];
    const { items, contentLanguage } = await explained({ past: ['boots'], changes }, { limit: 1 }, locale);
    expect(contentLanguage).toBe(language);
    expect(items[0]?.text.startsWith(beginning)).toBe(true);
  });

  it('asks the version that decided when another is served now', async () => {
    const stores = memoryModels();
    await publishNight(stores);
    const open = openDecisions({ models: stores, past: ['boots'] });
    const { decision } = await open.ask({ limit: 1 });
    const before = await open.explain(decision.decisionId, 'en');
    const more = rowsOf(['boots', 'lamp'], ['boots', 'lamp'], ['boots', 'lamp'], ['wax', 'socks']);
    const renamed = more.map((row) => ({ ...row, personKey: `${row.personKey}-more` }));
    const next = await publishNight(stores, { events: [...outdoorEvents, ...renamed] });
    expect(next).not.toBe(decision.model?.version);

    const later = openDecisions({ models: stores });
    later.kept.push(...open.kept);
    expect(await later.explain(decision.decisionId, 'en')).toEqual(before);
  });

  it('is refused when the version that decided is gone, with the reason', async () => {
    const { kept, explain } = openDecisions({ models });
    const { record } = await openDecisions({ models, past: ['boots'] }).ask({});
    kept.push({ ...record, model: { ...record.model!, version: 'gone' } });
    await expect(explain(record.decisionId, 'en')).rejects.toThrow(ConflictError);
    await expect(explain(record.decisionId, 'en')).rejects.toThrow('version gone decided this');
  });

  it('is not there for an unknown decision', async () => {
    await expect(openDecisions({ models }).explain('unheard-of', 'en')).rejects.toThrow(NotFoundError);
  });
});
