import { describe, expect, it } from 'vitest';
import {
  catalogCandidates,
  laterCandidates,
  POPULAR,
  type ScoredItems,
  sameCategoryCandidates,
  scoredCandidates,
} from '../../../../shared/decisioning/candidates.ts';
import { reasonIn } from '../../../../shared/decisioning/grounds.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import { en } from '../../../../shared/words/en.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const shelf = newShelf(['socks', 'rumour', 'hat']);
shelf.update([anEntry('boots', { title: 'Fell Boots' }), anEntry('socks', { title: 'Wool Socks' })]);

/** What the model said of one item: a score, and what each event added to it. */
const scored = (
  score: number,
  ...events: readonly (readonly [ScoredItems['events'][number], number])[]
): ScoredItems => ({
  rows: Int32Array.of(0),
  scores: Float32Array.of(score),
  evidence: Float32Array.from(events, ([, contribution]) => contribution),
  events: events.map(([event]) => event),
});
const viewed = { itemId: 'boots', kind: 'view' } as const;
const plain = { relation: undefined, anchors: [], otherwise: POPULAR };
const reasonFor = (said: ScoredItems, wording = {}) => scoredCandidates(said, { ...plain, ...wording })[0]!.reason;
const textFor = (said: ScoredItems, wording = {}) =>
  reasonIn(en, reasonFor(said, wording), (itemId) => shelf.get(itemId)?.item.title ?? itemId).text;

describe('candidates that the model ranked', () => {
  it('have the model’s order and scores, below zero too', () => {
    const said = {
      rows: Int32Array.of(2, 0),
      scores: Float32Array.of(-1, -2.5),
      evidence: new Float32Array(0),
      events: [],
    };
    expect(scoredCandidates(said, plain)).toEqual([
      { row: 2, score: -1, reason: POPULAR },
      { row: 0, score: -2.5, reason: POPULAR },
    ]);
  });

  it('name the event that adds most, with its share of what all events add, whatever the score', () => {
    const events = [[{ itemId: 'tent', kind: 'purchase' }, 1] as const, [viewed, 3] as const];
    for (const score of [4, 0, -7]) {
      expect(reasonFor(scored(score, ...events))).toEqual({
        code: 'because-of-item',
        itemId: 'boots',
        share: 0.75,
        kind: 'view',
      });
    }
  });

  it('do not let an event that speaks against an item hide what speaks for it', () => {
    const said = scored(-3, [{ itemId: 'tent', kind: 'view' }, -4], [viewed, 0.5]);
    expect(reasonFor(said)).toMatchObject({ itemId: 'boots', share: 1 });
  });

  it('name, of equals, the newest', () => {
    const said = scored(4, [{ itemId: 'tent', kind: 'wish' }, 2], [viewed, 2]);
    expect(reasonFor(said)).toMatchObject({ itemId: 'tent', kind: 'wish' });
  });

  it.each([
    ['purchase', 'because you bought “Fell Boots”'],
    ['cart', 'because you put into the cart “Fell Boots”'],
    ['rate', 'because you rated “Fell Boots”'],
    ['click', 'because you viewed “Fell Boots”'],
  ] as const)('word a %s as it was', (kind, text) => {
    expect(textFor(scored(1, [{ itemId: 'boots', kind }, 1]))).toBe(text);
  });

  it('belong to an anchor in the placement’s words, to another item in the person’s', () => {
    const goesWith = { relation: 'goesWith', anchors: ['boots'] };
    expect(textFor(scored(1, [viewed, 1]), goesWith)).toBe('goes with “Fell Boots”');
    const other = scored(1, [{ itemId: 'tent', kind: 'view' }, 1]);
    expect(textFor(other, goesWith)).toBe('because you viewed “tent”');
  });

  it('are popular where no event says anything for them', () => {
    expect(reasonFor(scored(100, [viewed, 0]))).toEqual({ code: 'popular' });
    expect(reasonFor(scored(100, [viewed, 1e-6])).code).toBe('because-of-item');
  });

  it('read each item’s own column of what was added', () => {
    const tent = { itemId: 'tent', kind: 'view' } as const;
    const said = {
      rows: Int32Array.of(0, 1, 2),
      scores: Float32Array.of(1, 1, 1),
      evidence: Float32Array.of(0.9, 0.1, 0.2, 0.1, 0.8, 0.7), // (events, items)
      events: [viewed, tent],
    };
    expect(scoredCandidates(said, plain).map(({ reason }) => reason.itemId)).toEqual(['boots', 'tent', 'tent']);
  });
});

describe('candidates without a model', () => {
  const catalog = newShelf();
  catalog.update([
    anEntry('a', { categories: ['shoes', 'boots'], createdAt: '2026-03-01T00:00:00Z' }),
    anEntry('b', { categories: ['shoes'], createdAt: '2026-02-01T00:00:00Z' }),
    anEntry('c', { createdAt: '2026-01-01T00:00:00Z' }),
  ]);
  const idsOf = (candidates: readonly { readonly row: number }[]) => candidates.map(({ row }) => catalog.itemIdAt(row));

  it('are like the page’s item, and say by what', () => {
    const page = anEntry('page', { title: 'Low Boot', categories: ['shoes', 'boots'] });
    const candidates = sameCategoryCandidates(page, catalog, catalog.listed(), 10);
    expect(idsOf(candidates)).toEqual(['a', 'b']);
    expect(candidates.map(({ score }) => score)).toEqual([1, 0.5]);
    expect(candidates[0]!.reason).toEqual({ code: 'same-category', itemId: 'page', shares: 'boots' });
    expect(reasonIn(en, candidates[0]!.reason, () => page.item.title).text).toBe('like “Low Boot”: boots');
  });

  it('are the catalog in its order, no more than asked for, without a score', () => {
    const candidates = catalogCandidates(catalog, catalog.listed(), 2);
    expect(idsOf(candidates)).toEqual(['a', 'b']);
    expect(candidates[0]).toMatchObject({ reason: { code: 'catalog-order' } });
    expect(candidates[0]).not.toHaveProperty('score');
    expect(catalogCandidates(catalog, catalog.listed(), 0)).toEqual([]);
  });

  it('are what came after the model, beside one', () => {
    expect(idsOf(laterCandidates(catalog, catalog.listed(), 10, 1))).toEqual(['b', 'c']);
    expect(laterCandidates(catalog, catalog.listed(), 10, 3)).toEqual([]);
  });
});
