import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faithful } from '../../../../shared/dialogue/wording/faithful.ts';
import { marksIn, masked, toldBeside, unmasked } from '../../../../shared/dialogue/wording/masked.ts';

const SAID = 'Order A-1042 has been shipped (2026-11-21). It has: “Two-Person Tent”. It came to 249.00 EUR.';
const DRAFT = masked(SAID, ['A-1042', 'Two-Person Tent']);

describe('a masked text', () => {
  it('shows neither numbers of orders nor titles, days, prices or addresses', () => {
    expect(DRAFT.text).toBe('Order ⟦1⟧ has been shipped (⟦2⟧). It has: “⟦3⟧”. It came to ⟦4⟧ EUR.');
    expect(masked('Write to ann@shop.example or see https://shop.example/a?b=c.', []).text).not.toMatch(/shop|ann/);
  });

  it('is the text again with its facts, whatever the text', () => {
    const law = fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string({ minLength: 1 })), (text, named) => {
      const { text: hidden, facts } = masked(text, named);
      expect(unmasked(hidden, facts)).toBe(text.replace(/[⟦⟧]/g, ' '));
      expect(toldBeside(hidden)).toEqual([]);
      expect(marksIn(hidden)).toHaveLength(facts.length);
    });
    fc.assert(law, { numRuns: 200 });
  });
});

describe('words of a writer', () => {
  it('are taken with the facts in their places', () => {
    const words = 'Dear shopper, order ⟦1⟧ has been shipped on ⟦2⟧, with “⟦3⟧” in it, for ⟦4⟧ EUR.';
    expect(faithful(words, DRAFT)).toBe(
      'Dear shopper, order A-1042 has been shipped on 2026-11-21, with “Two-Person Tent” in it, for 249.00 EUR.',
    );
  });

  it.each([
    ['a number', `${DRAFT.text} It arrives in 2 days.`],
    ['a number in words', `${DRAFT.text} It arrives in two days.`],
    ['an address', `${DRAFT.text} See evil.example/pay or https://evil.example`],
    ['a fact less', DRAFT.text.replace('⟦4⟧', 'some')],
    ['a fact more', `${DRAFT.text} ⟦1⟧`],
    ['a fact that there is not', DRAFT.text.replace('⟦4⟧', '⟦5⟧')],
    ['facts in each other’s places', DRAFT.text.replace('⟦1⟧', '⟦0⟧').replace('⟦2⟧', '⟦1⟧').replace('⟦0⟧', '⟦2⟧')],
    ['the opposite', DRAFT.text.replace('has been', 'has not been')],
    ['another subject', `${DRAFT.text} You can get a refund.`],
    ['much more', `${DRAFT.text} ${'So it is. '.repeat(40)}`],
    ['nothing', '  '],
  ])('that say %s are refused', (_, words) => {
    expect(faithful(words, DRAFT)).toBeUndefined();
  });

  it('in Chinese may neither count nor negate otherwise', () => {
    const draft = masked('订单 A-1042 已发货。', ['A-1042']);
    expect(faithful('您好，订单 ⟦1⟧ 已发货。', draft)).toBe('您好，订单 A-1042 已发货。');
    expect(faithful('订单 ⟦1⟧ 已发货，三天后到。', draft)).toBeUndefined();
    expect(faithful('订单 ⟦1⟧ 没有发货。', draft)).toBeUndefined();
  });
});
