import { textRuns } from '../../features/words.ts';
import { ENGLISH } from './en.ts';
import { stem } from './stem.ts';
import { CHINESE } from './zh.ts';

/** What shops and shoppers talk of, in whichever language. Their order numbers them. */
export const CONCEPTS = Object.keys(ENGLISH) as readonly (keyof typeof ENGLISH)[];

/** More words are in no phrase. */
const LONGEST_PHRASE = 5;
/** More characters are in no Chinese phrase. */
const LONGEST_UNSPACED = 9;
/** Of a shorter word, one letter more or less is mostly another word. */
const SHORTEST_MISSPELT = 5;

/** The end of `doesn’t`, `wouldnt` and the like. */
const NOT = /(?<=\b(?:do|does|did|is|are|was|has|have|had|would|could|should|wo|ca))n['’]?t\b/gi;

/** Concepts by what says them: stems parted by blanks, or Chinese characters. */
const SAID = saidBy();
/** Words that stand in phrases. */
const SAID_WORDS: ReadonlySet<string> = new Set([...SAID.keys()].flatMap((said) => said.split(' ')));
/** Those words by themselves less one letter; what fits several would mislead and is left out. */
const MISSPELT = misspelt();

/**
 * The concepts that a text names, each once, in the order of CONCEPTS: from the left, the longest phrase that fits. A
 * word that no phrase has counts as one that differs from it by a letter, or by two that are the wrong way round.
 * A concept is the same number in each language, so a question in one finds an answer in another.
 * O(characters).
 */
export function conceptsOf(text: string): Int32Array {
  const found = new Set<number>();
  let words: string[] = [];
  const endSpaced = () => {
    addSpaced(words, found);
    words = [];
  };
  for (const run of textRuns(text.replace(NOT, ' not'))) {
    if (!run.isUnspaced) words.push(stem(run.text));
    else {
      endSpaced();
      addUnspaced([...run.text], found);
    }
  }
  endSpaced();
  return Int32Array.from(found).sort();
}

function addSpaced(stems: readonly string[], found: Set<number>): void {
  const known = stems.map((word) => (SAID_WORDS.has(word) ? word : (meant(word) ?? word)));
  addLongest(known, { longest: LONGEST_PHRASE, between: ' ' }, found);
}

const addUnspaced = (characters: readonly string[], found: Set<number>): void =>
  addLongest(characters, { longest: LONGEST_UNSPACED, between: '' }, found);

function addLongest(
  parts: readonly string[],
  { longest, between }: { readonly longest: number; readonly between: string },
  found: Set<number>,
): void {
  for (let from = 0, taken = 1; from < parts.length; from += taken) {
    taken = 1;
    for (let n = Math.min(longest, parts.length - from); n > 0; n--) {
      const concepts = SAID.get(parts.slice(from, from + n).join(between));
      if (concepts === undefined) continue;
      for (const concept of concepts) found.add(concept);
      taken = n;
      break;
    }
  }
}

/** Source: Garbe (2012), "1000x faster spelling correction", on deletions of both sides: one apart, they meet. */
function meant(word: string): string | undefined {
  if (word.length < SHORTEST_MISSPELT) return undefined;
  for (const less of [word, ...deletionsOf(word)]) {
    const found = SAID_WORDS.has(less) ? less : MISSPELT.get(less);
    if (found !== undefined) return found;
  }
  return undefined;
}

function deletionsOf(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

function saidBy(): ReadonlyMap<string, readonly number[]> {
  const said = new Map<string, number[]>();
  CONCEPTS.forEach((concept, number) => {
    for (const phrase of `${ENGLISH[concept]}|${CHINESE[concept]}`.split('|')) {
      const runs = textRuns(phrase);
      const key = runs.map(({ text, isUnspaced }) => (isUnspaced ? text : stem(text))).join(' ');
      const numbers = said.get(key) ?? [];
      if (!numbers.includes(number)) said.set(key, [...numbers, number]);
    }
  });
  return said;
}

function misspelt(): ReadonlyMap<string, string> {
  const meant = new Map<string, string | undefined>();
  for (const word of SAID_WORDS) {
    if (word.length < SHORTEST_MISSPELT || !/^[a-z]+$/.test(word)) continue;
    for (const less of new Set(deletionsOf(word))) meant.set(less, meant.has(less) ? undefined : word);
  }
  return new Map([...meant].flatMap(([less, word]) => (word === undefined ? [] : [[less, word]])));
}
