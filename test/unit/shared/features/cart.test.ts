import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTERACTION_KINDS } from '../../../../shared/domain/interaction.ts';
import { cartOf } from '../../../../shared/features/cart.ts';
import { anInteraction } from '../../../support/builders/interaction.ts';

describe('cartOf', () => {
  it('holds what was added, newest first', () => {
    expect(cartOf([anInteraction('a', 'cart'), anInteraction('b', 'cart')])).toEqual(['b', 'a']);
  });

  it('lets go of what was removed or bought, and of nothing that was only looked at', () => {
    const cart = cartOf([
      anInteraction('a', 'cart'),
      anInteraction('b', 'cart'),
      anInteraction('c', 'cart'),
      anInteraction('a', 'uncart'),
      anInteraction('b', 'purchase'),
      anInteraction('c', 'view'),
      anInteraction('d', 'view'),
    ]);
    expect(cart).toEqual(['c']);
  });

  it('takes again what comes back, as the newest', () => {
    const again = [anInteraction('a', 'cart'), anInteraction('b', 'cart'), anInteraction('a', 'cart')];
    expect(cartOf(again)).toEqual(['a', 'b']);
    expect(cartOf([...again, anInteraction('a', 'purchase'), anInteraction('a', 'cart')])).toEqual(['a', 'b']);
  });

  it('holds an item exactly when the last word about it was that it was added', () => {
    const anyInteraction = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...INTERACTION_KINDS))
      .map(([itemId, kind]) => anInteraction(itemId, kind));
    fc.assert(
      fc.property(fc.array(anyInteraction), (interactions) => {
        const lastWord = (item: string) =>
          interactions.findLast(({ itemId, kind }) => itemId === item && /^(un)?cart$|^purchase$/.test(kind))?.kind;
        expect(cartOf(interactions).toSorted()).toEqual(['a', 'b', 'c'].filter((item) => lastWord(item) === 'cart'));
      }),
    );
  });
});
