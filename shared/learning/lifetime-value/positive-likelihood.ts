import { minimise, type Objective } from '../../math/minimise.ts';
import { choleskyFactor } from '../../math/positive-definite.ts';
import { drawNormal } from '../../math/random.ts';

/** Parameters above 0 that make what was seen likely, and how sure they are. */
export interface PositiveFit {
  readonly parameters: Float64Array;
  /** Of all rows, at the parameters. */
  readonly logLikelihood: number;
  /** Whether the rows alone say the parameters; else a weak prior around the start helped. */
  readonly isDetermined: boolean;
  /** Parameters as they could also be: normal in their logarithms, by the curvature at the maximum. */
  draw(random: () => number): Float64Array;
}

const TOLERANCE = 1e-8;
const MAX_ITERATIONS = 500;
/** Of the gradient: the error of central differences, h² / 6 · f‴, and rounding, ε · f / h, are both near 1e-10. */
const STEP = 1e-5;
/** Of the curvature, a difference of gradients. */
const CURVATURE_STEP = 1e-3;
/** Where a parameter has gone this many powers of e from its start, the likelihood has no maximum worth the name. */
const FARTHEST = 8;
/** Standard deviation of the prior, in powers of e: a parameter is within a factor 20 of the start, nineteen times of twenty. */
const PRIOR_DEVIATION = 1.5;

/**
 * Maximum likelihood over the logarithms of parameters, by L-BFGS from the start. Where rows are too few to have a
 * maximum, as with people who all came once, the mode under a prior that is log-normal around the start.
 * Each step asks the likelihood 2 k + 1 times for k parameters.
 *
 * Source of the draws: the Laplace approximation, Gelman et al. (2013), "Bayesian Data Analysis", section 4.1; its
 * precision is the curvature's and the prior's together, so that a flat likelihood has wide draws and not endless ones.
 *
 * @param meanLogLikelihood - per row, of k parameters; it must not keep the array.
 * @param rowCount - ≥ 1.
 * @param start - k parameters above 0 of the order to be expected.
 */
export function fitPositive(
  meanLogLikelihood: (parameters: Float64Array) => number,
  rowCount: number,
  start: readonly number[],
): PositiveFit {
  const k = start.length;
  const parametersAt = (x: Float64Array) => Float64Array.from(start, (value, i) => value * Math.exp(x[i]!));
  const lossOf = (x: Float64Array) => -meanLogLikelihood(parametersAt(x));
  const priorPrecision = 1 / PRIOR_DEVIATION ** 2 / rowCount;
  const likelihood = withDifferences(lossOf);
  const posterior = withDifferences((x) => lossOf(x) + (priorPrecision / 2) * squaredNorm(x));
  const stop = { tolerance: TOLERANCE, maxIterations: MAX_ITERATIONS };
  const alone = minimise(likelihood, k, stop);
  const isDetermined = alone.x.every((at) => Math.abs(at) < FARTHEST) && hasMaximum(curvature(likelihood, alone.x), k);
  const x = isDetermined ? alone.x : minimise(posterior, k, stop).x;
  const precision = curvature(posterior, x).map((entry) => entry * rowCount);
  const factor = steadyFactor(precision, k, rowCount * priorPrecision);
  return {
    parameters: parametersAt(x),
    logLikelihood: -lossOf(x) * rowCount,
    isDetermined,
    draw(random) {
      const moved = Float64Array.from({ length: k }, () => drawNormal(random));
      // Of a precision L Lᵀ, the solution of Lᵀ x = z has the covariance.
      for (let i = k - 1; i >= 0; i--) {
        for (let j = i + 1; j < k; j++) moved[i]! -= factor[j * k + i]! * moved[j]!;
        moved[i]! /= factor[i * k + i]!;
      }
      return parametersAt(moved.map((by, i) => x[i]! + by));
    },
  };
}

const squaredNorm = (x: Float64Array): number => x.reduce((sum, at) => sum + at * at, 0);

/** The function with its gradient by central differences. */
const withDifferences =
  (lossOf: (x: Float64Array) => number): Objective =>
  (x, gradient) => {
    const beside = Float64Array.from(x);
    for (let i = 0; i < x.length; i++) {
      beside[i] = x[i]! + STEP;
      const above = lossOf(beside);
      beside[i] = x[i]! - STEP;
      gradient[i] = (above - lossOf(beside)) / (2 * STEP);
      beside[i] = x[i]!;
    }
    return lossOf(x);
  };

/** Second derivatives (k, k) at x, symmetric. */
function curvature(objective: Objective, x: Float64Array): Float64Array {
  const k = x.length;
  const matrix = new Float64Array(k * k);
  const [above, below] = [new Float64Array(k), new Float64Array(k)];
  for (let i = 0; i < k; i++) {
    objective(x.with(i, x[i]! + CURVATURE_STEP), above);
    objective(x.with(i, x[i]! - CURVATURE_STEP), below);
    for (let j = 0; j < k; j++) {
      const second = (above[j]! - below[j]!) / (2 * CURVATURE_STEP);
      matrix[i * k + j]! += second / 2;
      matrix[j * k + i]! += second / 2;
    }
  }
  return matrix;
}

function hasMaximum(matrix: Float64Array, k: number): boolean {
  try {
    choleskyFactor(matrix, k);
    return true;
  } catch {
    return false;
  }
}

/** Of the matrix, or where rounding has left it without a root, of it with ever more of the prior on its diagonal. */
function steadyFactor(matrix: Float64Array, k: number, prior: number): Float64Array {
  for (let more = 0; ; more = more === 0 ? prior : more * 4) {
    const lifted = matrix.map((entry, at) => entry + (at % (k + 1) === 0 ? more : 0));
    if (hasMaximum(lifted, k)) return choleskyFactor(lifted, k);
  }
}
