import { invertPositiveDefinite } from '../math/positive-definite.ts';

/**
 * Conditional logit: of some alternatives, each described by as many numbers, the chance that one is chosen is its
 * share of the sum over all of e^(weights · its numbers).
 *
 * Source: McFadden (1974), "Conditional Logit Analysis of Qualitative Choice Behavior"; with some of the alternatives
 * only, drawn evenly: McFadden (1978), "Modelling the Choice of Residential Location", section 6.
 */

/** (alternatives, weights) numbers, row by row; the first alternative is the one that was chosen. */
export type Choice = Float32Array;

/**
 * The likeliest weights under a normal prior of mean 0 and variance 1 on each. Newton's method, from `start`; the loss
 * is convex, so it says where the search begins and not where it ends. O(steps × numbers × weights), at most 25 steps.
 *
 * @param choices - at least one.
 */
export function fitConditionalLogit(choices: readonly Choice[], start: Float64Array): Float64Array {
  let point = pointAt(start, choices);
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = stepFrom(point, choices);
    const gain = point.loss - next.loss;
    if (!(gain >= 0)) break;
    point = next;
    if (gain < LEAST_GAIN) break;
  }
  return point.weights;
}

const MAX_STEPS = 25;
/** In nats a choice: less is rounding. */
const LEAST_GAIN = 1e-7;
/** The shortest part of a step that is tried. */
const LEAST_LENGTH = 1e-3;

/** Weights, with the mean negative log-likelihood under them, the prior in it, its gradient and its Hessian. */
interface Point {
  readonly weights: Float64Array;
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** A step of Newton's, halved until the loss is no larger. */
function stepFrom({ weights, loss, gradient, hessian }: Point, choices: readonly Choice[]): Point {
  const size = weights.length;
  const inverse = invertPositiveDefinite(hessian, size);
  const direction = weights.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += inverse[i * size + j]! * gradient[j]!;
    return sum;
  });
  let next: Point | undefined;
  for (let length = 1; length > LEAST_LENGTH; length /= 2) {
    const moved = weights.map((weight, i) => weight - length * direction[i]!);
    next = pointAt(moved, choices);
    if (next.loss <= loss) break;
  }
  return next!;
}

function pointAt(weights: Float64Array, choices: readonly Choice[]): Point {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  let loss = 0;
  const most = choices.reduce((count, choice) => Math.max(count, choice.length / size), 0);
  const scratch: Scratch = {
    mean: new Float64Array(size),
    chances: new Float64Array(most),
    numbers: new Float64Array(size),
    places: new Int32Array(size),
  };
  for (const choice of choices) loss -= Math.log(addSlopes(choice, weights, { gradient, hessian }, scratch));
  for (let i = 0; i < size; i++) {
    loss += weights[i]! ** 2 / 2;
    gradient[i]! += weights[i]!;
    hessian[i * size + i]!++;
    for (let j = 0; j < i; j++) hessian[j * size + i] = hessian[i * size + j]!;
  }
  const scale = 1 / choices.length;
  return {
    weights,
    loss: loss * scale,
    gradient: gradient.map((g) => g * scale),
    hessian: hessian.map((h) => h * scale),
  };
}

/** What the numbers of one choice take, used again for the next. */
interface Scratch {
  readonly mean: Float64Array;
  readonly chances: Float64Array;
  /** Of one alternative: its numbers that are not 0, and where they stand. */
  readonly numbers: Float64Array;
  readonly places: Int32Array;
}

/** Adds a choice's part of the gradient and of the Hessian's lower triangle; gives the chance of what was chosen. */
function addSlopes(
  choice: Choice,
  weights: Float64Array,
  { gradient, hessian }: Pick<Point, 'gradient' | 'hessian'>,
  { mean, chances, numbers, places }: Scratch,
): number {
  const size = weights.length;
  const count = choice.length / size;
  writeChances(choice, weights, chances);
  mean.fill(0);
  for (let c = 0; c < count; c++) {
    const chance = chances[c]!;
    const row = c * size;
    let known = 0;
    for (let i = 0; i < size; i++) {
      const number = choice[row + i]!;
      if (number === 0) continue;
      numbers[known] = number;
      places[known++] = i;
    }
    for (let a = 0; a < known; a++) {
      const part = chance * numbers[a]!;
      const own = places[a]! * size;
      mean[places[a]!]! += part;
      for (let b = 0; b <= a; b++) hessian[own + places[b]!]! += part * numbers[b]!;
    }
  }
  for (let i = 0; i < size; i++) {
    const own = i * size;
    const meant = mean[i]!;
    gradient[i]! += meant - choice[i]!;
    for (let j = 0; j <= i; j++) hessian[own + j]! -= meant * mean[j]!;
  }
  return chances[0]!;
}

/** The chance of each alternative. */
function writeChances(choice: Choice, weights: Float64Array, chances: Float64Array): void {
  const size = weights.length;
  const count = choice.length / size;
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < count; c++) {
    const row = c * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += weights[i]! * choice[row + i]!;
    chances[c] = sum;
    if (sum > most) most = sum;
  }
  let sum = 0;
  for (let c = 0; c < count; c++) {
    chances[c] = Math.exp(chances[c]! - most);
    sum += chances[c]!;
  }
  for (let c = 0; c < count; c++) chances[c]! /= sum;
}
