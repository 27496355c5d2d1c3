import { normalInterval } from '../../math/normal-interval.ts';

/** n choices of the past, each drawn by a policy that knew its probability. */
export interface LoggedRewards {
  /** (n), in any unit. */
  readonly rewards: Float64Array;
  /** (n), in (0, 1]: the probability with which the logging policy chose what it chose. */
  readonly logged: Float64Array;
  /** (n), in [0, 1]: the probability with which the asked policy chooses the same. */
  readonly asked: Float64Array;
}

/** What a policy is worth a choice, foreseen from the log of another. */
export interface PolicyValue {
  readonly value: number;
  /** Of its 95 % interval; null where none can be told honestly. */
  readonly low: number | null;
  readonly high: number | null;
  readonly standardError: number | null;
  readonly n: number;
  /** Why its interval is none, or must not be trusted; none where it can be. */
  readonly doubt?: string;
}

/** What weights are like: how much of the log speaks of the asked policy. */
export interface WeightFacts {
  /** 1 where the log covers all that the asked policy does, beside chance. */
  readonly mean: number;
  readonly largest: number;
  /** (Σ w)² / Σ w², of n. Source: Kong (1992), "A note on importance sampling using standardized weights". */
  readonly effectiveSample: number;
}

/**
 * Effective rows below which an interval by the central limit theorem says nothing: Vehtari, Gelman, Simpson, Carpenter
 * & Bürkner (2021), "Rank-normalization, folding, and localization", Bayesian Analysis 16(2), section 4, who want 400
 * before they trust a standard error.
 */
export const LEAST_EFFECTIVE = 400;

/**
 * n > 25 G₁² rows, with G₁ the skewness of what is averaged, or a normal 95 % interval misses by more than 6 %: Cochran
 * (1977), "Sampling techniques", third edition, section 2.15.
 */
const COCHRAN = 25;

/** (n): asked / logged. @throws RangeError naming the row where a probability makes no sense. */
export function importanceWeights({ rewards, logged, asked }: LoggedRewards): Float64Array {
  const n = rewards.length;
  if (n === 0 || logged.length !== n || asked.length !== n)
    throw new RangeError(
      `want as many rewards as probabilities, at least one, got ${n}, ${logged.length}, ${asked.length}`,
    );
  return rewards.map((reward, row) => {
    if (!Number.isFinite(reward)) throw new RangeError(`rewards[${row}]: want a finite number, got ${reward}`);
    if (!(logged[row]! > 0 && logged[row]! <= 1))
      throw new RangeError(`logged[${row}]: want a number in (0, 1], got ${logged[row]}`);
    if (!(asked[row]! >= 0 && asked[row]! <= 1))
      throw new RangeError(`asked[${row}]: want a number in [0, 1], got ${asked[row]}`);
    return asked[row]! / logged[row]!;
  });
}

export function weightFacts(weights: Float64Array): WeightFacts {
  let [sum, squares, largest] = [0, 0, 0];
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
    largest = Math.max(largest, weight);
  }
  return { mean: sum / weights.length, largest, effectiveSample: squares === 0 ? 0 : (sum * sum) / squares };
}

/**
 * The value with its normal interval on influence values, and what speaks against trusting it.
 *
 * @param influence - (n): numbers whose mean is the value.
 */
export function estimated(influence: Float64Array, weights: Float64Array): PolicyValue {
  const { mean, low, high, standardError, n } = normalInterval(influence);
  const doubt = doubtOf(influence, weights);
  return { value: mean, low, high, standardError, n, ...(doubt && { doubt }) };
}

/** Why an interval must not be trusted; undefined where it may be. */
export function doubtOf(influence: Float64Array, weights: Float64Array): string | undefined {
  const { effectiveSample } = weightFacts(weights);
  if (effectiveSample < LEAST_EFFECTIVE)
    return `not enough evidence: the effective sample is ${effectiveSample.toFixed(0)} of ${weights.length}, want ${LEAST_EFFECTIVE}`;
  const wanted = COCHRAN * skewness(influence) ** 2;
  if (influence.length < wanted)
    return `not enough evidence: what is averaged is so skewed that a normal interval wants ${Math.ceil(wanted)} rows, there are ${influence.length}`;
  return undefined;
}

function skewness(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2 / n;
    cubes += (value - mean) ** 3 / n;
  }
  return squares === 0 ? 0 : cubes / squares ** 1.5;
}
