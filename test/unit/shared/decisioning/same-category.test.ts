import { describe, expect, it } from 'vitest';
import { sameCategory } from '../../../../shared/decisioning/same-category.ts';
import { anEntry } from '../../../support/builders/entry.ts';

const boots = anEntry('boots', { categories: ['shoes', 'outdoor'], brand: 'Fell' });
const like = (...entries: ReturnType<typeof anEntry>[]) => sameCategory(boots.item, entries);

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
    const plain = anEntry('plain', { categories: ['shoes'] });
    expect(sameCategory(plain.item, [anEntry('other')])).toEqual([]);
  });

  it('leaves equals in the given order, and the item itself out', () => {
    const shoes = ['c', 'a', 'b'].map((id) => anEntry(id, { categories: ['shoes'] }));
    expect(like(boots, ...shoes).map(({ itemId }) => itemId)).toEqual(['c', 'a', 'b']);
  });
});
