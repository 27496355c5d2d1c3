import { betaBelow, betaQuantile } from '../../math/beta.ts';
import { normalBelow, normalQuantile } from '../../math/distributions.ts';

/** What is believed of a number: where it lies, and how surely. */
export interface Belief {
  readonly mean: number;
  /** Probability that it is at most x. */
  below(x: number): number;
  /** Below which it is with probability p, in (0, 1). */
  quantile(p: number): number;
}

/** A number that is known but for rounding has this share of 1 as its deviation: two of them are told apart all the same. */
const LEAST_DEVIATION = 1e-12;

/** @param deviation - ≥ 0. */
export function normalBelief(mean: number, deviation: number): Belief {
  const spread = Math.max(deviation, LEAST_DEVIATION * Math.max(1, Math.abs(mean)));
  return {
    mean,
    below: (x) => normalBelow((x - mean) / spread),
    quantile: (p) => mean + spread * standardQuantile(p),
  };
}

const MOST_REMEMBERED = 1000;
const remembered = new Map<number, number>();

/** Those who integrate ask the same few again and again. */
function standardQuantile(p: number): number {
  let z = remembered.get(p);
  if (z === undefined) {
    z = normalQuantile(p);
    if (remembered.size < MOST_REMEMBERED) remembered.set(p, z);
  }
  return z;
}

/** Of a share. @param a - > 0. @param b - > 0. */
export const betaBelief = (a: number, b: number): Belief => ({
  mean: a / (a + b),
  below: (x) => betaBelow(x, a, b),
  quantile: (p) => betaQuantile(p, a, b),
});

/** What is believed of scale · x + shift. @param scale - > 0. */
export const scaledBelief = (belief: Belief, scale: number, shift: number): Belief => ({
  mean: belief.mean * scale + shift,
  below: (x) => belief.below((x - shift) / scale),
  quantile: (p) => belief.quantile(p) * scale + shift,
});
