import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

/** Another language is one more file, and a line here. */
const LANGUAGES: readonly Words[] = [en, zh];

/** The languages to look for, best first: zh-Hant-HK, zh-Hant, zh. None for a text that is no locale. */
export function localeChain(locale: string): readonly string[] {
  if (!/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/.test(locale)) return [];
  const parts = locale.split(/[-_]/);
  return parts.map((_, cut) => parts.slice(0, parts.length - cut).join('-'));
}

/** The words of the best language that there is for a locale; English where there is none of it. */
export const wordsFor = (locale: string): Words =>
  localeChain(locale)
    .flatMap((tag) => LANGUAGES.find(({ language }) => language === tag.toLowerCase()) ?? [])
    .at(0) ?? en;
