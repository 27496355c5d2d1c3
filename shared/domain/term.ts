import * as z from 'zod';
import { type InputDefect, invalid } from './errors.ts';

/** What a machine must not translate as it likes: a brand, a name, a word that the shop has its own word for. */
export interface Term {
  readonly term: string;
  /** What is said instead; absent: it stays as it is. */
  readonly translation?: string;
}

/** The shop's terms for one language. */
export interface TermList {
  readonly terms: readonly Term[];
}

const MOST_TERMS = 2000;
/** All together fit into one row of the store, of 400 KB, also where a character takes three bytes. */
const MOST_CHARACTERS = 100_000;

/** Of one language. Two terms that differ by case alone are one. */
export const termListSchema = z.strictObject({
  terms: z
    .array(
      z.strictObject({
        term: z.string().trim().min(1).max(100),
        translation: z.string().trim().min(1).max(200).optional(),
      }),
    )
    .max(MOST_TERMS),
});

/** @throws InvalidInputError naming a term that stands there twice, or the limit that all together exceed. */
export function refuseClashes({ terms }: TermList): void {
  const places = new Map<string, number>();
  const defects: InputDefect[] = [];
  terms.forEach(({ term }, i) => {
    const earlier = places.get(term.toLowerCase());
    if (earlier === undefined) places.set(term.toLowerCase(), i);
    else defects.push({ pointer: `/terms/${i}/term`, reason: `"${term}" is term ${earlier} already` });
  });
  const characters = terms.reduce((sum, { term, translation = '' }) => sum + term.length + translation.length, 0);
  if (characters > MOST_CHARACTERS)
    defects.push({ pointer: '/terms', reason: `${characters} characters exceed the limit of ${MOST_CHARACTERS}` });
  if (defects.length > 0) throw invalid(defects);
}

/** A term where it stands in a text, in UTF-16 units. */
export interface TermPlace {
  readonly from: number;
  /** Behind its last. */
  readonly to: number;
  readonly term: Term;
}

/** Where terms stand in a text: see `termFinder`. */
export const termsIn = (text: string, terms: readonly Term[]): readonly TermPlace[] => termFinder(terms)(text);

/**
 * Finds terms in texts, from their beginning, none over another: of terms that begin at one place the longest. Case does
 * not count. A term that begins or ends with a letter or digit is no part of a longer word, but in scripts that put no
 * space between words.
 */
export function termFinder(terms: readonly Term[]): (text: string) => readonly TermPlace[] {
  if (terms.length === 0) return () => [];
  const longestFirst = terms.toSorted((a, b) => b.term.length - a.term.length);
  const byName = new Map(terms.map((term) => [term.term.toLowerCase(), term]));
  const pattern = new RegExp(longestFirst.map(patternOf).join('|'), 'giv');
  return (text) =>
    Array.from(text.matchAll(pattern)).flatMap(({ index, 0: found }) => {
      const term = byName.get(found.toLowerCase());
      return term === undefined ? [] : [{ from: index, to: index + found.length, term }];
    });
}

const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}';
const WORD = `[[\\p{L}\\p{N}]--[${UNSPACED}]]`;
const IS_WORD = new RegExp(`^${WORD}$`, 'v');

function patternOf({ term }: Term): string {
  const letters = Array.from(term);
  const before = IS_WORD.test(letters[0]!) ? `(?<!${WORD})` : '';
  const after = IS_WORD.test(letters.at(-1)!) ? `(?!${WORD})` : '';
  return before + term.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') + after;
}
