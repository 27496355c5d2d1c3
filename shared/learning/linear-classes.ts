import { seededRandom } from '../math/random.ts';
import type { WeightedTerms } from './term-weights.ts';

/** A sparse row. */
export type TermRow = Pick<WeightedTerms, 'columns' | 'weights'>;

/** K linear functions of d columns: class k scores biases[k] + Σ x_j · weights[j · K + k]. */
export interface LinearClasses {
  readonly classCount: number;
  /** (d, K) */
  readonly weights: Float32Array;
  /** (K) */
  readonly biases: Float32Array;
}

export interface LinearClassesSettings {
  readonly classCount: number;
  readonly columnCount: number;
  /** What a row on the wrong side costs beside ½ ‖w‖²: above 0; the less, the smoother. `C` of other libraries. */
  readonly cost: number;
}

const SEED = 1;
const MOST_PASSES = 12;
/** Of the projected gradient, whose scale is that of a row's margin, 1: steps below it move no score that counts. */
const TOLERANCE = 0.05;

/**
 * Each class against all others, by the least ½ ‖w‖² + cost · Σ max(0, 1 − margin)², a weight always 1 more being the
 * bias: linear support vector machines with squared hinge loss, by dual coordinate descent.
 *
 * All classes go through the rows together, since reading a row costs more than a class does. O(passes · entries · K)
 * time, (d + n) · K numbers of memory. Passes end when no step is large, or after 12.
 *
 * Source: Hsieh, Chang, Lin, Keerthi & Sundararajan (2008), "A dual coordinate descent method for large-scale linear
 * SVM", ICML, algorithm 1.
 *
 * @param labels - (n): in [0, classCount).
 */
export function fitLinearClasses(
  rows: readonly TermRow[],
  labels: Int32Array,
  { classCount: K, columnCount, cost }: LinearClassesSettings,
): LinearClasses {
  const found = { classCount: K, weights: new Float32Array(columnCount * K), biases: new Float32Array(K) };
  const multipliers = new Float32Array(rows.length * K);
  const squares = Float64Array.from(rows, ({ weights }) => weights.reduce((sum, x) => sum + x * x, 1));
  const scores = new Float32Array(K);
  const steps = { classes: new Int32Array(K), by: new Float32Array(K), count: 0 };
  const diagonal = 1 / (2 * cost);
  const random = seededRandom(SEED);
  const order = Int32Array.from(rows.keys());
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    shuffle(order, random);
    let largest = 0;
    for (const row of order) {
      scoreClasses(found, rows[row]!, scores);
      steps.count = 0;
      for (let k = 0; k < K; k++) {
        const sign = labels[row] === k ? 1 : -1;
        const before = multipliers[row * K + k]!;
        const gradient = sign * scores[k]! - 1 + diagonal * before;
        if (before === 0 && gradient >= 0) continue;
        const after = Math.max(0, before - gradient / (squares[row]! + diagonal));
        largest = Math.max(largest, Math.abs(gradient));
        multipliers[row * K + k] = after;
        steps.classes[steps.count] = k;
        steps.by[steps.count++] = sign * (after - before);
      }
      step(found, rows[row]!, steps);
    }
    if (largest < TOLERANCE) break;
  }
  return found;
}

/** Writes each class's score of a row into `scores`. */
export function scoreClasses(
  { classCount: K, weights, biases }: LinearClasses,
  row: TermRow,
  scores: Float32Array,
): void {
  scores.set(biases);
  for (let at = 0; at < row.columns.length; at++) {
    const [x, start] = [row.weights[at]!, row.columns[at]! * K];
    for (let k = 0; k < K; k++) scores[k]! += x * weights[start + k]!;
  }
}

/** Adds to the weights of some classes. Mutates `found`. */
function step(
  { classCount: K, weights, biases }: LinearClasses,
  row: TermRow,
  { classes, by, count }: { readonly classes: Int32Array; readonly by: Float32Array; readonly count: number },
): void {
  for (let i = 0; i < count; i++) biases[classes[i]!]! += by[i]!;
  for (let at = 0; count > 0 && at < row.columns.length; at++) {
    const [x, start] = [row.weights[at]!, row.columns[at]! * K];
    for (let i = 0; i < count; i++) weights[start + classes[i]!]! += x * by[i]!;
  }
}

/** Fisher & Yates. Mutates `order`. */
function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
