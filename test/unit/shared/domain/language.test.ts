import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageFor } from '../../../../shared/domain/language.ts';

describe('the language to speak', () => {
  it('is looked for from the whole locale down to its language', () => {
    expect(languageFor(['zh-Hant-HK'], ['zh', 'zh-Hant', 'zh-Hant-HK'])).toBe('zh-Hant-HK');
    expect(languageFor(['zh-Hant-HK'], ['zh', 'zh-Hant'])).toBe('zh-Hant');
    expect(languageFor(['zh-Hant-HK'], ['en', 'zh'])).toBe('zh');
    expect(languageFor(['de_AT'], ['de', 'de-at'])).toBe('de-at');
  });

  it('is of the first locale wanted of which any part is spoken', () => {
    expect(languageFor(['fr-CH', 'zh-CN', 'en'], ['en', 'zh'])).toBe('zh');
    expect(languageFor(['fr-CH'], ['en', 'zh'])).toBeUndefined();
  });

  it('is never found in a text that is no locale', () => {
    expect(languageFor(['no locale', '', 'zh-', '-zh', 'zh;q=1'], ['no locale', 'zh'])).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const isChinese = /^zh([-_][a-z0-9]{1,8})*$/i.test(text);
        expect(languageFor([text], ['zh'])).toBe(isChinese ? 'zh' : undefined);
      }),
    );
  });
});
