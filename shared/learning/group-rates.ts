import { betaQuantile } from '../math/beta.ts';

/** How often something happens, and where that lies with the probability that was asked for. */
export interface Rate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Successes and trials of each group, and of all. */
export interface GroupCounts {
  readonly happened: Float64Array;
  readonly trials: Float64Array;
}

/** As many trials of the whole are added to each group: one of few trials says little against the rate of all. */
const PRIOR_TRIALS = 5;
/** Jeffreys' prior of a rate. */
const HALF = 0.5;

/** @param groups - of each trial, in [0, groupCount). @param happened - of each trial, 0 or 1. */
export function countGroups(groups: ArrayLike<number>, happened: ArrayLike<number>, groupCount: number): GroupCounts {
  const counts = { happened: new Float64Array(groupCount), trials: new Float64Array(groupCount) };
  for (let i = 0; i < groups.length; i++) {
    counts.trials[groups[i]!]!++;
    if (happened[i] === 1) counts.happened[groups[i]!]!++;
  }
  return counts;
}

/**
 * The rate of a group by a beta distribution: the group's own trials, and a few of the rate of all. A group without
 * trials has the rate of all, nobody has Jeffreys' prior: there is always an answer, as wide as what is known is little.
 *
 * Source: Gelman et al. (2013), "Bayesian Data Analysis", section 2.4.
 *
 * @param level - in (0, 1): the probability that the rate lies between low and high, as much below as above.
 */
export function rateOf({ happened, trials }: GroupCounts, group: number, level: number): Rate {
  const sum = (numbers: Float64Array) => numbers.reduce((total, one) => total + one, 0);
  const [all, allTrials] = [sum(happened) + HALF, sum(trials) + 2 * HALF];
  const own = { happened: happened[group]!, trials: trials[group]! };
  return shrunkRate(own, { mean: all / allTrials, trials: allTrials }, level);
}

/** The rate of a part by its own trials and a few of the whole's rate, of at most as many as the whole has. */
export function shrunkRate(
  own: { readonly happened: number; readonly trials: number },
  whole: { readonly mean: number; readonly trials: number },
  level: number,
): Rate {
  const prior = Math.min(PRIOR_TRIALS, whole.trials);
  const a = own.happened + prior * whole.mean;
  const b = own.trials - own.happened + prior * (1 - whole.mean);
  return {
    mean: a / (a + b),
    low: betaQuantile((1 - level) / 2, a, b),
    high: betaQuantile((1 + level) / 2, a, b),
  };
}
