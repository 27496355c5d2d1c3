import { bestClass, fitClassDoubt, type TriedClass } from '../../learning/class-doubt.ts';
import { coarseClasses } from '../../learning/coarse-classes.ts';
import { fitLinearClasses, type LinearClasses, scoreClasses } from '../../learning/linear-classes.ts';
import {
  fitTermWeights,
  type TermColumns,
  type TermWeights,
  termColumns,
  weighTerms,
} from '../../learning/term-weights.ts';
import { seededRandom } from '../../math/random.ts';
import type { IntentModel } from '../../model/intent-model.ts';
import { type TextTerms, termsOf } from '../terms.ts';

/** Something that was said, and what it wanted. */
export interface LabelledText {
  readonly text: string;
  readonly intent: string;
}

/** Chosen by cross-validation on the training part of Banking77 alone: docs/adr/0040-conversation.md. */
const COST = 0.5;
/** Of how many texts a word, a run of characters and a pair of words must be. */
const LEAST_TEXTS = [1, 2, 2];
/** Parts of the examples, and of the intents, that are held out in turn. */
const PARTS = 4;
const SEED = 1;

/** Learnt from some examples; classes are numbered by their place in `intents`. */
interface FittedClasses {
  readonly terms: TermWeights;
  readonly columnOf: TermColumns;
  readonly classes: LinearClasses;
  readonly intents: readonly string[];
}

/**
 * Learns to tell intents by examples, when to be sure, and when to say that none of them is meant.
 *
 * How sure is learnt from examples that were held out: four times a quarter of the intents with all of their examples,
 * which so are out of scope, and a quarter of the examples of the others. The same examples in any order give the same
 * intents, and nearly the same weights. O(passes · terms · intents), five times.
 *
 * @throws RangeError where fewer than two intents have examples.
 */
export function fitIntents(examples: readonly LabelledText[]): IntentModel {
  const terms = examples.map(({ text }) => termsOf(text));
  const labels = examples.map(({ intent }) => intent);
  const all = fitted(terms, labels);
  if (all.intents.length < 2) throw new RangeError(`fitIntents: want two intents or more, got ${all.intents.length}`);
  return {
    intents: all.intents,
    terms: all.terms,
    classes: coarseClasses(all.classes),
    doubt: fitClassDoubt(tried(terms, labels, all.intents)),
  };
}

function fitted(texts: readonly TextTerms[], labels: readonly string[]): FittedClasses {
  const intents = [...new Set(labels)].sort();
  const numbers = new Map(intents.map((intent, number) => [intent, number]));
  const terms = fitTermWeights(texts, LEAST_TEXTS);
  const columnOf = termColumns(terms);
  const classes = fitLinearClasses(
    texts.map((text) => weighTerms(text, terms, columnOf)),
    Int32Array.from(labels, (label) => numbers.get(label)!),
    { classCount: intents.length, columnCount: terms.hashes.length, cost: COST },
  );
  return { terms, columnOf, classes, intents };
}

/** What comes of examples that were held out, part by part. */
function tried(texts: readonly TextTerms[], labels: readonly string[], intents: readonly string[]): TriedClass[] {
  const partOfText = dealt(labels);
  const partOfIntent = partsOf(intents);
  return Array.from({ length: PARTS }, (_, part) => part).flatMap((part) => {
    const isUnknown = (at: number) => intents.length > PARTS && partOfIntent.get(labels[at]!) === part;
    const known = [...labels.keys()].filter((at) => !isUnknown(at) && partOfText[at] !== part);
    if (known.length === 0) return [];
    const {
      terms,
      columnOf,
      classes,
      intents: learnt,
    } = fitted(
      known.map((at) => texts[at]!),
      known.map((at) => labels[at]!),
    );
    const scores = new Float32Array(learnt.length);
    return [...labels.keys()].flatMap((at): readonly TriedClass[] => {
      // Of the unknown intents a part is enough, and as many of each as of the others.
      if (partOfText[at] !== part) return [];
      if (!isUnknown(at) && !learnt.includes(labels[at]!)) return [];
      scoreClasses(classes, weighTerms(texts[at]!, terms, columnOf), scores);
      const best = bestClass(scores);
      if (isUnknown(at)) return [{ ...best, outcome: 'unknown' }];
      return [{ ...best, outcome: learnt[best.class] === labels[at] ? 'right' : 'wrong' }];
    });
  });
}

/** A part for each example, so that each intent's are dealt out evenly, in a seeded order. */
function dealt(labels: readonly string[]): Int32Array {
  const random = seededRandom(SEED);
  const order = labels.map((_, at) => ({ at, by: random() })).sort((a, b) => a.by - b.by);
  const counts = new Map<string, number>();
  const parts = new Int32Array(labels.length);
  for (const { at } of order) {
    const count = counts.get(labels[at]!) ?? 0;
    parts[at] = count % PARTS;
    counts.set(labels[at]!, count + 1);
  }
  return parts;
}

function partsOf(intents: readonly string[]): ReadonlyMap<string, number> {
  const random = seededRandom(SEED + 1);
  const order = intents.map((intent) => ({ intent, by: random() })).sort((a, b) => a.by - b.by);
  return new Map(order.map(({ intent }, at) => [intent, at % PARTS]));
}
