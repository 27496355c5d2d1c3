/** A text as it is compared: NFKC, lower case, without blanks around. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

/** Scripts that do not part words by spaces. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Khmer}\\p{Script=Lao}';
const RUNS = new RegExp(`[${UNSPACED}ー\\p{M}]+|[\\p{L}\\p{N}\\p{M}]+?(?=[${UNSPACED}]|[^\\p{L}\\p{N}\\p{M}]|$)`, 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

/** A stretch of letters and digits: one word, or several of a script that does not part them by spaces. */
export interface TextRun {
  /** Folded. */
  readonly text: string;
  readonly isUnspaced: boolean;
}

/** By Unicode properties rather than Intl.Segmenter, whose dictionaries differ from one version of ICU to the next. */
export const textRuns = (text: string): TextRun[] =>
  (folded(text).match(RUNS) ?? []).map((run) => ({ text: run, isUnspaced: IS_UNSPACED.test(run) }));

/**
 * Words of a run; of scripts without spaces between words, each pair of neighbouring characters instead.
 * Pairs: Nie, Gao, Zhang & Zhou (2000), "On the Use of Words and N-grams for Chinese Information Retrieval".
 */
export function wordsOfRun({ text, isUnspaced }: TextRun): string[] {
  if (!isUnspaced) return [text];
  const characters = [...text];
  return characters.length === 1 ? characters : characters.slice(1).map((character, i) => characters[i]! + character);
}

/** All words of a text, in their order. */
export const wordsOf = (text: string): string[] => textRuns(text).flatMap(wordsOfRun);
