import { bm25 } from '../../learning/bm25.ts';
import { fitTermWeights, termColumns, weighTerms } from '../../learning/term-weights.ts';
import { topK } from '../../math/top-k.ts';
import { conceptsOf } from '../concepts/concepts.ts';
import { termsOf } from '../terms.ts';

/** A question that a shop has an answer to. */
export interface AnsweredQuestion {
  readonly question: string;
  readonly answer: string;
  /** The same question in other words or languages. */
  readonly otherWords?: readonly string[];
}

export interface FoundAnswer {
  /** The place of the question in the list that the index was made of. */
  readonly at: number;
  /** In [0, 1]: how alike it is. */
  readonly score: number;
}

/** Of a list of answered questions, those that a text may ask. */
export interface AnswerIndex {
  /** The best k, best first, equal ones in the order of the list; none where nothing at all is alike. */
  find(text: string, k: number): readonly FoundAnswer[];
}

/** What each way of comparing counts; chosen on data that have no part in the tests: docs/adr/0040-conversation.md. */
export interface AnswerWeights {
  /** Cosine of words, runs of characters and pairs of words with the question, times the share of them that is known. */
  readonly alike: number;
  /** Cosine of the concepts with the question’s. */
  readonly concepts: number;
  /** BM25 of words with the answer. */
  readonly answer: number;
}

export const ANSWER_WEIGHTS: AnswerWeights = { alike: 0.5, concepts: 0.4, answer: 0.1 };

/**
 * Makes questions and answers findable by what is asked in other words, with slips of the pen, or in another language
 * that the concepts know. O(characters); of a text, O(characters · questions) at most.
 */
export function answerIndex(questions: readonly AnsweredQuestion[], weights = ANSWER_WEIGHTS): AnswerIndex {
  const phrasings = questions.flatMap(({ question, otherWords = [] }, entry) =>
    [question, ...otherWords].map((text) => ({ entry, terms: termsOf(text), concepts: conceptTerms(text) })),
  );
  const cosine = cosines(phrasings.map(({ terms }) => terms));
  const conceptCosine = cosines(phrasings.map(({ concepts }) => [concepts]));
  const answers = bm25(questions.map(({ answer }) => termsOf(answer)[0]));
  return {
    find(text, k) {
      const terms = termsOf(text);
      const { found: alike, known } = cosine(terms);
      const { found: concepts } = conceptCosine([conceptTerms(text)]);
      // Of a text that no question has much of, one run of characters in common would else be all that there is.
      const alikeCounts = weights.alike * known;
      const byAnswer = answers.score(terms[0]);
      const best = new Float64Array(questions.length);
      phrasings.forEach(({ entry }, at) => {
        best[entry] = Math.max(best[entry]!, alikeCounts * alike[at]! + weights.concepts * concepts[at]!);
      });
      const scores = best.map((score, entry) => score + weights.answer * byAnswer[entry]!);
      return Array.from(topK(scores, Math.min(k, scores.length)), (at) => ({ at, score: scores[at]! })).filter(
        ({ score }) => score > 0,
      );
    },
  };
}

const conceptTerms = (text: string): Uint32Array => Uint32Array.from(conceptsOf(text));

interface Cosines {
  /** (n): with each of n texts, by terms that are the rarer the more; 0 where one has none. */
  readonly found: Float64Array;
  /** Which share of the asked text's terms any of the texts has. */
  readonly known: number;
}

function cosines(texts: readonly (readonly Uint32Array[])[]): (text: readonly Uint32Array[]) => Cosines {
  const known = fitTermWeights(
    texts,
    (texts[0] ?? []).map(() => 1),
  );
  const columnOf = termColumns(known);
  const holders: { readonly text: number; readonly weight: number }[][] = Array.from(known.hashes, () => []);
  texts.forEach((terms, text) => {
    const { columns, weights } = weighTerms(terms, known, columnOf);
    const norm = normOf(weights);
    columns.forEach((column, i) => {
      holders[column]!.push({ text, weight: weights[i]! / norm });
    });
  });
  return (asked) => {
    const { columns, weights, known: share } = weighTerms(asked, known, columnOf);
    const norm = normOf(weights);
    const found = new Float64Array(texts.length);
    columns.forEach((column, i) => {
      for (const { text, weight } of holders[column]!) found[text]! += (weight * weights[i]!) / norm;
    });
    return { found, known: share };
  };
}

const normOf = (weights: Float32Array): number => Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
