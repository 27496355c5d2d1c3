import { logistic } from '../math/logistic.ts';
import { fitLogisticRegression, logisticScores } from './logistic-regression.ts';

/** How sure one may be of the best class, by its score and how far it is ahead of the second. */
export interface ClassDoubt {
  readonly intercept: number;
  readonly score: number;
  readonly lead: number;
  /** What is less sure than this is taken to be of no known class. */
  readonly least: number;
}

/** The best class of a row. */
export interface BestClass {
  readonly class: number;
  readonly score: number;
  /** Of the score, over the second best; the score itself where there is one class alone. */
  readonly lead: number;
}

/** A row that was not learnt from, and what came of it. */
export interface TriedClass extends Pick<BestClass, 'score' | 'lead'> {
  readonly outcome: 'right' | 'wrong' | 'unknown';
}

/** Of the rows of known classes, this share must be answered and right, where that leaves more than most of what can be. */
const LEAST_ACCURACY = 0.85;
const MOST_LOST = 0.05;
const RIDGE = 1;
/** As likely right as wrong. */
const UNTRIED: ClassDoubt = { intercept: 0, score: 0, lead: 0, least: 0 };

/** Of equal scores the first class. */
export function bestClass(scores: Float32Array): BestClass {
  let [best, second] = [0, -1];
  for (let k = 1; k < scores.length; k++) {
    if (scores[k]! > scores[best]!) [second, best] = [best, k];
    else if (second === -1 || scores[k]! > scores[second]!) second = k;
  }
  const score = scores[best]!;
  return { class: best, score, lead: second === -1 ? score : score - scores[second]! };
}

/** The probability in [0, 1] that the best class is right, among rows like those that were tried. */
export const confidenceOf = ({ intercept, score, lead }: ClassDoubt, best: Pick<BestClass, 'score' | 'lead'>): number =>
  logistic(intercept + score * best.score + lead * best.lead);

/**
 * Learns from rows of known and of unknown classes when the best class is right, and how sure one must be.
 *
 * The threshold is the one with the largest sum of the share of known rows that are right and sure enough, and the share
 * of unknown ones that are not; of those that keep the first share at .85, or at 95 % of what it can be where that is
 * less. Without unknown rows everything is taken; without any rows the best class is held to be right at even odds.
 *
 * Sources: Platt (1999), "Probabilistic outputs for support vector machines", on logistic regression of margins;
 * Youden (1950), "Index for rating diagnostic tests", on the sum.
 */
export function fitClassDoubt(tried: readonly TriedClass[]): ClassDoubt {
  if (tried.length === 0) return UNTRIED;
  const rows = { values: Float64Array.from(tried.flatMap(({ score, lead }) => [score, lead])), width: 2 };
  const isRight = Uint8Array.from(tried, ({ outcome }) => (outcome === 'right' ? 1 : 0));
  const { intercept, coefficients } = fitLogisticRegression(rows, isRight, { ridge: RIDGE, classWeights: [1, 1] });
  const [score = 0, lead = 0] = coefficients;
  const sure = logisticScores({ intercept, coefficients, means: new Float64Array(2) }, rows).map(logistic);
  return { intercept, score, lead, least: threshold(tried, sure) };
}

function threshold(tried: readonly TriedClass[], sure: Float64Array): number {
  const unknown = tried.filter(({ outcome }) => outcome === 'unknown').length;
  const known = tried.length - unknown;
  if (unknown === 0 || known === 0) return 0;
  const right = tried.filter(({ outcome }) => outcome === 'right').length;
  const floor = Math.min(LEAST_ACCURACY, (1 - MOST_LOST) * (right / known));
  const surest = [...tried.keys()].sort((a, b) => sure[b]! - sure[a]!);
  let [taken, missed, most, least] = [0, 0, -Infinity, 0];
  for (const [i, row] of surest.entries()) {
    if (tried[row]!.outcome === 'right') taken++;
    if (tried[row]!.outcome === 'unknown') missed++;
    if (sure[surest[i + 1] ?? -1] === sure[row]) continue; // what is equally sure is taken together
    const sum = taken / known + 1 - missed / unknown;
    if (taken / known >= floor && sum > most) [most, least] = [sum, sure[row]!];
  }
  return least;
}
