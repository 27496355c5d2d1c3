import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likeness } from '../../../../shared/decisioning/likeness.ts';
import { sameCategory } from '../../../../shared/decisioning/same-category.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import type { CatalogEntry } from '../../../../shared/domain/item.ts';
import { anEntry } from '../../../support/builders/entry.ts';

/** Each entry newer than the one behind it. */
const dated = (entries: readonly CatalogEntry[]): readonly CatalogEntry[] =>
  entries.map((entry, i) => ({
    ...entry,
    item: { ...entry.item, createdAt: new Date(Date.UTC(2026, 0, 100 - i)).toISOString() },
  }));

function alike(item: CatalogEntry['item'], entries: readonly CatalogEntry[], k = 10) {
  const shelf = newShelf();
  shelf.update(dated(entries));
  const found = sameCategory(item, shelf, shelf.listed(), k);
  return found.map(({ row, score }) => ({ itemId: shelf.itemIdAt(row), score }));
}

const boots = anEntry('boots', { categories: ['shoes', 'outdoor'], brand: 'Fell' });
const like = (...entries: CatalogEntry[]) => alike(boots.item, entries);

describe('sameCategory', () => {
  it('puts first what shares most, as a share of all that both have', () => {
    const both = anEntry('both', { categories: ['outdoor', 'shoes'] });
    const one = anEntry('one', { categories: ['shoes'] });
    const oneOfMany = anEntry('oneOfMany', { categories: ['shoes', 'x', 'y', 'z'] });
    expect(like(oneOfMany, one, both)).toEqual([
      { itemId: 'both', score: 1 },
      { itemId: 'one', score: 1 / 2 },
      { itemId: 'oneOfMany', score: 1 / 5 },
    ]);
  });

  it('counts the same brand half a shared category', () => {
    expect(like(anEntry('a', { brand: 'Fell' }), anEntry('b', { brand: 'Other' }))).toEqual([
      { itemId: 'a', score: 0.5 },
    ]);
  });

  it('takes two items without a brand for no brand’s', () => {
    expect(alike(anEntry('plain', { categories: ['shoes'] }).item, [anEntry('other')])).toEqual([]);
  });

  it('puts the newest of equals first, and no more than asked for', () => {
    const shoes = ['c', 'a', 'b'].map((id) => anEntry(id, { categories: ['shoes'] }));
    expect(like(...shoes).map(({ itemId }) => itemId)).toEqual(['c', 'a', 'b']);
    expect(alike(boots.item, shoes, 2).map(({ itemId }) => itemId)).toEqual(['c', 'a']);
  });

  it('finds among eligible rows only', () => {
    const shelf = newShelf();
    shelf.update([anEntry('a', { categories: ['shoes'] }), anEntry('b', { categories: ['shoes'] })]);
    const found = sameCategory(boots.item, shelf, Uint8Array.of(0, 1), 10);
    expect(found.map(({ row }) => shelf.itemIdAt(row))).toEqual(['b']);
  });

  it('says of any catalog what comparing with each entry says', () => {
    const aTerm = fc.constantFrom('a', 'b', 'c', 'd');
    const described = fc.record({ categories: fc.uniqueArray(aTerm), brand: fc.option(aTerm, { nil: undefined }) });
    const entryOf = (item: { categories: string[]; brand: string | undefined }, i: number) =>
      anEntry(`i${i}`, { categories: item.categories, ...(item.brand && { brand: item.brand }) });
    fc.assert(
      fc.property(described, fc.array(described), (item, others) => {
        const entries = others.map(entryOf);
        const expected = entries
          .map((entry) => ({ itemId: entry.item.itemId, score: likeness(item, entry.item) }))
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score);
        expect(alike(entryOf(item, -1).item, entries, others.length)).toEqual(expected);
      }),
    );
  });
});
