import { describe, expect, it } from 'vitest';
import { CONCEPTS, conceptsOf } from '../../../../shared/dialogue/concepts/concepts.ts';
import { ENGLISH } from '../../../../shared/dialogue/concepts/en.ts';
import { stem } from '../../../../shared/dialogue/concepts/stem.ts';
import { CHINESE } from '../../../../shared/dialogue/concepts/zh.ts';

const named = (text: string) => Array.from(conceptsOf(text), (concept) => CONCEPTS[concept]);

describe('conceptsOf', () => {
  it('finds the same in English and Chinese', () => {
    expect(named('return without a receipt')).toEqual(expect.arrayContaining(['returns', 'receipt']));
    expect(named('没有小票能退货吗')).toEqual(expect.arrayContaining(['returns', 'receipt']));
  });

  it('takes forms of a word, a slip of the pen and letters that changed places for the word', () => {
    for (const said of ['cancelled', 'cancelling', 'cancells', 'canecl', 'cancl'])
      expect(named(said), said).toContain('cancel');
    expect(named('recieved a damagd parcle')).toEqual(expect.arrayContaining(['damaged', 'parcel']));
  });

  it('lets the longest words win', () => {
    expect(named('gift card')).toEqual(['gift-card']);
    expect(named('a gift, by card')).not.toContain('gift-card');
    expect(named('活动送的礼品卡')).toEqual(['promotional-gift-card']);
  });

  it('reads mixed scripts, and what is not said', () => {
    expect(named('我的coupon用不了')).toEqual(['code', 'not-working']);
    expect(named("my coupon doesn't work")).toContain('not-working');
    expect(named('my coupon doesnt work')).toContain('not-working');
  });

  it('finds nothing where nothing is said', () => {
    expect(named('')).toEqual([]);
    expect(named('xyzzy 🙂')).toEqual([]);
  });
});

it.each(CONCEPTS)('%s is found by each of its phrases, in both languages', (concept) => {
  for (const phrase of [...ENGLISH[concept].split('|'), ...CHINESE[concept].split('|')])
    expect(named(phrase), phrase).toContain(concept);
});

it.each([
  [['cancel', 'cancels', 'cancelled', 'cancelling']],
  [['change', 'changes', 'changed', 'changing']],
  [['delivery', 'deliveries']],
  [['ship', 'shipped', 'shipping']],
  [['box', 'boxes']],
])('%j are one word', (words) => {
  expect(new Set(words.map(stem)).size).toBe(1);
});
