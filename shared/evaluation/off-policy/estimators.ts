import { estimated, importanceWeights, type LoggedRewards, type PolicyValue } from './importance.ts';

/** A log, and what a model foresees of rewards; it must not have learnt of a row what it says of it. */
export interface ModelledRewards extends LoggedRewards {
  /** (n): foreseen reward of what was chosen. */
  readonly foreseen: Float64Array;
  /** (n): Σ over actions of the asked policy's probability · foreseen reward. */
  readonly foreseenAsked: Float64Array;
}

/**
 * The mean of w · r: unbiased where each action that the asked policy takes was logged with a probability above 0.
 *
 * Source: Horvitz & Thompson (1952); Precup, Sutton & Singh (2000), "Eligibility traces for off-policy policy evaluation".
 */
export function inversePropensity(log: LoggedRewards): PolicyValue {
  const weights = importanceWeights(log);
  return estimated(
    weights.map((weight, row) => weight * log.rewards[row]!),
    weights,
  );
}

/**
 * The same with weights above `most` taken as `most`: less spread, biased to what was logged.
 *
 * Source: Ionides (2008), "Truncated importance sampling", whose √n is what `most` is where nothing is said.
 */
export function clippedInversePropensity(log: LoggedRewards, most = Math.sqrt(log.rewards.length)): PolicyValue {
  const weights = importanceWeights(log).map((weight) => Math.min(most, weight));
  return estimated(
    weights.map((weight, row) => weight * log.rewards[row]!),
    weights,
  );
}

/**
 * Σ w r / Σ w: within the range of rewards, and the same whatever is added to all of them; its bias falls with n.
 *
 * Source: Swaminathan & Joachims (2015), "The self-normalized estimator for counterfactual learning"; the interval by
 * the delta method as in Owen (2013), "Monte Carlo theory, methods and examples", section 9.2.
 */
export function selfNormalised(log: LoggedRewards): PolicyValue {
  const weights = importanceWeights(log);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0)
    return { value: 0, low: null, high: null, standardError: null, n: weights.length, doubt: NOT_COVERED };
  const value = weights.reduce((sum, weight, row) => sum + weight * log.rewards[row]!, 0) / total;
  const mean = total / weights.length;
  return estimated(
    weights.map((weight, row) => value + (weight * (log.rewards[row]! - value)) / mean),
    weights,
  );
}

const NOT_COVERED = 'not enough evidence: the log has nothing that the asked policy does';

/**
 * The mean of what a model foresees of the asked policy. How wrong the model is no spread tells: there is no interval.
 *
 * Source: Beygelzimer & Langford (2009), "The offset tree for learning with partial labels"; the name is of Dudík,
 * Langford & Li (2011).
 */
export function directMethod(log: ModelledRewards): PolicyValue {
  const n = log.foreseenAsked.length;
  const value = log.foreseenAsked.reduce((sum, one) => sum + one, 0) / n;
  const doubt = 'its error is its model’s, which no interval of what it foresees tells';
  return { value, low: null, high: null, standardError: null, n, doubt };
}

/**
 * The model, mended by weighted errors of what was logged: right where either propensities or the model is.
 *
 * Source: Dudík, Langford & Li (2011), "Doubly robust policy evaluation and learning".
 */
export const doublyRobust = (log: ModelledRewards): PolicyValue => switched(log, Number.POSITIVE_INFINITY);

/**
 * Doubly robust where weights are at most a threshold, by the model alone beyond it. The threshold is the one, of
 * quantiles of the weights and none, whose variance and squared bias together are least; bias is told by what the errors
 * beyond it add up to, at the far end of their 95 % interval.
 *
 * Sources: Wang, Agarwal & Dudík (2017), "Optimal and adaptive off-policy evaluation in contextual bandits" (SWITCH-DR);
 * the bias by the log's own errors as in Su, Dimakopoulou, Krishnamurthy & Dudík (2020), "Doubly robust off-policy
 * evaluation with shrinkage", section 5.
 */
export function switchDoublyRobust(log: ModelledRewards): PolicyValue & { readonly threshold: number } {
  const weights = importanceWeights(log);
  const sorted = weights.slice().sort();
  const thresholds = [
    Number.POSITIVE_INFINITY,
    ...SWITCH_QUANTILES.map((q) => sorted[Math.floor(q * (sorted.length - 1))]!),
  ];
  let best = { threshold: Number.POSITIVE_INFINITY, error: Number.POSITIVE_INFINITY };
  for (const threshold of thresholds) {
    const { standardError } = switched(log, threshold);
    const beyond = estimated(
      weights.map((weight, row) => (weight > threshold ? weight * (log.rewards[row]! - log.foreseen[row]!) : 0)),
      weights,
    );
    const bias = threshold === Number.POSITIVE_INFINITY ? 0 : Math.max(Math.abs(beyond.low!), Math.abs(beyond.high!));
    const error = standardError! ** 2 + bias ** 2;
    if (error < best.error) best = { threshold, error };
  }
  return { ...switched(log, best.threshold), threshold: best.threshold };
}

const SWITCH_QUANTILES = [0.999, 0.995, 0.99, 0.98, 0.95, 0.9, 0.8];

function switched(log: ModelledRewards, threshold: number): PolicyValue {
  const weights = importanceWeights(log).map((weight) => (weight > threshold ? 0 : weight));
  return estimated(
    weights.map((weight, row) => log.foreseenAsked[row]! + weight * (log.rewards[row]! - log.foreseen[row]!)),
    weights,
  );
}
