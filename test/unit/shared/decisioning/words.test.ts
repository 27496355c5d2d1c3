import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../../../functions/nightly/training/fit.ts';
import { wordsFor } from '../../../../shared/decisioning/words/languages.ts';

describe('the words of an explanation', () => {
  it('are English where the language has none, whatever text is asked for', () => {
    expect(wordsFor('ZH-cn').language).toBe('zh');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(wordsFor(text).language).toBe(/^zh([-_][a-z0-9]{1,8})*$/i.test(text) ? 'zh' : 'en');
      }),
    );
  });

  it.each(['en', 'zh'])('know every source of a model in %s', (language) => {
    const { sources } = wordsFor(language);
    expect(SOURCES.filter((source) => sources[source] === undefined)).toEqual([]);
  });

  it.each([
    ['en', 'Popular in DE on mobile in the evening.'],
    ['zh', '在以下情形中受欢迎：德国、手机上、晚上。'],
  ])('tell a context in %s', (language, text) => {
    expect(wordsFor(language).popularAt(['DE', 'mobile', 'evening'])).toBe(text);
  });

  it.each([
    ['en', { now: 1, without: 7, of: 20 }, 'Without that it would stand at place 7 of 20 instead of 1.'],
    ['en', { now: 1, without: 1, of: 20 }, 'Without that less would speak for it.'],
    ['zh', { now: 1, without: 7, of: 20 }, '如果没有这一点，它会在 20 件候选商品中排在第 7 位，而不是第 1 位。'],
  ])('tell in %s what would be without an event', (language, fall, text) => {
    expect(wordsFor(language).without(fall)).toBe(text);
  });
});
