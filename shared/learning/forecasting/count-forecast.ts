import { digamma, logGamma } from '../../math/distributions.ts';
import { minimise } from '../../math/minimise.ts';
import { type CountDistribution, evenMixture, negativeBinomial, occurrenceAndSize } from './count-distribution.ts';
import { type CountHistory, checkCounts, countHistory } from './count-history.ts';

/** A counted series among others like it. */
export interface CountSeries {
  /** Whole numbers ≥ 0, oldest first; none for what is new. */
  readonly counts: Float64Array;
  /** Series of one group start from its mean; a whole number ≥ 0. */
  readonly group: number;
  /** `countHistory` of the counts, where it is known already. */
  readonly history?: CountHistory;
}

export interface CountForecaster {
  /** How much the next `span` steps may bring together, each span within the horizon alike. */
  distribution(series: CountSeries): CountDistribution;
}

export interface CountForecastSettings {
  /** Steps ahead that are learnt to be foreseen. */
  readonly horizon: number;
  /** Steps that are summed: 1, or a lead time with the time between reviews. */
  readonly span: number;
  /** Of series that have some at most steps: the negative binomial alone, since what comes always has no occurrence. */
  readonly isSteady?: boolean;
}

/** Origins, three steps apart, from which the newest outcomes are learnt. */
const [MAX_ORIGINS, ORIGIN_STEP] = [6, 3];
/** Steps that a history at an origin has at least. */
const MIN_HISTORY = 6;
/** Series that a group's mean takes to weigh as much as the mean of all. */
const GROUP_SHRINKAGE = 5;
/** What a mean, and a variance, is drawn towards: so many steps as all series are. */
const PRIOR_STEPS = 0.5;
const PRIOR_SPREAD = 2;
const RIDGE = 1e-3;
const SIZE_LAW_WEIGHT = 5;
const [LEAST_LOG_SIZE, MOST_LOG_SIZE] = [-6, 6];

/**
 * Forecasts of intermittent series, learnt from all of them together: what followed histories like this one's. An even
 * mixture of two distributions: a negative binomial whose mean and size are regressed on discounted rates, on the steps
 * since the last count above 0 and on the spread; and an occurrence regressed likewise, with the series' own sizes
 * beside a geometric law. What is new gets its group's. Sums over several steps are learnt as sums, since steps of one
 * series are not independent.
 *
 * Source: negative binomial regression: Lawless (1987); occurrence and size apart: Croston (1972); steps since the last
 * demand, for what dies out: Teunter, Syntetos & Babai (2011); even weights: Smith & Wallis (2009).
 *
 * @throws RangeError when there is no series, none is long enough, or a count is not a whole number ≥ 0.
 */
export function fitCountForecaster(
  series: readonly CountSeries[],
  { horizon, span, isSteady = false }: CountForecastSettings,
): CountForecaster {
  for (const { counts } of series) checkCounts(counts);
  const prior = groupPriors(series);
  const outcomes = series.flatMap((one) => outcomesOf(one, prior(one.group), horizon, span));
  if (outcomes.length === 0)
    throw new RangeError(`fitCountForecaster: no series is longer than ${MIN_HISTORY} and a span of ${span}`);
  const amounts = fittedAmounts(outcomes, span);
  const occurrences = isSteady ? undefined : fittedOccurrences(outcomes);
  return {
    distribution({ counts, group, history = countHistory(counts) }) {
      const about = featuresOf(history, prior(group));
      const mean = span * Math.exp(about.logPrior + dot(amounts, 0, about.amount));
      const size = Math.exp(sizeExponent(amounts, about));
      if (occurrences === undefined) return () => negativeBinomial(mean, size);
      const any = 1 / (1 + Math.exp(-dot(occurrences, 0, about.occurrence)));
      const law = { mean: Math.max(about.sizeMean, mean / Math.max(any, 1e-9)), weight: SIZE_LAW_WEIGHT };
      // Sizes of steps are no sizes of sums: over several steps the law alone tells them.
      const sizes = span === 1 ? about.history.sizes : [];
      const sumLaw = span === 1 ? { mean: about.sizeMean, weight: SIZE_LAW_WEIGHT } : law;
      return () => evenMixture(negativeBinomial(mean, size), occurrenceAndSize(any, sizes, sumLaw));
    },
  };
}

