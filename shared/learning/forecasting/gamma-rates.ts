import { type CountDistribution, negativeBinomial } from './count-distribution.ts';
import type { CountSeries } from './count-forecast.ts';

/** How rates of alike series are distributed: by a gamma distribution. */
export interface RatePrior {
  /** Mean count a step, > 0. */
  readonly rate: number;
  /** Of the gamma distribution, in [0.1, 2]: the less, the more unlike they are. */
  readonly shape: number;
}

/** A past in which older steps count less: some 50 count at most. */
interface Past {
  readonly count: number;
  readonly steps: number;
  /** Sum of the squared weights of the steps: with the rate, what of the count's variance is Poisson's. */
  readonly squares: number;
}

const DISCOUNT = 0.98;
/** What a shop in which nothing was ever counted is taken to have counted. */
const NOTHING_YET = { count: 0.5, steps: 7 };
/** Counts of a group at which its own rate weighs as much as that of all; and series, at which its own spread does. */
const [RATE_SHRINKAGE, SPREAD_SHRINKAGE] = [2, 5];
const [LEAST_SHAPE, MOST_SHAPE] = [0.1, 2];
/** The rate of tomorrow is not that of yesterday, however long a past is: a coefficient of variation of .35 at least. */
const MOST_SIZE = 8;

/**
 * What the next `span` steps may bring together when counts are Poisson at a rate that is drawn from the prior and
 * narrowed by the series' own past. There is an answer for whatever little is known, as wide as that is little.
 *
 * Source: Gelman et al. (2013), "Bayesian Data Analysis", section 2.6 (gamma prior of a Poisson rate).
 *
 * @param counts - a number a step, oldest first; none for what is new.
 */
export function gammaForecast({ rate, shape }: RatePrior, counts: Float64Array, span: number): CountDistribution {
  const { count, steps } = pastOf(counts);
  const own = (shape + count) / (shape / rate + steps);
  return () => negativeBinomial(own * span, Math.min(MOST_SIZE, shape + count));
}

/** Priors of each group of series, by moments; each is drawn towards that of all. */
export interface RatePriors {
  readonly all: RatePrior;
  /** Groups of which something was counted. */
  readonly groups: ReadonlyMap<number, RatePrior>;
}

/** O(all counts). */
export function ratePriors(series: Iterable<CountSeries>): RatePriors {
  const pasts: Past[] = [];
  const byGroup = new Map<number, Past[]>();
  for (const { counts, group } of series) {
    if (counts.length === 0) continue;
    const past = pastOf(counts);
    pasts.push(past);
    const own = byGroup.get(group);
    if (own === undefined) byGroup.set(group, [past]);
    else own.push(past);
  }
  const all = momentsOf(pasts);
  const groups = new Map<number, RatePrior>();
  for (const [group, own] of byGroup) {
    const moments = momentsOf(own);
    if (moments.count > 0) groups.set(group, priorOf(moments, all));
  }
  return { all: priorOf(all, all), groups };
}

function pastOf(counts: Float64Array): Past {
  let [count, steps, squares] = [0, 0, 0];
  for (const one of counts) {
    count = count * DISCOUNT + one;
    steps = steps * DISCOUNT + 1;
    squares = squares * DISCOUNT * DISCOUNT + 1;
  }
  return { count, steps, squares };
}

interface Moments {
  readonly series: number;
  readonly count: number;
  readonly steps: number;
  /** Of the rates, ≥ 0: what of the counts' variance is not Poisson's. */
  readonly variance: number;
}

function momentsOf(pasts: readonly Past[]): Moments {
  let [count, steps] = [0, 0];
  for (const past of pasts) {
    count += past.count;
    steps += past.steps;
  }
  const rate = count / Math.max(steps, 1);
  let [excess, weight] = [0, 0];
  for (const past of pasts) {
    excess += (past.count - rate * past.steps) ** 2 - rate * past.squares;
    weight += past.steps * past.steps;
  }
  return { series: pasts.length, count, steps, variance: weight === 0 ? 0 : Math.max(0, excess) / weight };
}

function priorOf(own: Moments, all: Moments): RatePrior {
  const rateOfAll = (all.count + NOTHING_YET.count) / (all.steps + NOTHING_YET.steps);
  const rate = (own.count + RATE_SHRINKAGE) / (own.steps + RATE_SHRINKAGE / rateOfAll);
  const ownRate = own.steps === 0 ? 0 : own.count / own.steps;
  const weight = own.series / (own.series + SPREAD_SHRINKAGE);
  // In shares of the squared rate, so that a group of which more is counted is not taken for one more unlike.
  const spread = weight * unlike(own.variance, ownRate) + (1 - weight) * unlike(all.variance, rateOfAll);
  return { rate, shape: Math.min(MOST_SHAPE, Math.max(LEAST_SHAPE, 1 / spread)) };
}

/** Squared coefficient of variation; of what has none, that of the least alike. */
const unlike = (variance: number, rate: number): number =>
  rate === 0 ? 1 / LEAST_SHAPE : Math.max(1e-6, variance / rate ** 2);
