import { type Belief, betaBelief } from './belief.ts';

/** How often an arm was pulled, and what came of it in all; each pull earns from 0 to 1. */
export interface ArmCounts {
  readonly pulls: number;
  readonly earned: number;
}

/** Pulls that what is common to all arms is worth to each. */
const PRIOR_PULLS = 2;

/**
 * What is believed of what each arm earns a pull: beta posteriors, of a prior about the mean of all arms. What arms earned
 * since can be added at any time, as counts are sums. Where more was earned than pulled, as when pulls are told late, it
 * counts as pulled.
 *
 * Source: Chapelle & Li (2011), "An Empirical Evaluation of Thompson Sampling"; amounts in [0, 1] as in Agrawal & Goyal
 * (2012), "Analysis of Thompson Sampling for the Multi-armed Bandit Problem", with means in the place of drawn coins.
 */
export function countedBeliefs(arms: readonly ArmCounts[]): readonly Belief[] {
  const earnedInAll = arms.reduce((sum, { earned }) => sum + Math.max(0, earned), 0);
  const pullsInAll = arms.reduce((sum, { pulls, earned }) => sum + Math.max(0, pulls, earned), 0);
  const common = (earnedInAll + 1) / (pullsInAll + 2);
  return arms.map(({ pulls, earned }) => {
    const good = Math.max(0, earned);
    const bad = Math.max(0, pulls - good);
    return betaBelief(PRIOR_PULLS * common + good, PRIOR_PULLS * (1 - common) + bad);
  });
}
