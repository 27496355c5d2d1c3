import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

export const LANGUAGES = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

export const WORDS: Readonly<Record<Language, Words>> = { en, zh };

/** @param wanted - BCP 47 tags, the dearest first. */
export const preferredLanguage = (wanted: readonly string[]): Language =>
  wanted.map((tag) => tag.split('-')[0] as Language).find((language) => language in LANGUAGES) ?? 'en';