/** What a series is before anything is known of it. */
interface Prior {
  readonly rate: number;
  readonly share: number;
}

/** Means a step by group, drawn towards those of all. */
function groupPriors(series: readonly CountSeries[]): (group: number) => Prior {
  const sums = new Map<number, { rate: number; share: number; count: number }>();
  const all = { rate: 0, share: 0, count: 0 };
  for (const { counts, group } of series) {
    if (counts.length === 0) continue;
    const own = sums.get(group) ?? { rate: 0, share: 0, count: 0 };
    sums.set(group, own);
    for (const sum of [own, all]) {
      sum.rate += counts.reduce((total, count) => total + count, 0) / counts.length;
      sum.share += counts.filter((count) => count > 0).length / counts.length;
      sum.count++;
    }
  }
  const mean = { rate: all.rate / all.count || 1e-3, share: all.share / all.count || 1e-3 };
  return (group) => {
    const own = sums.get(group) ?? { rate: 0, share: 0, count: 0 };
    const drawn = (figure: 'rate' | 'share') =>
      (own[figure] + GROUP_SHRINKAGE * mean[figure]) / (own.count + GROUP_SHRINKAGE);
    return { rate: drawn('rate'), share: Math.min(0.99, drawn('share')) };
  };
}

interface Features {
  readonly history: CountHistory;
  readonly logPrior: number;
  readonly sizeMean: number;
  readonly amount: readonly number[];
  readonly size: readonly number[];
  readonly occurrence: readonly number[];
}

/** All 0 but the first for what is new, so that it is what its group is. */
function featuresOf(history: CountHistory, prior: Prior): Features {
  const drawn = (mean: number, weight: number, of: number) =>
    (mean * weight + PRIOR_STEPS * of) / (weight + PRIOR_STEPS);
  const logRates = history.rates.map((rate, i) => Math.log(drawn(rate, history.weights[i]!, prior.rate) / prior.rate));
  const odds = (share: number) => Math.log(share / (1 - share));
  const logOdds = history.shares.map(
    (share, i) => odds(drawn(share, history.weights[i]!, prior.share)) - odds(prior.share),
  );
  const logSince = Math.log1p(history.since);
  const { mean, variance, weight } = history.spread;
  const total = mean * weight;
  const spread = Math.log((variance * weight + 2 * PRIOR_SPREAD) / (total + PRIOR_SPREAD));
  const sizes = history.sizes.reduce((sum, one) => sum + one.weight, 0);
  const sizeSum = history.sizes.reduce((sum, one) => sum + one.weight * one.size, 0);
  const sizeMean = Math.max(1, (sizeSum + prior.rate / prior.share) / (sizes + 1));
  return {
    history,
    logPrior: Math.log(prior.rate),
    sizeMean,
    amount: [1, ...logRates, logSince],
    size: [1, spread, logRates[1]!, logSince],
    occurrence: [1, ...logOdds, logSince, Math.log(sizeMean), odds(prior.share)],
  };
}

interface Outcome {
  readonly about: Features;
  readonly sums: Float64Array;
}

/** From each origin the sums of spans that follow each other within the horizon. */
function outcomesOf({ counts }: CountSeries, prior: Prior, horizon: number, span: number): readonly Outcome[] {
  const reach = Math.min(horizon, Math.max(span, Math.floor(counts.length / 3)));
  const outcomes: Outcome[] = [];
  for (let i = 0; i < MAX_ORIGINS; i++) {
    const origin = counts.length - reach - i * ORIGIN_STEP;
    if (origin < MIN_HISTORY) break;
    const sums = Float64Array.from({ length: Math.floor(reach / span) }, (_, s) => {
      let sum = 0;
      for (let t = 0; t < span; t++) sum += counts[origin + s * span + t]!;
      return sum;
    });
    if (sums.length > 0) outcomes.push({ about: featuresOf(countHistory(counts.subarray(0, origin)), prior), sums });
  }
  return outcomes;
}

