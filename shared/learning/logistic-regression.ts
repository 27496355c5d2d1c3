import { logistic, softplus } from '../math/logistic.ts';
import { minimise } from '../math/minimise.ts';
import { invertPositiveDefinite } from '../math/positive-definite.ts';
import { baseLogOdds, type ClassWeights, rowWeights } from './class-weights.ts';

/** n rows of d numbers, one row after another: row r is values[r · d] … values[(r + 1) · d − 1]. */
export interface DenseRows {
  readonly values: Float64Array;
  readonly width: number;
}

export interface LogisticSettings {
  /** > 0, on standardised columns: half of it times Σ β² is added to the summed log loss. 1 / C of other libraries. */
  readonly ridge: number;
  readonly classWeights: ClassWeights;
}

/** p(row is positive) = 1 / (1 + exp(−(intercept + β · x))), on the columns' own scales. */
export interface LogisticRegression {
  readonly intercept: number;
  /** (d): log odds a unit of each column; 0 for a column that is one value throughout. */
  readonly coefficients: Float64Array;
  /** (d): of each column over the rows that it was fitted on, where its contribution is 0. */
  readonly means: Float64Array;
}

const TOLERANCE = 1e-9;
const MAX_STEPS = 100;
/** Columns whose curvature is inverted at each step; of more that would take seconds, and L-BFGS goes there without. */
const MOST_NEWTON = 300;
const MAX_QUASI_STEPS = 2000;
const MAX_HALVINGS = 30;

/**
 * The weights of least Σ weight · log loss + ridge / 2 · Σ β², with β on columns of mean 0 and variance 1; the
 * intercept is free. Newton's method, its steps halved until the loss falls, or L-BFGS of more than 300 columns; convex, so the same rows give the same
 * weights. Of rows of one class alone, what it says is the base rate. O(steps · (n d² + d³)).
 *
 * Source: Hastie, Tibshirani & Friedman (2009), "The Elements of Statistical Learning", sections 4.4.1 and 18.3.2.
 *
 * @param isPositive - (n): 0 or 1.
 * @throws RangeError when there is no row, shapes differ, or a number makes no sense, naming it.
 */
export function fitLogisticRegression(
  rows: DenseRows,
  isPositive: Uint8Array,
  settings: LogisticSettings,
): LogisticRegression {
  checkRows(rows, isPositive, settings);
  const weights = rowWeights(isPositive, settings.classWeights);
  const { standard, means, scales } = standardised(rows, isPositive.length);
  const problem = { standard, width: rows.width, isPositive, weights, ridge: settings.ridge };
  const start = new Float64Array(rows.width + 1);
  start[rows.width] = baseLogOdds(isPositive, weights);
  const isMixed = isPositive.includes(0) && isPositive.includes(1);
  const found = !isMixed ? start : rows.width <= MOST_NEWTON ? newton(problem, start) : quasiNewton(problem);
  const coefficients = scales.map((scale, j) => (scale === 0 ? 0 : found[j]! / scale));
  const intercept = coefficients.reduce((rest, beta, j) => rest - beta * means[j]!, found[rows.width]!);
  return { intercept, coefficients, means };
}

/** (n): the log odds of each row. */
export function logisticScores(model: LogisticRegression, { values, width }: DenseRows): Float64Array {
  const scores = new Float64Array(values.length / width);
  for (let row = 0; row < scores.length; row++) {
    let score = model.intercept;
    for (let j = 0; j < width; j++) score += model.coefficients[j]! * values[row * width + j]!;
    scores[row] = score;
  }
  return scores;
}

/**
 * What each column adds to a row's log odds beside the log odds of a row of means; together they are its score.
 * @internal Nobody is told yet.
 */
export function logisticContributions(
  { intercept, coefficients, means }: LogisticRegression,
  row: Float64Array,
): { readonly base: number; readonly contributions: Float64Array } {
  return {
    base: coefficients.reduce((sum, beta, j) => sum + beta * means[j]!, intercept),
    contributions: coefficients.map((beta, j) => beta * (row[j]! - means[j]!)),
  };
}

interface Problem {
  /** (n, width) */
  readonly standard: Float64Array;
  readonly width: number;
  readonly isPositive: Uint8Array;
  readonly weights: Float64Array;
  readonly ridge: number;
}

function newton(problem: Problem, start: Float64Array): Float64Array {
  let beta = start;
  let loss = lossOf(problem, beta);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, hessian } = slopesOf(problem, beta);
    if (gradient.every((entry) => Math.abs(entry) <= TOLERANCE * problem.isPositive.length)) break;
    const direction = product(invertPositiveDefinite(hessian, beta.length), gradient);
    let next = beta;
    let nextLoss = Number.POSITIVE_INFINITY;
    for (let halving = 0, size = 1; halving < MAX_HALVINGS && !(nextLoss <= loss); halving++, size /= 2) {
      next = beta.map((entry, j) => entry - size * direction[j]!);
      nextLoss = lossOf(problem, next);
    }
    if (!(nextLoss < loss)) break; // nothing more to win within the precision of numbers
    [beta, loss] = [next, nextLoss];
  }
  return beta;
}

