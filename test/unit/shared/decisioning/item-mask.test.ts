import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matching } from '../../../../shared/decisioning/item-mask.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import type { CatalogEntry } from '../../../../shared/domain/item.ts';
import { type ItemFilter, itemFilterSchema } from '../../../../shared/domain/item-filter.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { fulfils } from '../../../support/reference/item-filter.ts';
import { aFilter, someEntries } from '../../../support/some-catalog.ts';

function matchIds(filter: ItemFilter, entries: readonly CatalogEntry[], known: readonly string[] = []) {
  const shelf = newShelf(known);
  shelf.update(entries);
  return Array.from(matching(filter, shelf)).flatMap((bit, row) => (bit === 1 ? [shelf.itemIdAt(row)] : []));
}

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const shop = [
  anEntry('boots', { categories: ['shoes', 'outdoor'], brand: 'Fell', price: euro(12_000), attributes: { size: 42 } }),
  anEntry('sandals', { categories: ['shoes'], price: euro(4_000), markets: ['FR'], attributes: { size: '42' } }),
  anEntry('lamp', { brand: 'Lux', price: { amount: 4_000, currency: 'JPY' }, availability: 'preorder' }),
];

describe('the items that fulfil a filter', () => {
  it.each<readonly [ItemFilter, readonly string[]]>([
    [{ categories: { in: ['outdoor', 'garden'] } }, ['boots']],
    [{ categories: { notIn: ['outdoor'] } }, ['sandals', 'lamp']],
    [{ brand: { notIn: ['Fell'] } }, ['sandals', 'lamp']],
    [{ price: { currency: 'EUR', max: 12_000 } }, ['boots', 'sandals']],
    [{ price: { currency: 'EUR', min: 4_001 } }, ['boots']],
    [{ availability: { in: ['in_stock'] } }, ['boots', 'sandals']],
    [{ markets: { in: ['FR'] } }, ['boots', 'sandals', 'lamp']],
    [{ markets: { notIn: ['DE'] } }, ['sandals']],
    [{ attributes: { size: { equals: 42 } } }, ['boots']],
    [{ attributes: { size: { in: ['42', 43] } } }, ['sandals']],
    [{ attributes: { size: { notIn: [42] } } }, ['sandals', 'lamp']],
    [{ categories: { in: ['shoes'] }, brand: { in: ['Fell'] } }, ['boots']],
    [{ categories: { in: ['shoes'] }, brand: { in: ['Lux'] } }, []],
  ])('%j', (filter, expected) => {
    expect(matchIds(filter, shop)).toEqual(expected);
  });

  it('are never ones that the catalog has not heard of', () => {
    expect(matchIds({ brand: { notIn: ['Fell'] } }, shop, ['rumour'])).toEqual(['sandals', 'lamp']);
  });

  it('do not mix up texts with what joins them', () => {
    const odd = [anEntry('one', { categories: ['a","b'] }), anEntry('two', { categories: ['a', 'b'] })];
    expect(matchIds({ categories: { in: ['a'] } }, odd)).toEqual(['two']);
    expect(matchIds({ categories: { in: ['a","b'] } }, odd)).toEqual(['one']);
  });

  it('are in a thousand catalogs exactly those that fulfil it, also after changes of the catalog', () => {
    fc.assert(
      fc.property(someEntries, someEntries, aFilter, aFilter, (entries, later, filter, earlier) => {
        expect(itemFilterSchema.parse(filter)).toEqual(filter);
        const shelf = newShelf(['i3', 'rumour']);
        shelf.update(entries);
        matching(earlier, shelf); // makes columns, which the changes must keep up
        const changes = later.map((entry) => ({ ...entry, version: 2 }));
        shelf.update(changes);
        const now = new Map([...entries, ...changes].map(({ item }) => [item.itemId, item]));
        const expected = [...now.values()].filter((item) => fulfils(item, filter)).map(({ itemId }) => itemId);
        const found = Array.from(matching(filter, shelf)).flatMap((bit, row) => (bit ? [shelf.itemIdAt(row)] : []));
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 1_000 },
    );
  });
});
