import { invertPositiveDefinite } from '../../math/positive-definite.ts';

/** n rows of d numbers, what came of each, and how much it counts. */
export interface WeightedRows {
  /** (n, d), row by row. */
  readonly x: Float64Array;
  /** (n) */
  readonly y: Float64Array;
  /** (n), in [0, 1]. */
  readonly weights: Float64Array;
  /** d */
  readonly width: number;
}

/** What is believed of d weights. */
export interface Gaussian {
  /** (d) */
  readonly mean: Float64Array;
  /** (d, d), row by row. */
  readonly covariance: Float64Array;
}

/**
 * How much a row of some age still counts: half as much after each half-life, so that a world that changes is followed.
 *
 * Source: Russac, Vernade & Cappé (2019), "Weighted Linear Bandits for Non-Stationary Environments", NeurIPS.
 *
 * @param age - ≥ 0, in the unit of the half-life; what is of later counts as of now.
 */
export const weightOfAge = (age: number, halfLife: number): number => 0.5 ** (Math.max(0, age) / halfLife);

/**
 * The posterior of a Bayesian ridge regression whose rows count by their weights: N(m, S) with S⁻¹ = I / spread² + Σ w x xᵀ /
 * noise and m = S (prior / spread² + Σ w x y / noise). With weights that fall with age it is a Kalman filter that forgets.
 * O(n d² + d³).
 *
 * Sources: Agrawal & Goyal (2013), "Thompson Sampling for Contextual Bandits with Linear Payoffs"; forgetting as in West &
 * Harrison (1997), "Bayesian Forecasting and Dynamic Models", section 6.3.
 *
 * @param rows - those of these places; all without it.
 * @param prior - (d): the mean before any row. @param spread - deviation of each weight about it, > 0.
 * @param noise - variance of y about its mean, > 0.
 */
export function linearPosterior(
  { x, y, weights, width }: WeightedRows,
  { prior, spread, noise }: LinearPrior,
  places?: Iterable<number>,
): Gaussian {
  const precision = new Float64Array(width * width);
  const pull = prior.map((mean) => mean / spread ** 2);
  for (let i = 0; i < width; i++) precision[i * width + i] = 1 / spread ** 2;
  for (const row of places ?? y.keys()) {
    const weight = weights[row]! / noise;
    const at = row * width;
    for (let i = 0; i < width; i++) {
      const part = weight * x[at + i]!;
      if (part === 0) continue;
      pull[i]! += part * y[row]!;
      for (let j = 0; j <= i; j++) precision[i * width + j]! += part * x[at + j]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) precision[j * width + i] = precision[i * width + j]!;
  const covariance = invertPositiveDefinite(precision, width);
  return { mean: product(covariance, pull), covariance };
}

export interface LinearPrior {
  readonly prior: Float64Array;
  readonly spread: number;
  readonly noise: number;
}

/** Mean and variance of Σ weight · x by what is believed of the weights. */
export function predicted({ mean, covariance }: Gaussian, x: ArrayLike<number>): { mean: number; variance: number } {
  const width = mean.length;
  let [sum, variance] = [0, 0];
  for (let i = 0; i < width; i++) {
    sum += mean[i]! * x[i]!;
    let row = 0;
    for (let j = 0; j < width; j++) row += covariance[i * width + j]! * x[j]!;
    variance += row * x[i]!;
  }
  return { mean: sum, variance: Math.max(0, variance) };
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += matrix[i * width + j]! * vector[j]!;
    return sum;
  });
}
