import { logGamma } from '../../math/distributions.ts';

/**
 * How much less people there would have to be for skews as large as chance makes them to hide a real one: the prior
 * expects shares within about 1 ÷ √20,000, 0.7 %, of the planned ones.
 */
const CONCENTRATION = 20_000;

/**
 * Evidence that people do not fall into the arms by the weights that were planned, as the natural logarithm of an
 * e-value: by the odds of a Dirichlet prior around the plan against the plan itself. It may be looked at after every
 * person: the chance that it ever reaches ln(1 ÷ α) while the plan holds is at most α.
 *
 * Source: Lindon & Malek (2022), "Anytime-Valid Inference for Multinomial Count Data".
 *
 * @param counts - people by arm. @param weights - by arm, > 0.
 * @throws RangeError when there are not as many weights as counts.
 */
export function sampleRatioEvidence(counts: readonly number[], weights: readonly number[]): number {
  if (counts.length !== weights.length)
    throw new RangeError(`sampleRatioEvidence: ${counts.length} counts, ${weights.length} weights`);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const people = counts.reduce((total, count) => total + count, 0);
  let evidence = logGamma(CONCENTRATION) - logGamma(CONCENTRATION + people);
  counts.forEach((count, i) => {
    const share = weights[i]! / sum;
    const prior = CONCENTRATION * share;
    evidence += logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
  });
  return evidence;
}
