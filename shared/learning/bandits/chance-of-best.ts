import { gaussLegendre } from '../../math/gauss-legendre.ts';
import type { Belief } from './belief.ts';

/** Enough that chances of ten beliefs alike are right to 1e-4. */
const NODES = 48;
const RULE = gaussLegendre(NODES);

/**
 * The probability of each of k independent numbers to be the largest: what Thompson sampling draws by, without drawing.
 *
 * Each is ∫₀¹ Π F_other(quantile(u)) du by Gauss & Legendre; then they are made to sum to 1. Given the beliefs they are the
 * same on every machine, so that whoever draws by them knows the probability of what was drawn to the last bit, and so does
 * whoever draws it again. Beliefs that are equal have equal chances. O(k² · nodes).
 *
 * Source: Thompson (1933), "On the likelihood that one unknown probability exceeds another in view of the evidence of two
 * samples", Biometrika 25.
 *
 * @returns (k), summing to 1; empty for none.
 */
export function chancesOfBest(beliefs: readonly Belief[]): Float64Array {
  const chances = new Float64Array(beliefs.length);
  beliefs.forEach((belief, one) => {
    let chance = 0;
    for (let node = 0; node < NODES; node++) {
      const at = belief.quantile(RULE.nodes[node]!);
      let others = RULE.weights[node]!;
      for (let other = 0; other < beliefs.length && others > 0; other++)
        if (other !== one) others *= beliefs[other]!.below(at);
      chance += others;
    }
    chances[one] = chance;
  });
  const sum = chances.reduce((total, chance) => total + chance, 0);
  // Each far below another at every node cannot be: the largest has nodes above its own median.
  return sum > 0 ? chances.map((chance) => chance / sum) : chances.fill(1 / Math.max(1, chances.length));
}

/**
 * Chances with a floor: (1 − floor) · chance + floor / k, so that each is tried, and what it earns can be told of any later
 * policy.
 *
 * Source: Agarwal et al. (2014), "Taming the Monster", on smoothing by a least probability.
 *
 * @param floor - in [0, 1], in all.
 */
export const floored = (chances: Float64Array, floor: number): Float64Array =>
  chances.map((chance) => (1 - floor) * chance + floor / chances.length);
