/** Whom something may be given: n people with k ways to treat each, and nothing as a way of its own. */
export interface Treatments {
  /** (n × k): what a way is expected to earn more than nothing would, before its cost; any sign. */
  readonly gain: Float64Array;
  /** (n × k): what it is expected to cost, in the same unit; at least 0. */
  readonly cost: Float64Array;
  /** k. */
  readonly ways: number;
}

export interface DualPrice {
  /** What a unit of the budget is worth beyond itself; 0: the budget is enough for all that pays. */
  readonly price: number;
  /** Expected cost when everybody is given the way of the highest gain − (1 + price) · cost, if that is above 0. */
  readonly cost: number;
  /** Expected gain, less the cost, of the same. */
  readonly profit: number;
}

/** A price is found to this part of the highest that can matter. */
const PRECISION = 1e-9;

/**
 * The price of a budget: with it each person can be decided for alone, and together they cost what there is.
 *
 * The Lagrangian dual of the multiple-choice knapsack problem: cost falls as the price rises, so it is found by halving.
 * Nobody is given a part of a way, so what is spent may stay below the budget by the cost of those who are equal at the
 * price. O(n · k · log(1 / precision)) time.
 *
 * Source: Sinha & Zoltners (1979), "The Multiple-Choice Knapsack Problem", Operations Research 27(3).
 *
 * @param budget - in the unit of costs; at least 0.
 * @throws RangeError when lengths differ, or a number is not finite, or a cost or the budget is below 0.
 */
export function dualPrice(treatments: Treatments, budget: number): DualPrice {
  refuseWrong(treatments, budget);
  const free = atPrice(treatments, 0);
  if (free.cost <= budget) return free;
  let low = 0;
  let high = highestPrice(treatments);
  const step = high * PRECISION;
  while (high - low > step) {
    const middle = (low + high) / 2;
    if (atPrice(treatments, middle).cost <= budget) high = middle;
    else low = middle;
  }
  return atPrice(treatments, high);
}

/** The way that a person is given: of the highest value at a price; undefined: none is above 0. Of equal ones the first. */
export function wayAtPrice({ gain, cost, ways }: Treatments, person: number, price: number): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (let way = 0; way < ways; way++) {
    const at = person * ways + way;
    const value = valueAtPrice(gain[at]!, cost[at]!, price);
    if (value <= most) continue;
    most = value;
    best = way;
  }
  return best;
}

/** What a way is worth where a unit of the budget has a price. */
export const valueAtPrice = (gain: number, cost: number, price: number): number => gain - (1 + price) * cost;

function atPrice(treatments: Treatments, price: number): DualPrice {
  const { gain, cost, ways } = treatments;
  let spent = 0;
  let gained = 0;
  for (let person = 0; person * ways < gain.length; person++) {
    const way = wayAtPrice(treatments, person, price);
    if (way === undefined) continue;
    spent += cost[person * ways + way]!;
    gained += gain[person * ways + way]!;
  }
  return { price, cost: spent, profit: gained - spent };
}

/** At which nothing that costs is worth its cost. */
function highestPrice({ gain, cost }: Treatments): number {
  let highest = 0;
  for (let at = 0; at < gain.length; at++) if (cost[at]! > 0) highest = Math.max(highest, gain[at]! / cost[at]! - 1);
  return highest;
}

function refuseWrong({ gain, cost, ways }: Treatments, budget: number): void {
  if (!(ways >= 1) || gain.length !== cost.length || gain.length % ways !== 0)
    throw new RangeError(`dualPrice: want gains and costs of n × ${ways}, got ${gain.length} and ${cost.length}`);
  if (!(budget >= 0)) throw new RangeError(`dualPrice: want a budget ≥ 0, got ${budget}`);
  for (let at = 0; at < gain.length; at++)
    if (!Number.isFinite(gain[at]!) || !(cost[at]! >= 0) || !Number.isFinite(cost[at]!))
      throw new RangeError(`dualPrice: gain ${gain[at]} or cost ${cost[at]} of ${at} is not finite or below 0`);
}
