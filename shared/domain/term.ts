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

/**
 * Where terms stand in a text, from its beginning, none over another: of terms that begin at one place the longest. Case
 * does not count. A term that begins or ends with a letter or digit is no part of a longer word, but in scripts that put
 * no space between words.
 */
export function termsIn(text: string, terms: readonly Term[]): readonly TermPlace[] {
  const byBeginning = BEGINNINGS.get(terms) ?? beginningsOf(terms);
  BEGINNINGS.set(terms, byBeginning);
  const folded = foldedCase(text);
  const places: TermPlace[] = [];
  for (let from = 0; from < text.length; ) {
    const beginning = folded.slice(from, from + 2);
    const standing = [...(byBeginning.get(beginning) ?? []), ...(byBeginning.get(beginning[0]!) ?? [])];
    const found = standing.find(({ said }) => folded.startsWith(said, from) && isWhole(text, from, from + said.length));
    if (found !== undefined) places.push({ from, to: from + found.said.length, term: found.term });
    from += found?.said.length ?? 1;
  }
  return places;
}

/** A term with its case folded. */
interface Folded {
  readonly said: string;
  readonly term: Term;
}

/** By list, its terms by their first two letters, the longest first: a list may have 2,000, and texts are many. */
const BEGINNINGS = new WeakMap<readonly Term[], ReadonlyMap<string, readonly Folded[]>>();

function beginningsOf(terms: readonly Term[]): ReadonlyMap<string, readonly Folded[]> {
  const all = terms.map((term) => ({ said: foldedCase(term.term), term }));
  return Map.groupBy(
    all.sort((a, b) => b.said.length - a.said.length),
    ({ said }) => said.slice(0, 2),
  );
}

/** Letter by letter, so that places stay what they are: a few letters become two in lower case, and stay. */
function foldedCase(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  ).join('');
}

const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}';
const WORD = `[[\\p{L}\\p{N}]--[${UNSPACED}]]`;
const [BEGINS, ENDS] = [new RegExp(`^${WORD}`, 'v'), new RegExp(`${WORD}$`, 'v')];

/** Whether a stretch of a text is not torn from a longer word at either end. */
function isWhole(text: string, from: number, to: number): boolean {
  const [before, stretch, after] = [
    text.slice(Math.max(0, from - 2), from),
    text.slice(from, to),
    text.slice(to, to + 2),
  ];
  return !(ENDS.test(before) && BEGINS.test(stretch)) && !(ENDS.test(stretch) && BEGINS.test(after));
}
