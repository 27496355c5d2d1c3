import { languageWish } from '../domain/language.ts';
import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

/** Another language is one more file, and its name here. */
const WORDS: ReadonlyMap<string, Words> = new Map([en, zh].map((words) => [words.language, words]));

/** @param wanted - locales, best first; English where there are words for none of them. */
export const wordsFor = (wanted: readonly string[]): Words =>
  WORDS.get(languageWish(wanted).best(WORDS.keys()) ?? '') ?? en;
