import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../../../../shared/dialogue/terms.ts';

/** Share of the first text's distinct terms of a block that the second has. */
function shared(block: 0 | 1 | 2, a: string, b: string): number {
  const [own, others] = [new Set(termsOf(a)[block]), new Set(termsOf(b)[block])];
  return [...own].filter((term) => others.has(term)).length / own.size;
}

describe('termsOf', () => {
  it('counts words, and each with its neighbour, the edges of the text included', () => {
    const [words] = termsOf('where is my order');
    expect(words).toHaveLength(4 + 5);
    expect(new Set(words).size).toBe(9);
    expect(termsOf('my, my')[0].filter((hash, at, all) => all.indexOf(hash) !== at)).toHaveLength(1);
  });

  it('takes width, case and punctuation for nothing', () => {
    expect(termsOf('ＷＨＥＲＥ is: my Order?!')).toEqual(termsOf('where is my order'));
  });

  it('shares most characters of a misspelt word, and few of another', () => {
    expect(shared(0, 'cancellation', 'cancelation')).toBe(0);
    expect(shared(1, 'cancellation', 'cancelation')).toBeGreaterThan(0.6);
    expect(shared(1, 'cancellation', 'invoice')).toBeLessThan(0.1);
  });

  it('has 退货 as one thing, wherever it stands', () => {
    expect(shared(0, '退货', '我想退货啊')).toBeGreaterThan(0.3);
    expect(shared(1, '退货', '我想退货啊')).toBe(1);
  });

  it('pairs words in any order by their beginnings, up to twelve apart', () => {
    expect(shared(2, 'cancel order', 'orders that I cancelled')).toBe(1);
    const far = Array.from({ length: 12 }, (_, i) => `w${i}`).join(' ');
    expect(shared(2, 'cancel order', `cancel ${far} order`)).toBe(0);
  });

  it('has none of a text without letters or digits', () => {
    expect(termsOf(' ?! 🙂 ').map(({ length }) => length)).toEqual([0, 0, 0]);
  });

  it('grows with the text, not with its square', () => {
    const length = (text: string) => termsOf(text).reduce((sum, block) => sum + block.length, 0);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(length(text)).toBeLessThanOrEqual(30 * text.normalize('NFKC').length + 30);
      }),
      { numRuns: 50 },
    );
  });
});
