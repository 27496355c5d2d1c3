import { orderOf } from '../math/order-of.ts';
import { seededRandom } from '../math/random.ts';
import type { Rows } from './isolation-forest.ts';
import { fitScales, scaledRows } from './scaled-columns.ts';
import { fitTraitClassifier } from './trait-classifier.ts';

export interface Lookalikes {
  /** Rows that may be ranked, the most alike first; of equal scores the lower row. */
  readonly ranked: Int32Array;
  /** Of each of them: log odds of being a seed rather than anybody else; no probability of anything. */
  readonly scores: Float64Array;
  /** Seeds that were learnt from. */
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
 * Who is most like the seeds, by their columns: a logistic regression on scaled values and their squares tells seeds
 * from others. That some of the others are what is looked for lowers all their odds alike and leaves the order; so the
 * order is that of the probability of being one. The ridge is chosen by how high seeds stand that were kept back.
 * O(iterations · rows learnt from · width), and O(rows · width) to rank.
 *
 * Source: Elkan & Noto (2008), "Learning classifiers from only positive and unlabeled data", KDD, lemma 1.
 *
 * @param rows - raw; NaN for a value that is not there.
 * @throws RangeError with fewer than 50 seeds that may be learnt from, or with nobody else.
 */
export function findLookalikes(rows: Rows, { isSeed, isAllowed, seed }: LookalikeSettings): Lookalikes {
  const n = rows.values.length / rows.width;
  const allowed = Int32Array.from({ length: n }, (_, row) => row).filter(isAllowed);
  const seeds = allowed.filter(isSeed);
  const others = allowed.filter((row) => !isSeed(row));
  if (seeds.length < MIN_SEEDS)
    throw new RangeError(`findLookalikes: want at least ${MIN_SEEDS} seeds that may be used, got ${seeds.length}`);
  if (others.length === 0) throw new RangeError('findLookalikes: want somebody who is no seed');
  const columns = columnsOf(rows);
  const random = seededRandom(seed);
  const sample = others.length > MAX_OTHERS ? drawn(others, MAX_OTHERS, random) : others;
  const known = seeds.filter((_, i) => i % KEPT_BACK !== 0);
  const asked = seeds.filter((_, i) => i % KEPT_BACK === 0);
  const ridges = RIDGES.map((ridge) => ({
    ridge,
    standing: standingOf(scorer(columns, known, sample, ridge), asked, sample),
  }));
  const { ridge } = ridges.reduce((best, one) => (one.standing >= best.standing ? one : best));
  const scoreOf = scorer(columns, seeds, sample, ridge);
  const scores = Float64Array.from(others, scoreOf);
  const order = orderOf(scores.map((score) => -score));
  return {
    ranked: Int32Array.from(order, (at) => others[at]!),
    scores: Float64Array.from(order, (at) => scores[at]!),
    seedCount: seeds.length,
  };
}

/** Scaled values, then their squares less 1, within what a few deviations are: one far off must not decide. */
function columnsOf(rows: Rows): Rows {
  const { values, width } = scaledRows(rows, fitScales(rows));
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

/** The log odds of each row, learnt from seeds beside others. */
function scorer(columns: Rows, seeds: Int32Array, others: Int32Array, ridge: number): (row: number) => number {
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
  return (row) => {
    let odds = weights[2 * width + 1]! - weights[width]!;
    for (let d = 0; d < width; d++) odds += (weights[width + 1 + d]! - weights[d]!) * values[row * width + d]!;
    return odds;
  };
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
