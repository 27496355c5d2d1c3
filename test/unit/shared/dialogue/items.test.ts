import { describe, expect, it } from 'vitest';
import { currentItems } from '../../../../functions/assist/assistant/known-items.ts';
import { newShelf } from '../../../../shared/decisioning/shelf.ts';
import { itemIndex } from '../../../../shared/dialogue/items/item-index.ts';
import { searchTextOf } from '../../../../shared/dialogue/items/search-text.ts';
import type { Money } from '../../../../shared/domain/item.ts';
import { SOME_ITEMS } from '../../../support/assistant-shop.ts';

function someShelf() {
  const shelf = newShelf();
  shelf.update(SOME_ITEMS);
  return shelf;
}
const index = itemIndex(SOME_ITEMS, currentItems(someShelf()));
const found = (text: string, more: object = {}) =>
  index.find({ text, exclude: new Set(), ...more }, 5).map(({ itemId }) => itemId);

describe('items are found', () => {
  it('by other forms of their words, by misspelt ones, and in another language that the shop wrote them in', () => {
    expect(found('tents', { market: 'DE' }).sort()).toEqual(['tent-1', 'tent-2']);
    expect(found('wolo sock')[0]).toBe('socks');
    expect(found('登山靴')).toEqual(['boots']);
  });

  it('only where they may be sold, and are in stock now', () => {
    expect(found('tent', { market: 'FR' }).sort()).toEqual(['tent-1', 'tent-2', 'tent-4']);
    const shelf = someShelf();
    const sold = itemIndex(SOME_ITEMS, currentItems(shelf));
    const tent = shelf.get('tent-1')!;
    shelf.update([{ ...tent, version: tent.version + 1, item: { ...tent.item, stock: 0 } }]);
    expect(sold.find({ text: 'two-person tent', exclude: new Set(), market: 'DE' }, 1)[0]?.itemId).toBe('tent-2');
  });

  it('within a price, both ends included, of its currency alone', () => {
    const price = (most: number, wanted = 'EUR') => {
      const amountOf = ({ amount, currency }: Money) => (currency === wanted ? amount : undefined);
      return { market: 'DE', price: { amountOf, least: 0, most } };
    };
    expect(found('tent', price(24_900))).toEqual(['tent-1']);
    expect(found('tent', price(24_899))).toEqual([]);
    expect(found('tent', price(99_999, 'USD'))).toEqual([]);
  });

  it('by nothing that they do not say', () => {
    expect(found('elephants')).toEqual([]);
    expect(found('')).toEqual([]);
  });
});

describe('what is looked for', () => {
  it.each([
    ['do you have red shoes under 50 euro', 'red shoes', 5000],
    ['I am looking for a waterproof backpack, please', 'waterproof backpack', undefined],
    ['有没有红色的鞋子，300元以下', '红色 鞋子', 30_000],
    ['recommend me something', '', undefined],
  ])('of “%s” is “%s”', (text, wanted, amount) => {
    const search = searchTextOf(text, 'EUR');
    expect([search.text, search.amounts[0]?.amount]).toEqual([wanted, amount]);
  });

  it.each([
    ['something like this under 300', 0, false],
    ['the second one but cheaper', 2, true],
    ['类似的便宜一点的有吗', 0, true],
  ])('may be what was shown: “%s”', (text, shownPlace, isCheaper) => {
    expect(searchTextOf(text, 'EUR')).toMatchObject({ text: '', shownPlace, isCheaper });
  });
});
