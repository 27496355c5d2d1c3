import { logGamma } from '../../math/distributions.ts';

/**
 * How closely a prior is about the planned shares: one expects skews of some 0.7 % (1 ÷ √20,000), which many people are
 * needed to see, the other of some 7 %, which few are. An e-value is their mean, so that neither is looked for in vain.
 */
const CONCENTRATIONS = [20_000, 200] as const;

/**
 * Evidence that people do not fall into the arms by the weights that were planned, as the natural logarithm of an
 * e-value: by the odds of Dirichlet priors around the plan against the plan itself. It may be looked at after every
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
  const shares = weights.map((weight) => weight / sum);
  const logs = CONCENTRATIONS.map((concentration) => logOdds(counts, shares, concentration));
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((total, log) => total + Math.exp(log - largest), 0) / logs.length);
}

function logOdds(counts: readonly number[], shares: readonly number[], concentration: number): number {
  const people = counts.reduce((total, count) => total + count, 0);
  return counts.reduce(
    (odds, count, i) => {
      const prior = concentration * shares[i]!;
      return odds + logGamma(prior + count) - logGamma(prior) - count * Math.log(shares[i]!);
    },
    logGamma(concentration) - logGamma(concentration + people),
  );
}
