import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newShelf, type Shelf } from '../../../../shared/decisioning/shelf.ts';
import type { CatalogEntry } from '../../../../shared/domain/item.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { isOffered } from '../../../support/offered.ts';

function aShelf(...entries: readonly CatalogEntry[]) {
  const shelf = newShelf();
  shelf.update(entries);
  return shelf;
}
/** What is in the catalog and offered, newest first. */
function inOrder(shelf: Shelf, market?: string): readonly string[] {
  const offered = shelf.offered(market);
  return Array.from(shelf.newestFirst())
    .filter((row) => offered[row] === 1)
    .map((row) => shelf.itemIdAt(row));
}

describe('the shelf', () => {
  it('offers what is for sale in the market, and everything without a list of markets', () => {
    const shelf = aShelf(
      anEntry('anywhere'),
      anEntry('german', { markets: ['DE'] }),
      anEntry('sold-out', { stock: 0 }),
      anEntry('gone', { availability: 'discontinued' }),
      anEntry('coming', { availability: 'preorder' }),
    );
    expect(inOrder(shelf, 'DE')).toEqual(['anywhere', 'coming', 'german']);
    expect(inOrder(shelf, 'FR')).toEqual(['anywhere', 'coming']);
    expect(isOffered(shelf, 'german', 'FR')).toBe(false);
    expect(isOffered(shelf, 'sold-out', 'DE')).toBe(false);
  });

  it('holds a request without a market to no list', () => {
    expect(isOffered(aShelf(anEntry('german', { markets: ['DE'] })), 'german')).toBe(true);
  });

  it('offers what the catalog never heard of: a shop may send events before items', () => {
    const shelf = newShelf(['rumour']);
    expect(isOffered(shelf, 'rumour', 'DE')).toBe(true);
    expect(inOrder(shelf, 'DE')).toEqual([]);
  });

  it('takes a deletion, which keeps the item out though it is known', () => {
    const shelf = aShelf(anEntry('a'), anEntry('a', {}, { version: 2, deleted: true }));
    expect(isOffered(shelf, 'a')).toBe(false);
    expect(inOrder(shelf)).toEqual([]);
  });

  it('orders by age, newest first, then by id; without a date last', () => {
    const shelf = aShelf(
      anEntry('undated'),
      anEntry('b', { createdAt: '2026-01-01T00:00:00Z' }),
      anEntry('a', { createdAt: '2026-01-01T00:00:00Z' }),
      anEntry('new', { createdAt: '2026-06-01T00:00:00Z' }),
    );
    expect(inOrder(shelf)).toEqual(['new', 'a', 'b', 'undated']);
  });

  it('orders dates with an offset by the moment that they name', () => {
    const shelf = aShelf(
      anEntry('earlier', { createdAt: '2026-01-01T01:00:00+02:00' }), // 23:00 UTC of the day before
      anEntry('later', { createdAt: '2025-12-31T23:30:00Z' }),
    );
    expect(inOrder(shelf)).toEqual(['later', 'earlier']);
  });

  it('orders anew what changed', () => {
    const shelf = aShelf(anEntry('a', { createdAt: '2026-01-01T00:00:00Z' }), anEntry('b'));
    inOrder(shelf);
    shelf.update([anEntry('b', { createdAt: '2026-02-01T00:00:00Z' }, { version: 2 })]);
    expect(inOrder(shelf)).toEqual(['b', 'a']);
  });

  it('keeps that order through whatever changes', () => {
    const aDate = fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z');
    const anItem = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), createdAt: aDate });
    fc.assert(
      fc.property(fc.array(fc.array(anItem, { maxLength: 4 })), (rounds) => {
        const shelf = newShelf(['c', 'rumour']);
        const dates = new Map<string, string>();
        rounds.forEach((round, version) => {
          for (const { id, createdAt } of round) {
            shelf.update([anEntry(id, { createdAt }, { version: version + 1 })]);
            if (shelf.get(id)?.item.createdAt === createdAt) dates.set(id, createdAt);
          }
          const expected = [...dates].sort(([a, x], [b, y]) => y.localeCompare(x) || a.localeCompare(b));
          expect(inOrder(shelf)).toEqual(expected.map(([id]) => id));
        });
      }),
    );
  });

  it('knows when money has changed, and when only something else has', () => {
    const price = { amount: 5, currency: 'EUR' };
    const shelf = aShelf(anEntry('a', { price }));
    const before = shelf.moneyRevision;
    shelf.update([anEntry('a', { price: { ...price }, stock: 3 }, { version: 2 })]);
    expect(shelf.moneyRevision).toBe(before);
    shelf.update([anEntry('a', { price, cost: price }, { version: 3 })]);
    expect(shelf.moneyRevision).not.toBe(before);
    expect([...shelf.amounts('cost').amounts]).toEqual([5]);
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
