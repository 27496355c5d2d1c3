import { type TextRun, textRuns, wordsOfRun } from '../features/words.ts';

/**
 * What a text is compared by, as hashes with repeats, a list a block: its words and pairs of neighbouring words; its
 * runs of 2 to 5 characters; pairs of words that stand near each other, by their beginnings and in any order.
 */
export type TextTerms = readonly [words: Uint32Array, characters: Uint32Array, pairs: Uint32Array];

/** Block numbers are the seeds of hashes: a term of one block is never taken for one of another. */
const [WORDS, CHARACTERS, PAIRS] = [1, 2, 3];
const SHORTEST = 2;
const LONGEST = 5;
/** Of scripts whose characters are syllables or words, one alone says something, and four are a phrase. */
const LONGEST_UNSPACED = 3;
/** What is left of a word without its endings. Source: McNamee & Mayfield (2004), "Character n-gram tokenization for European language text retrieval", on words cut to 4 or 5 characters. */
const STEM = 4;
/** Words further apart are no pair, so that a long text has no more than 12 pairs a word. */
const PAIR_WINDOW = 12;
const EDGE = 0x20;

/**
 * Gives the terms of a text. What is misspelt shares most runs of characters with what was meant; how words are
 * combined is in pairs, whatever stands between them. O(characters).
 *
 * A text without letters or digits has none.
 */
export function termsOf(text: string): TextTerms {
  const runs = textRuns(text);
  const words = runs.flatMap(wordsOfRun);
  return [wordTerms(words), characterTerms(runs), pairTerms(words)];
}

function wordTerms(words: readonly string[]): Uint32Array {
  const hashes = new Uint32Array(words.length === 0 ? 0 : 2 * words.length + 1);
  const alone = words.map((word) => hashed(WORDS, word));
  hashes.set(alone);
  let before = EDGE;
  for (let i = 0; words.length > 0 && i <= words.length; i++) {
    const next = i === words.length ? EDGE : alone[i]!;
    hashes[words.length + i] = finished(mixed(mixed(WORDS, before), next));
    before = next;
  }
  return hashes;
}

/** Within words, whose edges count as a character; across words where the script does not part them. */
function characterTerms(runs: readonly TextRun[]): Uint32Array {
  const hashes: number[] = [];
  for (const { text, isUnspaced } of runs) {
    const points = Array.from(text, (character) => character.codePointAt(0)!);
    const characters = isUnspaced ? points : [EDGE, ...points, EDGE];
    const [shortest, longest] = isUnspaced ? [1, LONGEST_UNSPACED] : [SHORTEST, LONGEST];
    for (let from = 0; from < characters.length; from++) {
      let hash = CHARACTERS;
      for (let n = 1; n <= longest && from + n <= characters.length; n++) {
        hash = mixed(hash, characters[from + n - 1]!);
        if (n >= shortest) hashes.push(finished(hash));
      }
    }
  }
  return Uint32Array.from(hashes);
}

function pairTerms(words: readonly string[]): Uint32Array {
  const stems = words.map((word) => hashed(PAIRS, word.slice(0, STEM)));
  const hashes: number[] = [];
  for (let i = 0; i < stems.length; i++) {
    for (let j = i + 1; j < stems.length && j <= i + PAIR_WINDOW; j++) {
      const [a, b] = [stems[i]!, stems[j]!];
      hashes.push(finished(mixed(mixed(PAIRS, Math.min(a, b)), Math.max(a, b))));
    }
  }
  return Uint32Array.from(hashes);
}

function hashed(seed: number, word: string): number {
  let hash = seed;
  for (let i = 0; i < word.length; i++) hash = mixed(hash, word.charCodeAt(i));
  return finished(hash);
}

/** One step of MurmurHash3 (Austin Appleby, public domain), so that a longer run continues a shorter one's hash. */
function mixed(hash: number, value: number): number {
  const k = Math.imul(value, 0xcc9e2d51);
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
