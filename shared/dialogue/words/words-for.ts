import { languageFor } from '../../domain/language.ts';
import { en } from './en.ts';
import type { AssistantWords } from './words.ts';
import { zh } from './zh.ts';

/** Another language is one more file, and its name here. */
const WORDS: ReadonlyMap<string, AssistantWords> = new Map([en, zh].map((words) => [words.language, words]));

const HAN = /\p{Script=Han}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * The words of the best language that there is for a locale; of somebody who names none, Chinese where the text is in
 * Chinese characters alone, and English otherwise.
 */
export function assistantWordsFor(locale: string | undefined, text: string): AssistantWords {
  const said = locale ?? (HAN.test(text) && !KANA.test(text) ? 'zh' : 'en');
  return WORDS.get(languageFor([said], [...WORDS.keys()]) ?? '') ?? en;
}
