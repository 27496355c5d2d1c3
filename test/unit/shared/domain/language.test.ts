import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalLocale, isSameWriting, languageFor, languageWish } from '../../../../shared/domain/language.ts';

describe('the language to speak', () => {
  it('is looked for from the whole locale by its script down to its language', () => {
    expect(languageFor(['zh-Hant-HK'], ['zh', 'zh-Hant', 'zh-Hant-HK'])).toBe('zh-Hant-HK');
    expect(languageFor(['zh-Hant-HK'], ['zh', 'zh-Hant'])).toBe('zh-Hant');
    expect(languageFor(['zh-Hant-HK'], ['en', 'zh'])).toBe('zh');
    expect(languageFor(['zh-Hant-HK'], ['en', 'fr'])).toBeUndefined();
    expect(languageFor(['de_AT'], ['de', 'de-at'])).toBe('de-at');
    expect(languageFor(['de-CH-1996'], ['en', 'de'])).toBe('de');
  });

  it.each([
    ['zh-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['zh-Hant', ['zh', 'zh-TW'], 'zh-TW'],
    ['zh-HK', ['zh-CN', 'zh-TW'], 'zh-TW'],
    ['zh-SG', ['zh-Hant', 'zh-CN'], 'zh-CN'],
    ['zh', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    ['iw', ['en', 'he'], 'he'],
    ['ja-JP', ['ja'], 'ja'],
    ['ja', ['ja-JP'], 'ja-JP'],
    ['en-GB', ['en-US'], 'en-US'],
  ])('of %s among %s is %s, by the subtags that are likely', (wanted, spoken, best) => {
    expect(languageFor([wanted], spoken)).toBe(best);
  });

  it('is never a sister of what is wanted', () => {
    expect(languageFor(['zh-Hans'], ['zh-Hant'])).toBeUndefined();
    expect(languageFor(['pt'], ['pt-PT'])).toBeUndefined();
    expect(languageFor(['de-AT'], ['de-CH'])).toBeUndefined();
  });

  it('is of the first locale wanted of which any part is spoken', () => {
    expect(languageFor(['fr-CH', 'zh-CN', 'en'], ['en', 'zh'])).toBe('zh');
    expect(languageFor(['fr-CH'], ['en', 'zh'])).toBeUndefined();
  });

  it('is the same in whatever order languages are spoken', () => {
    const tags = ['zh', 'zh-Hans', 'zh-CN', 'zh-Hant', 'zh-TW', 'zh-HK', 'zh-Hant-HK', 'en', 'en-US', 'en-GB'];
    fc.assert(
      fc.property(fc.shuffledSubarray(tags), fc.constantFrom(...tags), (spoken, wanted) => {
        expect(languageFor([wanted], spoken)).toBe(languageFor([wanted], spoken.toSorted()));
        if (spoken.includes(wanted)) expect(languageFor([wanted], spoken)).toBe(wanted);
      }),
    );
  });

  it('is never found in a text that is no locale, and no text breaks it', () => {
    expect(languageFor(['no locale', '', 'zh-', '-zh', 'zh-a', 'zh;q=1', '*'], ['no locale', 'zh'])).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = languageWish([text]).best(['zh', text]);
        expect(found === undefined || canonicalLocale(text) !== undefined).toBe(true);
      }),
    );
  });
});

describe('a writing', () => {
  it('is a language in a script, wherever it is read', () => {
    expect(isSameWriting('zh-TW', 'zh-Hant-HK')).toBe(true);
    expect(isSameWriting('de', 'de-AT')).toBe(true);
    expect(isSameWriting('zh', 'zh-Hant')).toBe(false);
    expect(isSameWriting('und', 'no locale')).toBe(false);
  });
});
