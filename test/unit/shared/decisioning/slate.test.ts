import { describe, expect, it } from 'vitest';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import {
  catalogSlate,
  type ScoredItems,
  sameCategorySlate,
  scoredSlate,
} from '../../../../shared/decisioning/slate.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const shelf = newShelf();
shelf.update([anEntry('boots', { title: 'Fell Boots' }), anEntry('socks', { title: 'Wool Socks' })]);

/** What the model said of one item: a score, and what each event added to it. */
const scored = (
  score: number,
  ...events: readonly (readonly [ScoredItems['events'][number], number])[]
): ScoredItems => ({
  itemIds: ['socks'],
  scores: Float32Array.of(score),
  contributions: Float32Array.from(events, ([, contribution]) => contribution),
  events: events.map(([event]) => event),
});
const viewed = { itemId: 'boots', kind: 'view' } as const;
const reasonFor = (said: ScoredItems, pageItemId?: string) =>
  scoredSlate(said, shelf, pageItemId).items[0]!.reasons[0]!;

describe('a slate that the model ranked', () => {
  it('gives the model’s order, ranks from 1, its scores, and the items as the shelf has them', () => {
    const { items } = scoredSlate(
      { itemIds: ['socks', 'rumour'], scores: Float32Array.of(2, 1), contributions: new Float32Array(0), events: [] },
      shelf,
      undefined,
    );
    expect(items).toMatchObject([
      { itemId: 'socks', rank: 1, score: 2, probability: 1, item: { title: 'Wool Socks' } },
      { itemId: 'rumour', rank: 2, score: 1, probability: 1 },
    ]);
    expect(items[1]).not.toHaveProperty('item');
  });

  it('keeps to itself what only the shop may know: what an item costs it, and how many it has', () => {
    const priced = newShelf();
    const money = (amount: number) => ({ amount, currency: 'EUR' });
    priced.update([anEntry('socks', { price: money(900), cost: money(300), stock: 7 })]);
    const { items } = scoredSlate(scored(1), priced, undefined);
    expect(items[0]!.item).toMatchObject({ price: money(900) });
    expect(JSON.stringify(items)).not.toMatch(/cost|stock":/);
  });

  it('names the event that adds most, with its share of the score', () => {
    const said = scored(4, [{ itemId: 'tent', kind: 'purchase' }, 1], [viewed, 2]);
    expect(reasonFor(said)).toEqual({
      code: 'because-of-item',
      itemId: 'boots',
      share: 0.5,
      text: 'because you viewed “Fell Boots”',
    });
  });

  it('names, of equals, the newest', () => {
    const said = scored(4, [{ itemId: 'tent', kind: 'wish' }, 2], [viewed, 2]);
    expect(reasonFor(said)).toMatchObject({ itemId: 'tent', text: 'because you wished for “tent”' });
  });

  it.each([
    ['purchase', 'because you bought “Fell Boots”'],
    ['cart', 'because you put into the cart “Fell Boots”'],
    ['rate', 'because you rated “Fell Boots”'],
    ['click', 'because you viewed “Fell Boots”'],
  ] as const)('words a %s as it was', (kind, text) => {
    expect(reasonFor(scored(1, [{ itemId: 'boots', kind }, 1])).text).toBe(text);
  });

  it('says of what the page’s item speaks for that it goes with it', () => {
    expect(reasonFor(scored(1, [viewed, 1]), 'boots').text).toBe('goes with “Fell Boots”');
  });

  it('calls popular what the person’s own doing explains less than a twentieth of', () => {
    expect(reasonFor(scored(100, [viewed, 4.9]))).toEqual({ code: 'popular', text: 'popular in this shop' });
    expect(reasonFor(scored(100, [viewed, 5.1])).code).toBe('because-of-item');
  });

  it('says honestly what it rests on: the person, the page, or the shop’s crowd', () => {
    const { strategy, evidence } = scoredSlate(scored(1, [viewed, 1]), shelf, undefined);
    expect([strategy, evidence]).toEqual(['personal', 'person']);
    const similar = scoredSlate(scored(1, [viewed, 1]), shelf, 'boots');
    expect([similar.strategy, similar.evidence]).toEqual(['similar', 'item']);
    const popular = scoredSlate(scored(1), shelf, 'boots');
    expect([popular.strategy, popular.evidence]).toEqual(['popular', 'market']);
  });

  it('reads each item’s own column of what was added', () => {
    const tent = { itemId: 'tent', kind: 'view' } as const;
    const { items } = scoredSlate(
      {
        itemIds: ['x', 'y', 'z'],
        scores: Float32Array.of(1, 1, 1),
        contributions: Float32Array.of(0.9, 0.1, 0.2, 0.1, 0.8, 0.7), // (events, items)
        events: [viewed, tent],
      },
      shelf,
      undefined,
    );
    expect(items.map(({ reasons }) => reasons[0]!.itemId)).toEqual(['boots', 'tent', 'tent']);
  });
});

describe('a slate without a model', () => {
  const offered = [
    anEntry('a', { categories: ['shoes', 'boots'] }),
    anEntry('b', { categories: ['shoes'] }),
    anEntry('c'),
  ];

  it('likens items to the page’s, and says by what', () => {
    const page = anEntry('page', { title: 'Low Boot', categories: ['shoes', 'boots'] });
    const { items, strategy, evidence } = sameCategorySlate(page, offered, 10, shelf);
    expect([strategy, evidence]).toEqual(['same-category', 'item']);
    expect(items.map(({ itemId, rank, score }) => [itemId, rank, score])).toEqual([
      ['a', 1, 1],
      ['b', 2, 0.5],
    ]);
    expect(items[0]!.reasons).toEqual([{ code: 'same-category', itemId: 'page', text: 'like “Low Boot”: boots' }]);
  });

  it('shows the catalog in its order, no more than asked for', () => {
    const { items, strategy, evidence } = catalogSlate(offered, 2, shelf);
    expect([strategy, evidence]).toEqual(['catalog-order', 'none']);
    expect(items.map(({ itemId, rank }) => [itemId, rank])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(items[0]!.reasons[0]!.code).toBe('catalog-order');
  });
});
