import { minimise } from '../math/minimise.ts';
import { rowCountOf, type SparseRows } from '../math/sparse-rows.ts';

/** Rows whose class is known. */
export interface LabelledRows {
  readonly rows: SparseRows;
  /** A class a row, in [0, classCount). */
  readonly labels: Int32Array;
  readonly classCount: number;
}

/** Multinomial logistic regression: p(class c | row x) ∝ exp(w_c · x + b_c). */
export interface TraitClassifier {
  readonly classCount: number;
  readonly columnCount: number;
  /** Class by class, (columnCount + 1) each: w_c, then b_c. */
  readonly weights: Float64Array;
}

const TOLERANCE = 1e-7;
const MAX_ITERATIONS = 500;

/**
 * The classifier of least mean log loss + ridge / 2 · Σ w²; the intercepts are free, so the mean probability of a class
 * is its share. Convex: the same rows give the same weights. O(iterations · entries · classes).
 *
 * Source: Hastie, Tibshirani & Friedman (2009), "The Elements of Statistical Learning", section 4.4.
 *
 * @param ridge - > 0; the more, the nearer to the base rate.
 * @throws RangeError when there is no row, a label is no class, or the ridge is not positive.
 */
export function fitTraitClassifier(data: LabelledRows, ridge: number): TraitClassifier {
  const { rows, labels, classCount } = data;
  if (labels.length === 0 || labels.length !== rowCountOf(rows))
    throw new RangeError(`fitTraitClassifier: want n ≥ 1 labels, one a row, got ${labels.length}`);
  if (labels.some((label) => label < 0 || label >= classCount))
    throw new RangeError(`fitTraitClassifier: a label is outside [0, ${classCount})`);
  if (!(ridge > 0)) throw new RangeError(`fitTraitClassifier: want a ridge above 0, got ${ridge}`);
  const { x } = minimise(
    (weights, gradient) => traitLoss(data, ridge, weights, gradient),
    classCount * (rows.columnCount + 1),
    { tolerance: TOLERANCE, maxIterations: MAX_ITERATIONS },
  );
  return { classCount, columnCount: rows.columnCount, weights: x };
}

/** What the fit minimises; writes its gradient. Shapes as in TraitClassifier. */
export function traitLoss(
  { rows, labels, classCount }: LabelledRows,
  ridge: number,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const { offsets, columns, weights: entries } = rows;
  const width = rows.columnCount + 1;
  const n = labels.length;
  gradient.fill(0);
  let loss = 0;
  const model = { classCount, columnCount: rows.columnCount, weights };
  const probabilities = new Float64Array(classCount);
  for (let row = 0; row < n; row++) {
    writeProbabilities(model, rows, row, probabilities);
    const label = labels[row]!;
    loss -= Math.log(probabilities[label]!) / n;
    const to = offsets[row + 1]!;
    for (let c = 0; c < classCount; c++) {
      const error = (probabilities[c]! - (c === label ? 1 : 0)) / n;
      const own = c * width;
      for (let at = offsets[row]!; at < to; at++)
        gradient[own + columns[at]!]! += entries === undefined ? error : error * entries[at]!;
      gradient[own + width - 1]! += error;
    }
  }
  for (let c = 0; c < classCount; c++) {
    for (let column = 0; column < rows.columnCount; column++) {
      const weight = weights[c * width + column]!;
      loss += (ridge / 2) * weight * weight;
      gradient[c * width + column]! += ridge * weight;
    }
  }
  return loss;
}

/** The probability of each class for a row; they sum to 1, and each is above 0. */
export function classProbabilities(model: TraitClassifier, rows: SparseRows, row: number): Float64Array {
  const probabilities = new Float64Array(model.classCount);
  writeProbabilities(model, rows, row, probabilities);
  return probabilities;
}

/** One array for all rows: a fit asks for each of them some hundred times. */
function writeProbabilities(
  { classCount, columnCount, weights }: TraitClassifier,
  rows: SparseRows,
  row: number,
  into: Float64Array,
): void {
  const { offsets, columns, weights: entries } = rows;
  const width = columnCount + 1;
  const to = offsets[row + 1]!;
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classCount; c++) {
    const own = c * width;
    let score = weights[own + columnCount]!;
    for (let at = offsets[row]!; at < to; at++) {
      const weight = weights[own + columns[at]!]!;
      score += entries === undefined ? weight : weight * entries[at]!;
    }
    into[c] = score;
    most = Math.max(most, score);
  }
  let sum = 0;
  for (let c = 0; c < classCount; c++) {
    const odds = Math.max(Number.MIN_VALUE, Math.exp(into[c]! - most));
    into[c] = odds;
    sum += odds;
  }
  for (let c = 0; c < classCount; c++) into[c]! /= sum;
}

/** The log loss of each row, in nats. */
export const logLosses = (model: TraitClassifier, { rows, labels }: LabelledRows): Float64Array =>
  Float64Array.from(labels, (label, row) => -Math.log(classProbabilities(model, rows, row)[label]!));

/** The same of who only knows how common the classes are among `known`, each counted once more than it is met. */
export function baseLogLosses(known: LabelledRows, { labels }: LabelledRows): Float64Array {
  const counts = new Float64Array(known.classCount).fill(1);
  for (const label of known.labels) counts[label]!++;
  const total = known.labels.length + known.classCount;
  return Float64Array.from(labels, (label) => -Math.log(counts[label]! / total));
}
