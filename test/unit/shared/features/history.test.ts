import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTERACTION_KINDS } from '../../../../shared/domain/interaction.ts';
import { HISTORY_KINDS, kindIndex, mergedHistory, mergeHistory } from '../../../../shared/features/history.ts';
import { anInteraction } from '../../../support/builders/interaction.ts';

const someInteractions = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...INTERACTION_KINDS))
    .map(([itemId, kind]) => anInteraction(itemId, kind)),
  { maxLength: 20 },
);
const strength = (interactions: readonly { readonly kind: (typeof INTERACTION_KINDS)[number] }[]) =>
  Math.max(-1, ...interactions.map(({ kind }) => kindIndex(kind)));

describe('the kinds of a history', () => {
  it('rise with intent, and leave out what takes back', () => {
    expect(HISTORY_KINDS).toEqual(['view', 'click', 'wish', 'share', 'rate', 'cart', 'purchase']);
    expect([kindIndex('view'), kindIndex('purchase'), kindIndex('uncart'), kindIndex('refund')]).toEqual([
      0, 6, -1, -1,
    ]);
  });
});

describe('mergedHistory', () => {
  it('makes several in a row on one item one, of the strongest kind and the first one’s time', () => {
    const history = mergedHistory([
      anInteraction('a', 'view', 1),
      anInteraction('a', 'cart', 2),
      anInteraction('a', 'view', 3),
      anInteraction('b', 'view', 4),
      anInteraction('a', 'view', 5),
    ]);
    expect(history.map(({ itemId, kind, atMs }) => [itemId, kind, atMs])).toEqual([
      ['a', 'cart', 1],
      ['b', 'view', 4],
      ['a', 'view', 5],
    ]);
  });

  it('looks through what takes back: what stands on both sides of it is still in a row', () => {
    const history = mergedHistory([anInteraction('a', 'cart'), anInteraction('b', 'uncart'), anInteraction('a')]);
    expect(history).toEqual([anInteraction('a', 'cart')]);
  });

  it('has no two neighbours on one item', () => {
    fc.assert(
      fc.property(someInteractions, (interactions) => {
        const history = mergedHistory(interactions);
        for (const [i, { itemId }] of history.entries()) expect(itemId).not.toBe(history[i + 1]?.itemId);
      }),
    );
  });

  it('changes nothing the second time, and loses neither an item nor its strongest kind', () => {
    fc.assert(
      fc.property(someInteractions, (interactions) => {
        const history = mergedHistory(interactions);
        expect(mergedHistory(history)).toEqual(history);
        for (const item of ['a', 'b', 'c']) {
          const ofItem = (list: typeof history) => list.filter(({ itemId }) => itemId === item);
          expect(strength(ofItem(history))).toBe(strength(ofItem(interactions)));
        }
      }),
    );
  });

  it('has nothing of a person who did nothing', () => {
    expect(mergedHistory([])).toEqual([]);
  });
});

describe('mergeHistory', () => {
  it('is the rule of mergedHistory on numbers, between its two bounds only', () => {
    fc.assert(
      fc.property(someInteractions, (interactions) => {
        const own = interactions
          .map((interaction, atMs) => ({ ...interaction, atMs }))
          .filter(({ kind }) => kindIndex(kind) >= 0);
        const columns = {
          items: Int32Array.of(0, ...own.map(({ itemId }) => itemId.charCodeAt(0)), 0),
          kinds: Uint8Array.of(0, ...own.map(({ kind }) => kindIndex(kind)), 0),
          atMs: Float64Array.of(-1, ...own.map(({ atMs }) => atMs), -1),
          contexts: Uint16Array.of(7, ...own.map(({ atMs }) => 3 * atMs), 7),
        };
        const end = mergeHistory(columns, 1, 1 + own.length);
        const merged = Array.from({ length: end - 1 }, (_, i) => [
          columns.items[i + 1],
          columns.kinds[i + 1],
          columns.atMs[i + 1],
          columns.contexts[i + 1],
        ]);
        expect(merged).toEqual(
          mergedHistory(own).map(({ itemId, kind, atMs }) => [itemId.charCodeAt(0), kindIndex(kind), atMs, 3 * atMs]),
        );
        expect([columns.atMs[0], columns.atMs.at(-1)]).toEqual([-1, -1]);
      }),
    );
  });
});
