import { dualPrice, valueAtPrice } from '../../shared/decisioning/offers/dual-price.ts';
import { normalBelief } from '../../shared/learning/bandits/belief.ts';
import { chancesOfBest, floored } from '../../shared/learning/bandits/chance-of-best.ts';
import type { FeatureTable } from '../../shared/learning/feature-columns.ts';
import { LINEAR } from '../../shared/learning/uplift/base-learners.ts';
import { OFFERS, type SimulatedVisit, VISIT_FEATURES } from '../../shared/simulation/offers.ts';

/** A visit of the past with what was done and what came of it: all that is learnt from. */
export interface LoggedVisit {
  readonly visit: SimulatedVisit;
  /** 0 for no offer, else the offer's place and 1. */
  readonly way: number;
  /** Probability with which this way was drawn. */
  readonly propensity: number;
  readonly hasBought: boolean;
}

/** Of each visit the probability of each way, no offer first; of a visit nothing is used but what is known of it by itself. */
type Chances = (visits: readonly SimulatedVisit[]) => readonly Float64Array[];

export interface OfferPolicy {
  /** Told in the morning. @param log - all days before. @param budgetMinor - this day's share of what is left. */
  morning(day: number, log: readonly LoggedVisit[], budgetMinor: number): Chances;
}

export const WAYS = OFFERS.length + 1;
const always = (way: number): Float64Array => new Float64Array(WAYS).with(way, 1);
const byLot: Chances = (visits) => visits.map(() => new Float64Array(WAYS).fill(1 / WAYS));

/** The largest discount for everybody, as long as the day's budget lasts. */
export const discountForEveryone = (): OfferPolicy => ({
  morning: () => (visits) => visits.map(() => always(OFFERS.length)),
});

/** What is learnt: the chance of an order by way, and how many visits each is told by. */
interface Learnt {
  readonly foresee: (visits: readonly SimulatedVisit[]) => readonly Float64Array[];
  readonly counts: readonly number[];
}

const EPSILON = 0.1;
/** Drawn by lot until there are so many days to learn from; then learnt anew each day at first, later more seldom. */
const LOT_DAYS = 1;
const isLearningDay = (day: number): boolean => day < 6 || day % 6 === 0;
/** Visits that are learnt from, at most: the newest, of each way. */
const MOST_LEARNT = 30_000;

/**
 * Learns what each way earns of a visit and takes the best, but for a tenth of the visits by lot. It knows nothing of what
 * a budget is worth: whoever comes first gets it.
 *
 * Source: Sutton & Barto (2018), "Reinforcement learning", section 2.2.
 */
export function epsilonGreedy(): OfferPolicy {
  let learnt: Learnt | undefined;
  return {
    morning: (day, log) => {
      if (day < LOT_DAYS) return byLot;
      if (learnt === undefined || isLearningDay(day)) learnt = learntFrom(log);
      const { foresee } = learnt;
      return (visits) =>
        foresee(visits).map((chances, at) => {
          const { gain, cost } = worthOf(visits[at]!, chances);
          const values = [0, ...gain.map((one, offer) => one - cost[offer]!)];
          return floored(always(values.indexOf(Math.max(...values))), EPSILON);
        });
    },
  };
}

/** Of each way at least this, so that the log goes on to speak of all. */
const FLOOR = 0.002;
/** Weights of what is learnt of a way, six lines with five bends each: its variance is a visit’s times so many over the visits. */
const WEIGHTS = 36;
/** Of the spread of a belief, what ways are drawn by: Chapelle & Li (2011), "An empirical evaluation of Thompson sampling". */
const BOLDNESS = 0.5;
/** Visits by which the price of a budget is found: yesterday's are as today's will be. */
const PRICED_DAYS = 3;

/**
 * Uplift under a budget: each offer earns what it adds to the chance of an order, less its discount at the budget's price;
 * ways are drawn by their chance to be the best one, as sure as the log makes it, with a floor.
 *
 * Sources: Thompson (1933); the price as of `dualPrice`; the variance of what is foreseen as mean leverage (Hoaglin &
 * Welsch, 1978, "The hat matrix in regression and ANOVA").
 */
export function pricedUplift(): OfferPolicy {
  let learnt: Learnt | undefined;
  return {
    morning: (day, log, budgetMinor) => {
      if (day < LOT_DAYS) return byLot;
      if (learnt === undefined || isLearningDay(day)) learnt = learntFrom(log);
      const { foresee, counts } = learnt;
      const visits = log.slice(-Math.round(log.length * Math.min(1, PRICED_DAYS / day))).map(({ visit }) => visit);
      const price = priceOf(visits, foresee, (budgetMinor * visits.length * day) / log.length);
      const decided = (visit: SimulatedVisit, chances: Float64Array) => {
        const { gain, cost } = worthOf(visit, chances);
        const variance = chances.map((p, way) => (p * (1 - p) * WEIGHTS) / Math.max(WEIGHTS, counts[way]!));
        const beliefs = OFFERS.map(({ discountMinor }, offer) => {
          const kept = visit.marginMinor - (1 + price) * discountMinor;
          const spread =
            BOLDNESS * Math.hypot(kept * Math.sqrt(variance[offer + 1]!), visit.marginMinor * Math.sqrt(variance[0]!));
          return normalBelief(valueAtPrice(gain[offer]!, cost[offer]!, price), spread);
        });
        return floored(chancesOfBest([normalBelief(0, 0), ...beliefs]), FLOOR * WAYS);
      };
      return (visits) => foresee(visits).map((chances, at) => decided(visits[at]!, chances));
    },
  };
}

function priceOf(visits: readonly SimulatedVisit[], foresee: Learnt['foresee'], budgetMinor: number): number {
  const worths = foresee(visits).map((chances, at) => worthOf(visits[at]!, chances));
  const treatments = {
    gain: Float64Array.from(worths.flatMap(({ gain }) => gain)),
    cost: Float64Array.from(worths.flatMap(({ cost }) => cost)),
    ways: OFFERS.length,
  };
  return dualPrice(treatments, budgetMinor).price;
}

/** By offer, in minor units: margin it adds before its discount, and the discount it gives, both expected. */
function worthOf({ marginMinor }: SimulatedVisit, chances: Float64Array) {
  return {
    gain: OFFERS.map((_, offer) => (chances[offer + 1]! - chances[0]!) * marginMinor),
    cost: OFFERS.map(({ discountMinor }, offer) => chances[offer + 1]! * discountMinor),
  };
}

function learntFrom(log: readonly LoggedVisit[]): Learnt {
  const ways = Array.from({ length: WAYS }, (_, way) => log.filter((line) => line.way === way).slice(-MOST_LEARNT));
  const models = ways.map((lines) =>
    LINEAR.fit(tableOf(lines.map(({ visit }) => visit)), {
      targets: Float64Array.from(lines, ({ hasBought }) => (hasBought ? 1 : 0)),
      weights: new Float64Array(lines.length).fill(1),
    }),
  );
  return {
    counts: ways.map(({ length }) => length),
    foresee: (visits) => {
      const table = tableOf(visits);
      const byWay = models.map((model) => model(table));
      return visits.map((_, at) => Float64Array.from(byWay, (of) => Math.min(1, Math.max(0, of[at]!))));
    },
  };
}

const tableOf = (visits: readonly SimulatedVisit[]): FeatureTable => ({
  rowCount: visits.length,
  columns: VISIT_FEATURES.map((_, feature) => ({
    kind: 'number',
    values: Float64Array.from(visits, ({ features }) => features[feature]!),
  })),
});
