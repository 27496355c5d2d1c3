import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import type { CatalogEntry } from '../../../../shared/domain/item.ts';
import { anEntry } from '../../../support/builders/entry.ts';

function aShelf(...entries: readonly CatalogEntry[]) {
  const shelf = newShelf();
  shelf.update(entries);
  return shelf;
}
const idsOf = (entries: readonly CatalogEntry[]) => entries.map(({ item }) => item.itemId);

describe('the shelf', () => {
  it('offers what is for sale in the market, and everything without a list of markets', () => {
    const shelf = aShelf(
      anEntry('anywhere'),
      anEntry('german', { markets: ['DE'] }),
      anEntry('sold-out', { stock: 0 }),
      anEntry('gone', { availability: 'discontinued' }),
      anEntry('coming', { availability: 'preorder' }),
    );
    expect(idsOf(shelf.inOrder('DE'))).toEqual(['anywhere', 'coming', 'german']);
    expect(idsOf(shelf.inOrder('FR'))).toEqual(['anywhere', 'coming']);
    expect(shelf.isOffered('german', 'FR')).toBe(false);
    expect(shelf.isOffered('sold-out', 'DE')).toBe(false);
  });

  it('holds a request without a market to no list', () => {
    expect(aShelf(anEntry('german', { markets: ['DE'] })).isOffered('german', undefined)).toBe(true);
  });

  it('offers what the catalog never heard of: a shop may send events before items', () => {
    expect(aShelf().isOffered('rumour', 'DE')).toBe(true);
    expect(aShelf().inOrder('DE')).toEqual([]);
  });

  it('takes a deletion, which keeps the item out though it is known', () => {
    const shelf = aShelf(anEntry('a'), anEntry('a', {}, { version: 2, deleted: true }));
    expect(shelf.isOffered('a', undefined)).toBe(false);
    expect(shelf.inOrder(undefined)).toEqual([]);
  });

  it('orders by age, newest first, then by id; without a date last', () => {
    const shelf = aShelf(
      anEntry('undated'),
      anEntry('b', { createdAt: '2026-01-01T00:00:00Z' }),
      anEntry('a', { createdAt: '2026-01-01T00:00:00Z' }),
      anEntry('new', { createdAt: '2026-06-01T00:00:00Z' }),
    );
    expect(idsOf(shelf.inOrder(undefined))).toEqual(['new', 'a', 'b', 'undated']);
  });

  it('orders dates with an offset by the moment that they name', () => {
    const shelf = aShelf(
      anEntry('earlier', { createdAt: '2026-01-01T01:00:00+02:00' }), // 23:00 UTC of the day before
      anEntry('later', { createdAt: '2025-12-31T23:30:00Z' }),
    );
    expect(idsOf(shelf.inOrder(undefined))).toEqual(['later', 'earlier']);
  });

  it('orders anew what changed', () => {
    const shelf = aShelf(anEntry('a', { createdAt: '2026-01-01T00:00:00Z' }), anEntry('b'));
    shelf.inOrder(undefined);
    shelf.update([anEntry('b', { createdAt: '2026-02-01T00:00:00Z' }, { version: 2 })]);
    expect(idsOf(shelf.inOrder(undefined))).toEqual(['b', 'a']);
  });

  it('has a new revision with each change, and the old one without', () => {
    const shelf = aShelf(anEntry('a', {}, { version: 2 }));
    const before = shelf.revision;
    shelf.update([anEntry('a', { title: 'older' }, { version: 1 }), anEntry('a', { title: 'same' }, { version: 2 })]);
    expect(shelf.revision).toBe(before);
    shelf.update([anEntry('a', { title: 'newer' }, { version: 3 })]);
    expect(shelf.revision).not.toBe(before);
    expect(shelf.get('a')?.item.title).toBe('newer');
  });

  it('holds the newest versions in whatever order they come', () => {
    const aVersion = fc
      .tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 9 }), fc.boolean())
      .map(([itemId, version, isOut]) => anEntry(itemId, { stock: version }, { version, deleted: isOut }));
    fc.assert(
      fc.property(
        fc.uniqueArray(aVersion, { selector: ({ item, version }) => `${item.itemId} ${version}` }),
        (entries) => {
          const [forward, backward] = [aShelf(...entries), aShelf(...entries.toReversed())];
          for (const id of ['a', 'b']) {
            expect(forward.get(id)).toEqual(backward.get(id));
            expect(forward.get(id)?.version ?? 0).toBe(
              Math.max(0, ...entries.filter(({ item }) => item.itemId === id).map(({ version }) => version)),
            );
          }
        },
      ),
    );
  });
});
