import fc from 'fast-check';
import { AVAILABILITIES, type CatalogEntry } from '../../shared/domain/item.ts';
import type { ItemFilter } from '../../shared/domain/item-filter.ts';
import { anEntry } from './builders/entry.ts';

/** Few values, so that conditions are met as often as not. */
const aWord = fc.constantFrom('a', 'b', 'c');
const aMarket = fc.constantFrom('DE', 'FR', 'US');
const aCurrency = fc.constantFrom('EUR', 'JPY');
const aValue = fc.constantFrom<string | number | boolean>('1', 1, true, 'true', 'a', '');
const anAmount = fc.nat(9);
const some = <Value>(value: fc.Arbitrary<Value>) => fc.uniqueArray(value, { minLength: 1, maxLength: 2 });

/** Entries of items i0, i1, …, some deleted, some not for sale. */
export const someEntries: fc.Arbitrary<readonly CatalogEntry[]> = fc
  .array(
    fc.record(
      {
        categories: fc.uniqueArray(aWord, { maxLength: 3 }),
        brand: aWord,
        price: fc.record({ amount: anAmount, currency: aCurrency }),
        cost: fc.record({ amount: anAmount, currency: aCurrency }),
        availability: fc.constantFrom(...AVAILABILITIES),
        markets: fc.uniqueArray(aMarket, { maxLength: 2 }),
        attributes: fc.dictionary(fc.constantFrom('x', 'y'), aValue, { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 12 },
  )
  .map((items) => items.map((item, i) => anEntry(`i${i}`, { ...item, attributes: { ...item.attributes } })));

const oneOf = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(
    fc.record({ in: some(value) }),
    fc.record({ notIn: some(value) }),
    fc.record({ in: some(value), notIn: some(value) }),
  );

/** Filters with one condition or several. */
export const aFilter: fc.Arbitrary<ItemFilter> = fc
  .record(
    {
      categories: oneOf(aWord),
      brand: oneOf(aWord),
      price: fc
        .tuple(aCurrency, anAmount, anAmount)
        .map(([currency, a, b]) => ({ currency, min: Math.min(a, b), max: Math.max(a, b) })),
      availability: oneOf(fc.constantFrom(...AVAILABILITIES)),
      markets: oneOf(aMarket),
      attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.oneof(fc.record({ equals: aValue }), oneOf(aValue)), {
        minKeys: 1,
        maxKeys: 2,
      }),
    },
    { requiredKeys: [] },
  )
  .filter((filter) => Object.keys(filter).length > 0)
  .map((filter) => ({ ...filter, ...(filter.attributes && { attributes: { ...filter.attributes } }) }));
