export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** The largest absolute entry of the gradient there. */
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** Value at x; writes the gradient there into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const MEMORY = 10;
/** Armijo's rule: the decrease wanted, as a share of what the slope promises. */
const SUFFICIENT = 1e-4;
const MAX_HALVINGS = 40;

/**
 * The minimum of a smooth convex function by L-BFGS with backtracking, from zero. Deterministic; O(n · 10) beside the
 * objective a step.
 *
 * Source: Nocedal & Wright (2006), "Numerical Optimization", algorithms 7.4 and 7.5; a pair whose curvature is not
 * positive is left out.
 *
 * @param tolerance - of the gradient: it stops when no entry is larger in absolute value.
 */
export function minimise(
  objective: Objective,
  n: number,
  { tolerance, maxIterations }: { readonly tolerance: number; readonly maxIterations: number },
): Minimum {
  let x = new Float64Array(n);
  let gradient = new Float64Array(n);
  let value = objective(x, gradient);
  const pairs: Pair[] = [];
  let iterations = 0;
  for (; iterations < maxIterations && maxNorm(gradient) > tolerance; iterations++) {
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    let step = pairs.length === 0 ? Math.min(1, 1 / maxNorm(gradient)) : 1;
    let next = x;
    const nextGradient = new Float64Array(n);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < MAX_HALVINGS; halving++) {
      next = x.map((at, i) => at + step * direction[i]!);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * step * slope) break;
      step /= 2;
    }
    if (!(nextValue < value)) break; // nothing more to win within the precision of numbers
    remember(pairs, { moved: difference(next, x), turned: difference(nextGradient, gradient) });
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return { x, value, gradientNorm: maxNorm(gradient), iterations };
}

/** A step and what it did to the gradient. */
interface Pair {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
}

function remember(pairs: Pair[], pair: Pair): void {
  if (dot(pair.moved, pair.turned) <= 1e-14 * dot(pair.turned, pair.turned)) return;
  pairs.push(pair);
  if (pairs.length > MEMORY) pairs.shift();
}

/** −H · gradient, with H what the pairs say of the inverse curvature (the two-loop recursion). */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((entry) => -entry);
  const alphas = pairs.map(() => 0);
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { moved, turned } = pairs[p]!;
    alphas[p] = dot(moved, q) / dot(moved, turned);
    addTo(q, turned, -alphas[p]!);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = dot(last.moved, last.turned) / dot(last.turned, last.turned);
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  pairs.forEach(({ moved, turned }, p) => {
    addTo(q, moved, alphas[p]! - dot(turned, q) / dot(moved, turned));
  });
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addTo(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * vector[i]!;
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((entry, i) => entry - b[i]!);

function maxNorm(vector: Float64Array): number {
  let norm = 0;
  for (const entry of vector) norm = Math.max(norm, Math.abs(entry));
  return norm;
}
