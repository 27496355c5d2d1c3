import { choleskyFactor } from '../math/positive-definite.ts';
import type { DenseRows } from './logistic-regression.ts';
import { type WeightedTargets, weightedMean } from './regression-trees.ts';

/** value = intercept + β · x, on the columns' own scales. */
export interface RidgeRegression {
  readonly intercept: number;
  /** (d); 0 for a column that is one value throughout. */
  readonly coefficients: Float64Array;
  /** The one of those that were tried. */
  readonly ridge: number;
}

/** Rows are dealt out in turn to so many parts, each of which is foreseen from the others. */
const PARTS = 5;

/**
 * The β of least Σ weight · (target − intercept − β · x)² + ridge · Σ β², with β on columns of weighted mean 0 and
 * variance 1; the intercept is free. Of several ridges the one is taken that foresees parts best which it was not
 * fitted on; sums of parts are taken off those of all, so that it costs one pass. O(n d² + ridges · d³).
 *
 * Source: Hoerl & Kennard (1970), "Ridge regression: biased estimation for nonorthogonal problems".
 *
 * @param ridges - > 0, in rows of weight 1; at least one.
 * @throws RangeError when there is no row, shapes differ, or a number makes no sense, naming it.
 */
export function fitRidgeRegression(rows: DenseRows, data: WeightedTargets, ridges: readonly number[]): RidgeRegression {
  checkRows(rows, data, ridges);
  const { means, scales } = weightedMoments(rows.values, rows.width, data.weights);
  const mean = weightedMean(data.targets, data.weights);
  const parts = partSums(rows, data, { means, scales, mean });
  const all = parts.reduce((sum, part) => added(sum, part, 1));
  const ridge = ridges.length === 1 ? ridges[0]! : bestRidge(all, parts, ridges);
  const beta = fitted(all, ridge);
  const coefficients = scales.map((scale, j) => (scale === 0 ? 0 : beta[j]! / scale));
  const intercept = coefficients.reduce((rest, entry, j) => rest - entry * means[j]!, mean + beta[rows.width]!);
  return { coefficients, intercept, ridge };
}

/** (n) */
export function ridgeValues({ intercept, coefficients }: RidgeRegression, { values, width }: DenseRows): Float64Array {
  return Float64Array.from({ length: width === 0 ? 0 : values.length / width }, (_, row) => {
    let value = intercept;
    for (let j = 0; j < width; j++) value += coefficients[j]! * values[row * width + j]!;
    return value;
  });
}

/** Of some rows, on standardised columns with a last one of 1: Σ w x xᵀ (lower triangle), Σ w x y, Σ w y². */
interface Sums {
  readonly gram: Float64Array;
  readonly right: Float64Array;
  readonly squares: number;
}

function partSums(
  { values, width }: DenseRows,
  { targets, weights }: WeightedTargets,
  { means, scales, mean }: { readonly means: Float64Array; readonly scales: Float64Array; readonly mean: number },
): readonly Sums[] {
  const d = width + 1;
  const parts = Array.from({ length: Math.min(PARTS, targets.length) }, () => ({
    gram: new Float64Array(d * d),
    right: new Float64Array(d),
    squares: 0,
  }));
  const x = new Float64Array(d).fill(1);
  targets.forEach((target, row) => {
    const part = parts[row % parts.length]!;
    const y = target - mean;
    for (let j = 0; j < width; j++) x[j] = scales[j] === 0 ? 0 : (values[row * width + j]! - means[j]!) / scales[j]!;
    for (let i = 0; i < d; i++) {
      const scaled = weights[row]! * x[i]!;
      if (scaled === 0) continue;
      part.right[i]! += scaled * y;
      for (let j = 0, at = i * d; j <= i; j++, at++) part.gram[at]! += scaled * x[j]!;
    }
    part.squares += weights[row]! * y * y;
  });
  return parts;
}

const added = (sum: Sums, part: Sums, factor: number): Sums => ({
  gram: sum.gram.map((entry, at) => entry + factor * part.gram[at]!),
  right: sum.right.map((entry, at) => entry + factor * part.right[at]!),
  squares: sum.squares + factor * part.squares,
});

function bestRidge(all: Sums, parts: readonly Sums[], ridges: readonly number[]): number {
  const losses = ridges.map((ridge) =>
    parts.reduce((loss, part) => loss + lossOf(part, fitted(added(all, part, -1), ridge)), 0),
  );
  return ridges[losses.reduce((least, loss, at) => (loss < losses[least]! ? at : least), 0)]!;
}

/** Σ w (y − β · x)². */
function lossOf({ gram, right, squares }: Sums, beta: Float64Array): number {
  const d = beta.length;
  let loss = squares;
  for (let i = 0; i < d; i++) {
    loss -= 2 * beta[i]! * right[i]!;
    for (let j = 0; j < i; j++) loss += 2 * beta[i]! * beta[j]! * gram[i * d + j]!;
    loss += beta[i]! ** 2 * gram[i * d + i]!;
  }
  return loss;
}

function fitted({ gram, right }: Sums, ridge: number): Float64Array {
  const d = right.length;
  const ridged = gram.slice();
  // The intercept is free, but for what keeps the matrix definite where nothing is left.
  for (let i = 0; i < d; i++) ridged[i * d + i]! += i === d - 1 ? Number.EPSILON : ridge;
  return solved(choleskyFactor(ridged, d), right);
}

/** x of L Lᵀ x = b; only L's lower triangle is read. */
function solved(lower: Float64Array, b: Float64Array): Float64Array {
  const d = b.length;
  const x = b.slice();
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * d + k]! * x[k]!;
    x[i]! /= lower[i * d + i]!;
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let k = i + 1; k < d; k++) x[i]! -= lower[k * d + i]! * x[k]!;
    x[i]! /= lower[i * d + i]!;
  }
  return x;
}

function weightedMoments(values: Float64Array, width: number, weights: Float64Array) {
  const [means, scales] = [new Float64Array(width), new Float64Array(width)];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, row) => {
    for (let j = 0; j < width; j++) means[j]! += (weight / total) * values[row * width + j]!;
  });
  weights.forEach((weight, row) => {
    for (let j = 0; j < width; j++) scales[j]! += (weight / total) * (values[row * width + j]! - means[j]!) ** 2;
  });
  // What is left of a column of one value is rounding.
  for (let j = 0; j < width; j++) {
    const scale = Math.sqrt(scales[j]!);
    scales[j] = scale <= 1e-12 * Math.abs(means[j]!) ? 0 : scale;
  }
  return { means, scales };
}

function checkRows(
  { values, width }: DenseRows,
  { targets, weights }: WeightedTargets,
  ridges: readonly number[],
): void {
  const n = targets.length;
  if (n === 0 || values.length !== n * width || weights.length !== n)
    throw new RangeError(`values: want ${n} rows of ${width} and as many weights, at least one row`);
  if (!(weights.every((weight) => weight >= 0 && weight < Infinity) && weights.some((weight) => weight > 0)))
    throw new RangeError('weights: want finite numbers of at least 0, one above it');
  if (!targets.every(Number.isFinite)) throw new RangeError('targets: want finite numbers');
  const wrong = ridges.find((ridge) => !(ridge > 0));
  if (ridges.length === 0 || wrong !== undefined)
    throw new RangeError(`ridges: want numbers above 0, got ${wrong ?? 'none'}`);
}