function quasiNewton(problem: Problem): Float64Array {
  const { standard, width, isPositive, weights, ridge } = problem;
  const objective = (beta: Float64Array, gradient: Float64Array): number => {
    for (let j = 0; j < width; j++) gradient[j] = ridge * beta[j]!;
    gradient[width] = 0;
    for (let row = 0; row < isPositive.length; row++) {
      const error = weights[row]! * (logistic(scoreOf(problem, beta, row)) - isPositive[row]!);
      for (let j = 0; j < width; j++) gradient[j]! += error * standard[row * width + j]!;
      gradient[width]! += error;
    }
    return lossOf(problem, beta);
  };
  const settings = { tolerance: TOLERANCE * isPositive.length, maxIterations: MAX_QUASI_STEPS };
  return minimise(objective, width + 1, settings).x;
}

function scoreOf({ standard, width }: Problem, beta: Float64Array, row: number): number {
  let score = beta[width]!;
  for (let j = 0; j < width; j++) score += beta[j]! * standard[row * width + j]!;
  return score;
}

function lossOf(problem: Problem, beta: Float64Array): number {
  const { width, isPositive, weights, ridge } = problem;
  let loss = 0;
  for (let j = 0; j < width; j++) loss += (ridge / 2) * beta[j]! ** 2;
  for (let row = 0; row < isPositive.length; row++) {
    const score = scoreOf(problem, beta, row);
    loss += weights[row]! * softplus(isPositive[row] === 1 ? -score : score);
  }
  return loss;
}

/** The gradient (width + 1) and the Hessian (width + 1, width + 1) of the loss; the intercept stands last. */
function slopesOf(problem: Problem, beta: Float64Array) {
  const { standard, width, isPositive, weights, ridge } = problem;
  const size = width + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  // Some rows at a time, so that the Hessian is read and written once for all of them; each entry sums row by row.
  const block = Array.from({ length: BLOCK_ROWS }, () => new Float64Array(size));
  const curvatures = new Float64Array(BLOCK_ROWS);
  for (let from = 0; from < isPositive.length; from += BLOCK_ROWS) {
    curvatures.fill(0);
    for (let b = 0; b < BLOCK_ROWS; b++) {
      const row = from + b;
      const x = block[b]!;
      if (row >= isPositive.length) {
        x.fill(0);
        continue;
      }
      x.set(standard.subarray(row * width, (row + 1) * width));
      x[width] = 1;
      const p = logistic(scoreOf(problem, beta, row));
      const error = weights[row]! * (p - isPositive[row]!);
      curvatures[b] = weights[row]! * p * (1 - p);
      for (let i = 0; i < size; i++) gradient[i]! += error * x[i]!;
    }
    addCurvature(block, curvatures, hessian);
  }
  for (let i = 0; i < size; i++) {
    // The intercept's own curvature is above 0, but may round to it where all rows are sure.
    hessian[i * size + i]! += i < width ? ridge : Number.EPSILON;
    if (i < width) gradient[i]! += ridge * beta[i]!;
    for (let j = 0; j < i; j++) hessian[j * size + i] = hessian[i * size + j]!;
  }
  return { gradient, hessian };
}

const BLOCK_ROWS = 4;

/** Adds curvature · x xᵀ of each row to the lower triangle. */
function addCurvature(block: readonly Float64Array[], curvatures: Float64Array, hessian: Float64Array): void {
  const [a, b, c, d] = block as [Float64Array, Float64Array, Float64Array, Float64Array];
  const size = a.length;
  for (let i = 0; i < size; i++) {
    const [ai, bi, ci, di] = [
      curvatures[0]! * a[i]!,
      curvatures[1]! * b[i]!,
      curvatures[2]! * c[i]!,
      curvatures[3]! * d[i]!,
    ];
    if (ai === 0 && bi === 0 && ci === 0 && di === 0) continue;
    const own = i * size;
    for (let j = 0; j <= i; j++) {
      let sum = hessian[own + j]!;
      sum += ai * a[j]!;
      sum += bi * b[j]!;
      sum += ci * c[j]!;
      sum += di * d[j]!;
      hessian[own + j] = sum;
    }
  }
}

const product = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, i) => vector.reduce((sum, entry, j) => sum + matrix[i * vector.length + j]! * entry, 0));

/** Columns of mean 0 and variance 1; of a column that is one value throughout, zeros and a scale of 0. */
function standardised({ values, width }: DenseRows, n: number) {
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (let row = 0; row < n; row++) for (let j = 0; j < width; j++) means[j]! += values[row * width + j]! / n;
  for (let row = 0; row < n; row++) {
    for (let j = 0; j < width; j++) scales[j]! += (values[row * width + j]! - means[j]!) ** 2 / n;
  }
  // What is left of a column of one value is rounding.
  for (let j = 0; j < width; j++) {
    const scale = Math.sqrt(scales[j]!);
    scales[j] = scale <= 1e-12 * Math.abs(means[j]!) ? 0 : scale;
  }
  const standard = values.map((value, at) => {
    const j = at % width;
    return scales[j] === 0 ? 0 : (value - means[j]!) / scales[j]!;
  });
  return { standard, means, scales };
}

function checkRows({ values, width }: DenseRows, isPositive: Uint8Array, { ridge }: LogisticSettings): void {
  if (isPositive.length === 0) throw new RangeError('fitLogisticRegression: want at least one row');
  if (values.length !== isPositive.length * width)
    throw new RangeError(`values: want ${isPositive.length} rows of ${width}, got ${values.length} numbers`);
  if (!(ridge > 0)) throw new RangeError(`ridge: want a number above 0, got ${ridge}`);
  if (!values.every(Number.isFinite)) throw new RangeError('values: want finite numbers');
}
