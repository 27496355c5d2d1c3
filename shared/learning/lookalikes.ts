import { orderOf } from '../math/order-of.ts';
import { seededRandom } from '../math/random.ts';
import type { Rows } from './isolation-forest.ts';
import { type ColumnScale, fitScales, scaledRows } from './scaled-columns.ts';
import { fitTraitClassifier } from './trait-classifier.ts';

export interface Lookalikes {
  /** Rows that may be ranked, the most alike first; of equal scores the lower row. */
  readonly ranked: Int32Array;
  /** Of each of them: log odds of being a seed rather than anybody else; no probability of anything. */
  readonly scores: Float64Array;
  /** Seeds that were learnt from. */
  readonly seedCount: number;
}

/** What tells seeds from others. */
export interface Likeness {
  readonly scales: readonly ColumnScale[];
  /** Of each scaled column, then of each one's square; last the intercept. */
  readonly weights: Float64Array;
  readonly seedCount: number;
}

export interface LookalikeSettings {
  /** Of each row: it is in the list that more like it are wanted of. */
  readonly isSeed: (row: number) => boolean;
  /** Of each row: it may be learnt from and ranked. Who did not consent may not, seed or not. */
  readonly isAllowed: (row: number) => boolean;
  readonly seed: number;
}

/** With fewer seeds what is common to them is mostly chance. */
export const MIN_SEEDS = 50;
/** Others than seeds that are learnt from, at most. */
const MAX_OTHERS = 20_000;
/** Of the L2 penalty, in log loss a row. */
const RIDGES = [1e-4, 1e-3, 1e-2, 1e-1];
/** Every so manieth seed is kept back to choose the ridge by. */
const KEPT_BACK = 5;

/**
 * What tells seeds from everybody else, by their columns: a logistic regression on scaled values and their squares. That
 * some of the others are what is looked for lowers all their odds alike and leaves the order; so the order is that of
 * the probability of being one. The ridge is chosen by how high seeds stand that were kept back.
 * O(iterations · rows learnt from · width).
 *
 * Source: Elkan & Noto (2008), "Learning classifiers from only positive and unlabeled data", KDD, lemma 1.
 *
 * @param rows - raw; NaN for a value that is not there.
 * @throws RangeError with fewer than 50 seeds that may be learnt from, or with nobody else.
 */
export function learnLikeness(rows: Rows, { isSeed, isAllowed, seed }: LookalikeSettings): Likeness {
  const n = rows.values.length / rows.width;
  const allowed = Int32Array.from({ length: n }, (_, row) => row).filter(isAllowed);
  const seeds = allowed.filter(isSeed);
  const others = allowed.filter((row) => !isSeed(row));
  if (seeds.length < MIN_SEEDS)
    throw new RangeError(`learnLikeness: want at least ${MIN_SEEDS} seeds that may be used, got ${seeds.length}`);
  if (others.length === 0) throw new RangeError('learnLikeness: want somebody who is no seed');
  const scales = fitScales(rows);
  const columns = columnsOf(rows, scales);
  const random = seededRandom(seed);
  const sample = others.length > MAX_OTHERS ? drawn(others, MAX_OTHERS, random) : others;
  const known = seeds.filter((_, i) => i % KEPT_BACK !== 0);
  const asked = seeds.filter((_, i) => i % KEPT_BACK === 0);
  const ridges = RIDGES.map((ridge) => {
    const weights = weightsOf(columns, known, sample, ridge);
    return { ridge, standing: standingOf((row) => oddsOf(columns, row, weights), asked, sample) };
  });
  const { ridge } = ridges.reduce((best, one) => (one.standing >= best.standing ? one : best));
  return { scales, weights: weightsOf(columns, seeds, sample, ridge), seedCount: seeds.length };
}

/** Of each row: log odds of being a seed rather than anybody else; no probability of anything. @param rows - raw. */
export function likenessScores(rows: Rows, { scales, weights }: Likeness): Float64Array {
  const columns = columnsOf(rows, scales);
  return Float64Array.from({ length: rows.values.length / rows.width }, (_, row) => oddsOf(columns, row, weights));
}

/**
 * Who is most like the seeds of those who may be ranked. Learns as `learnLikeness`, then O(rows · width) to rank.
 * @throws RangeError as `learnLikeness`.
 */
export function findLookalikes(rows: Rows, settings: LookalikeSettings): Lookalikes {
  const likeness = learnLikeness(rows, settings);
  const scoreOf = likenessScores(rows, likeness);
  const ranked = Int32Array.from(scoreOf.keys()).filter((row) => settings.isAllowed(row) && !settings.isSeed(row));
  const scores = Float64Array.from(ranked, (row) => scoreOf[row]!);
  const order = orderOf(scores.map((score) => -score));
  return {
    ranked: Int32Array.from(order, (at) => ranked[at]!),
    scores: Float64Array.from(order, (at) => scores[at]!),
    seedCount: likeness.seedCount,
  };
}

/** Scaled values, then their squares less 1, within what a few deviations are: one far off must not decide. */
function columnsOf(rows: Rows, scales: readonly ColumnScale[]): Rows {
  const { values, width } = scaledRows(rows, scales);
  const both = new Float64Array(2 * values.length);
  values.forEach((value, at) => {
    const row = Math.floor(at / width);
    const bounded = Math.max(-FARTHEST, Math.min(FARTHEST, value));
    both[2 * row * width + (at % width)] = bounded;
    both[2 * row * width + width + (at % width)] = bounded * bounded - 1;
  });
  return { values: both, width: 2 * width };
}

const FARTHEST = 4;

/** Learnt from seeds beside others: of each column what it adds to the log odds, then what they are without any. */
function weightsOf(columns: Rows, seeds: Int32Array, others: Int32Array, ridge: number): Float64Array {
  const { values, width } = columns;
  const rows = [...seeds, ...others];
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    all.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  const sparse = {
    columnCount: width,
    offsets: Int32Array.from({ length: rows.length + 1 }, (_, i) => i * width),
    columns: Int32Array.from({ length: rows.length * width }, (_, at) => at % width),
    weights: all,
  };
  const labels = Int32Array.from(rows, (_, i) => (i < seeds.length ? 1 : 0));
  const { weights } = fitTraitClassifier({ rows: sparse, labels, classCount: 2 }, ridge);
  return Float64Array.from({ length: width + 1 }, (_, d) => weights[width + 1 + d]! - weights[d]!);
}

function oddsOf({ values, width }: Rows, row: number, weights: Float64Array): number {
  let odds = weights[width]!;
  for (let d = 0; d < width; d++) odds += weights[d]! * values[row * width + d]!;
  return odds;
}

/** Mean share of the others that a kept back seed stands above: the area under its ROC curve. */
function standingOf(scoreOf: (row: number) => number, asked: Int32Array, others: Int32Array): number {
  const scores = Float64Array.from(others, scoreOf).sort();
  let sum = 0;
  for (const row of asked) {
    const score = scoreOf(row);
    let [low, high] = [0, scores.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (scores[middle]! < score) low = middle + 1;
      else high = middle;
    }
    sum += low / scores.length;
  }
  return sum / asked.length;
}

/** So many of the rows, each as likely as another, in their order. */
function drawn(rows: Int32Array, count: number, random: () => number): Int32Array {
  let left = count;
  return rows.filter((_, i) => {
    const isDrawn = random() * (rows.length - i) < left;
    if (isDrawn) left--;
    return isDrawn;
  });
}
