import { languageFor } from '../../domain/language.ts';
import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

/** Another language is one more file, and its name here. */
const WORDS: ReadonlyMap<string, Words> = new Map([en, zh].map((words) => [words.language, words]));

/** The words of the best language that there is for a locale; English where there is none of it. */
export const wordsFor = (locale: string): Words => WORDS.get(languageFor([locale], [...WORDS.keys()]) ?? '') ?? en;
