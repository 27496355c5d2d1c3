import { CONCEPTS, conceptsOf } from '../concepts/concepts.ts';
import { type MaskedText, marksIn, toldBeside, unmasked } from './masked.ts';

/** A writer that says much more says something else. */
const MOST_LONGER = 2;
const MOST_MORE_CHARACTERS = 120;

/** What turns a sentence into its opposite. */
const NOT =
  /n['’]t\b|\b(?:not|no|never|cannot|without|nor|neither|none|unless|except|only)\b|[不没沒无無别勿未非仅僅只]/giu;
/** A number in words, before what it may count. */
const COUNTED_EN =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|half|double|twice|free)\b/giu;
const COUNTED_ZH =
  /[〇零一二两兩三四五六七八九十百千万萬半]+(?=[元块塊天日号小时時分周週月年折成倍次件个個%])|免费|免費/gu;

/**
 * The writer’s words with the facts in their places, if they say what the draft says; undefined otherwise. They must have
 * the marks of the draft in its order and no other, no digit and no address besides, no number in words, no negation and no
 * subject that the draft has not, and must not be much longer. That they are well put is not looked at.
 */
export function faithful(words: string, draft: MaskedText): string | undefined {
  const text = words.trim();
  const isOfItsLength = text.length > 0 && text.length <= MOST_LONGER * draft.text.length + MOST_MORE_CHARACTERS;
  const hasItsFacts = marksIn(text).join() === marksIn(draft.text).join() && toldBeside(text).length === 0;
  const countsAlike = [COUNTED_EN, COUNTED_ZH].every((pattern) =>
    isAmong(found(pattern, text), found(pattern, draft.text)),
  );
  const negates = (it: string) => found(NOT, it).length;
  const isFaithful =
    isOfItsLength &&
    hasItsFacts &&
    countsAlike &&
    negates(text) === negates(draft.text) &&
    isAmong(subjectsOf(text), subjectsOf(draft.text)) &&
    !/[⟦⟧]/.test(unmasked(text, draft.facts));
  return isFaithful ? unmasked(text, draft.facts) : undefined;
}

const found = (pattern: RegExp, text: string): readonly string[] =>
  (text.match(pattern) ?? []).map((word) => word.toLowerCase());

const subjectsOf = (text: string): readonly string[] => Array.from(conceptsOf(text), (number) => CONCEPTS[number]!);

const isAmong = (some: readonly string[], all: readonly string[]): boolean => some.every((one) => all.includes(one));
