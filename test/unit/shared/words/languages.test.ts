import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../../../shared/model/sources.ts';
import { en } from '../../../../shared/words/en.ts';
import { wordsFor } from '../../../../shared/words/languages.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/words');
const FILES = readdirSync(FOLDER).filter((file) => !['words.ts', 'languages.ts'].includes(file));
const LANGUAGES = FILES.map((file) => file.replace(/\.ts$/, ''));

/** Each name of a language's words by its path, with what stands there: "page.title: string". */
const keysOf = (words: object, path = ''): readonly string[] =>
  Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
    const at = `${path}${name}`;
    if (typeof value === 'object' && value !== null) return keysOf(value, `${at}.`);
    return [`${at}: ${typeof value}`];
  });

const textsOf = (words: object): readonly unknown[] =>
  Object.values(words).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? textsOf(value) : [value],
  );

describe('a file of words', () => {
  it.each(FILES)('%s has the keys of all others, each with something to say', async (file) => {
    const words = Object.values((await import(join(FOLDER, file))) as Record<string, object>)[0]!;
    expect(keysOf(words).toSorted()).toEqual(keysOf(en).toSorted());
    expect(textsOf({ ...words, between: 'x' }).filter((text) => text === '')).toEqual([]);
  });

  it.each(LANGUAGES)('%s is named after its language, and is spoken', (language) => {
    expect(wordsFor([language]).language).toBe(language);
  });

  it('says which key is missing, in a file that lacks one', () => {
    const { title: _, ...page } = en.page;
    const missing = keysOf(en).filter((key) => !keysOf({ ...en, page }).includes(key));
    expect(missing).toEqual(['page.title: string']);
  });
});

describe('words', () => {
  it('are of the first language wanted that there are words in, else English', () => {
    expect(wordsFor(['ZH-cn']).language).toBe('zh');
    expect(wordsFor(['zh-Hant-HK']).language).toBe('zh');
    expect(wordsFor(['fr', 'zh']).language).toBe('zh');
    expect(wordsFor(['fr', 'no locale', '']).language).toBe('en');
    expect(wordsFor([]).language).toBe('en');
  });

  it.each(LANGUAGES)('know every source of a model in %s', (language) => {
    const { sources } = wordsFor([language]).explanation;
    expect(SOURCES.filter((source) => sources[source] === undefined)).toEqual([]);
  });

  it.each([
    ['en', 'Popular in DE on mobile in the evening.'],
    ['zh', '在以下情形中受欢迎：德国、手机上、晚上。'],
  ])('tell a context in %s', (language, text) => {
    expect(wordsFor([language]).explanation.popularAt(['DE', 'mobile', 'evening'])).toBe(text);
  });

  it.each([
    ['en', { now: 1, without: 7, of: 20 }, 'Without that it would stand at place 7 of 20 instead of 1.'],
    ['en', { now: 1, without: 1, of: 20 }, 'Without that less would speak for it.'],
    ['zh', { now: 1, without: 7, of: 20 }, '如果没有这一点，它会在 20 件候选商品中排在第 7 位，而不是第 1 位。'],
  ])('tell in %s what would be without an event', (language, fall, text) => {
    expect(wordsFor([language]).explanation.without(fall)).toBe(text);
  });
});