/** Weights of the mean, then of the size, by likelihood with a ridge; rows weigh by their spans. */
function fittedAmounts(outcomes: readonly Outcome[], span: number): Float64Array {
  const [d, e] = [outcomes[0]!.about.amount.length, outcomes[0]!.about.size.length];
  const rows = outcomes.reduce((sum, { sums }) => sum + sums.length, 0);
  const loss = (x: Float64Array, gradient: Float64Array): number => {
    let sum = ridge(x, gradient);
    for (const { about, sums } of outcomes) {
      const mean = span * Math.exp(about.logPrior + dot(x, 0, about.amount));
      const exponent = sizeExponent(x, about);
      const size = Math.exp(exponent);
      let [byMean, bySize] = [0, 0];
      for (const count of sums) {
        const { value, bySize: own } = negativeBinomialLoss(count, mean, size);
        sum += value / rows;
        byMean += (size * (mean - count)) / (size + mean) / rows;
        bySize += (size * own) / rows;
      }
      const isFree = exponent > LEAST_LOG_SIZE && exponent < MOST_LOG_SIZE;
      for (let i = 0; i < d; i++) gradient[i]! += byMean * about.amount[i]!;
      if (isFree) for (let i = 0; i < e; i++) gradient[d + i]! += bySize * about.size[i]!;
    }
    return sum;
  };
  return minimise(loss, d + e, { tolerance: 1e-5, maxIterations: 200 }).x;
}

/** From so many terms on their sum is known in closed form sooner than term by term. */
const MOST_TERMS = 32;

/** −log of the probability, without the terms of the count alone, and its derivative by the size. */
function negativeBinomialLoss(count: number, mean: number, size: number) {
  const logShare = Math.log1p(mean / size);
  let value = (size + count) * logShare - count * Math.log(mean / size);
  let bySize = logShare - (mean - count) / (size + mean);
  if (count > MOST_TERMS) {
    value -= logGamma(size + count) - logGamma(size);
    bySize -= digamma(size + count) - digamma(size);
    return { value, bySize };
  }
  for (let j = 0; j < count; j++) {
    value -= Math.log(size + j);
    bySize -= 1 / (size + j);
  }
  return { value, bySize };
}

const sizeExponent = (weights: Float64Array, about: Features): number =>
  Math.max(LEAST_LOG_SIZE, Math.min(MOST_LOG_SIZE, dot(weights, about.amount.length, about.size)));

/** Weights of the log odds that a span has any. */
function fittedOccurrences(outcomes: readonly Outcome[]): Float64Array {
  const d = outcomes[0]!.about.occurrence.length;
  const rows = outcomes.reduce((sum, { sums }) => sum + sums.length, 0);
  const counted = outcomes.map(({ about, sums }) => ({
    x: about.occurrence,
    n: sums.length,
    any: sums.filter((sum) => sum > 0).length,
  }));
  const loss = (weights: Float64Array, gradient: Float64Array): number => {
    let sum = ridge(weights, gradient);
    for (const { x, n, any } of counted) {
      const logit = dot(weights, 0, x);
      const probability = 1 / (1 + Math.exp(-logit));
      // log(1 + eᶻ) without overflow
      sum += (n * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)))) - any * logit) / rows;
      for (let i = 0; i < d; i++) gradient[i]! += ((n * probability - any) * x[i]!) / rows;
    }
    return sum;
  };
  return minimise(loss, d, { tolerance: 1e-5, maxIterations: 200 }).x;
}

/** Sets the gradient to the ridge's own. */
function ridge(weights: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  weights.forEach((weight, i) => {
    gradient[i] = RIDGE * weight;
    sum += (RIDGE * weight * weight) / 2;
  });
  return sum;
}

function dot(weights: Float64Array, offset: number, features: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < features.length; i++) sum += weights[offset + i]! * features[i]!;
  return sum;
}
