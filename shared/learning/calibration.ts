import { logistic } from '../math/logistic.ts';
import { orderOf } from '../math/order-of.ts';

/** Turns scores (log odds, any finite numbers) into probabilities, a higher score never into a lower one. */
export type Calibration =
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  | {
      readonly kind: 'isotonic';
      /** Ascending; between two of them it is straight, outside of them level. */
      readonly scores: Float64Array;
      readonly probabilities: Float64Array;
    };

/** (n), in (0, 1). */
export function calibrated(calibration: Calibration, scores: Float64Array): Float64Array {
  if (calibration.kind === 'platt') return scores.map((s) => logistic(calibration.slope * s + calibration.intercept));
  return scores.map((score) => between(score, calibration.scores, calibration.probabilities));
}

const MAX_STEPS = 100;
const TOLERANCE = 1e-10;

/**
 * Platt's scaling: p = 1 / (1 + exp(−(slope · score + intercept))) of greatest likelihood, where a positive row counts
 * as (n₊ + 1) / (n₊ + 2) of one and a negative one as 1 / (n₋ + 2), so that it is finite also where scores part the
 * classes. The slope is at least 0. O(n) a step.
 *
 * Source: Platt (1999), "Probabilistic outputs for support vector machines"; Newton's steps as in Lin, Lin & Weng
 * (2007), "A note on Platt's probabilistic outputs for support vector machines".
 *
 * @throws RangeError when there is no row or lengths differ.
 */
export function fitPlatt(scores: Float64Array, isPositive: Uint8Array): Calibration {
  checkScores(scores, isPositive);
  const positives = isPositive.reduce((sum, label) => sum + label, 0);
  const [low, high] = [1 / (isPositive.length - positives + 2), (positives + 1) / (positives + 2)];
  const target = Float64Array.from(isPositive, (label) => (label === 1 ? high : low));
  const lossAt = (slope: number, intercept: number) => {
    let loss = 0;
    for (let i = 0; i < scores.length; i++) {
      const z = slope * scores[i]! + intercept;
      loss += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - target[i]! * z;
    }
    return loss;
  };
  let [slope, intercept] = [0, Math.log((positives + 1) / (isPositive.length - positives + 1))];
  let loss = lossAt(slope, intercept);
  for (let step = 0; step < MAX_STEPS; step++) {
    const [moveSlope, moveIntercept, norm] = plattStep(scores, target, slope, intercept);
    if (norm <= TOLERANCE * scores.length) break;
    let size = 1;
    while (size > TOLERANCE && !(lossAt(slope - size * moveSlope, intercept - size * moveIntercept) < loss)) size /= 2;
    if (size <= TOLERANCE) break;
    slope -= size * moveSlope;
    intercept -= size * moveIntercept;
    loss = lossAt(slope, intercept);
  }
  if (slope >= 0) return { kind: 'platt', slope, intercept };
  // Scores that go the wrong way say nothing: the base rate is what is left.
  return { kind: 'platt', slope: 0, intercept: Math.log((positives + 1) / (isPositive.length - positives + 1)) };
}

/** Newton's step in both numbers, and the gradient's largest entry. */
function plattStep(scores: Float64Array, target: Float64Array, slope: number, intercept: number) {
  let [gs, gi, ss, si, ii] = [0, 0, 1e-12, 0, 1e-12];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const p = logistic(slope * score + intercept);
    const curvature = p * (1 - p);
    gs += score * (p - target[i]!);
    gi += p - target[i]!;
    ss += score * score * curvature;
    si += score * curvature;
    ii += curvature;
  }
  const determinant = ss * ii - si * si;
  const norm = Math.max(Math.abs(gs), Math.abs(gi));
  // Scores that are all alike leave the slope open: only the intercept moves.
  if (determinant <= 1e-12 * ss * ii) return [0, gi / ii, Math.abs(gi)] as const;
  return [(ii * gs - si * gi) / determinant, (ss * gi - si * gs) / determinant, norm] as const;
}

/**
 * The non-decreasing step function of least squared error, its steps joined by straight lines between their mean
 * scores, so that few scores become alike. Kept 1 / (n + 2) from 0 and 1. O(n log n).
 *
 * Source: Ayer et al. (1955), pool adjacent violators; Zadrozny & Elkan (2002), "Transforming classifier scores into
 * accurate multiclass probability estimates".
 *
 * @throws RangeError when there is no row or lengths differ.
 */
export function fitIsotonic(scores: Float64Array, isPositive: Uint8Array): Calibration {
  checkScores(scores, isPositive);
  const blocks: Block[] = [];
  for (const at of tiesTogether(scores, isPositive)) {
    blocks.push(at);
    for (let last = blocks.length - 1; last > 0; last--) {
      const [a, b] = [blocks[last - 1]!, blocks[last]!];
      if (a.positives * b.count < b.positives * a.count) break;
      blocks.splice(last - 1, 2, {
        count: a.count + b.count,
        positives: a.positives + b.positives,
        scoreSum: a.scoreSum + b.scoreSum,
      });
    }
  }
  const least = 1 / (scores.length + 2);
  return {
    kind: 'isotonic',
    scores: Float64Array.from(blocks, ({ scoreSum, count }) => scoreSum / count),
    probabilities: Float64Array.from(blocks, ({ positives, count }) =>
      Math.min(1 - least, Math.max(least, positives / count)),
    ),
  };
}

interface Block {
  readonly count: number;
  readonly positives: number;
  readonly scoreSum: number;
}

/** A block for each score, ascending. */
function tiesTogether(scores: Float64Array, isPositive: Uint8Array): readonly Block[] {
  const order = orderOf(scores);
  const blocks: Block[] = [];
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start]!]!;
    let end = start;
    let positives = 0;
    while (end < order.length && scores[order[end]!] === score) positives += isPositive[order[end++]!]!;
    blocks.push({ count: end - start, positives, scoreSum: score * (end - start) });
    start = end;
  }
  return blocks;
}

function between(score: number, knots: Float64Array, values: Float64Array): number {
  let [low, high] = [0, knots.length - 1];
  if (!(score > knots[low]!)) return values[low]!;
  if (score >= knots[high]!) return values[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle]! <= score) low = middle;
    else high = middle;
  }
  const share = (score - knots[low]!) / (knots[high]! - knots[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}

function checkScores(scores: Float64Array, isPositive: Uint8Array): void {
  if (scores.length === 0 || scores.length !== isPositive.length)
    throw new RangeError(`scores: want n ≥ 1, one a label, got ${scores.length} and ${isPositive.length}`);
  if (!scores.every(Number.isFinite)) throw new RangeError('scores: want finite numbers');
}
