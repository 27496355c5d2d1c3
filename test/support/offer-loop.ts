import { seededRandom } from '../../shared/math/random.ts';
import { buyChance, drawVisits, OFFERS, oracleChoices, trueEffect } from '../../shared/simulation/offers.ts';
import type { LoggedVisit, OfferPolicy } from './offer-policies.ts';

export interface LoopSettings {
  readonly days: number;
  readonly visitsADay: number;
  /** Discounts of all days together, in minor units, at most. */
  readonly budgetMinor: number;
}

/** The same people come whatever a policy did, so that policies are compared in pairs. */
const visitsOf = (seed: number, day: number, { visitsADay }: LoopSettings) =>
  drawVisits(visitsADay, seededRandom(seed * 1000 + day));

/**
 * Runs a shop day by day: a policy decides of each visit from what is logged, a discount is paid from the budget when it is
 * redeemed, and nobody is offered one that the budget, or the day's cap, no longer holds.
 *
 * @returns true expected margin, less discounts, over what no offer at all would have earned, in minor units.
 */
export function runLoop(policy: OfferPolicy, settings: LoopSettings, seed: number): number {
  const log: LoggedVisit[] = [];
  const random = seededRandom(seed + 700_000);
  let earned = 0;
  let budget = settings.budgetMinor;
  for (let day = 0; day < settings.days; day++) {
    const share = budget / (settings.days - day);
    const chancesOf = policy.morning(day, log, share);
    const cap = Math.min(budget, DAY_CAP * share);
    let spent = 0;
    const visits = visitsOf(seed, day, settings);
    const asked = chancesOf(visits);
    const today = visits.map((visit, at): LoggedVisit => {
      const chances = withinBudget(asked[at]!, cap - spent);
      const way = drawnWay(chances, random());
      const offer = OFFERS[way - 1];
      const hasBought = random() < buyChance(visit, offer);
      if (offer !== undefined) {
        const { gainMinor, costMinor } = trueEffect(visit, offer);
        earned += gainMinor - costMinor;
        if (hasBought) spent += offer.discountMinor;
      }
      return { visit, way, propensity: chances[way]!, hasBought };
    });
    budget -= spent;
    log.push(...today); // what came of a day is known when it is over
  }
  return earned;
}

/** A day may take so many times its share of what is left. */
const DAY_CAP = 1.25;

/** Offers that the budget does not hold fall to no offer: the hard limit. */
function withinBudget(chances: Float64Array, left: number): Float64Array {
  const kept = chances.slice();
  OFFERS.forEach(({ discountMinor }, offer) => {
    if (discountMinor <= left) return;
    kept[0]! += kept[offer + 1]!;
    kept[offer + 1] = 0;
  });
  return kept;
}

function drawnWay(chances: Float64Array, draw: number): number {
  let rest = draw;
  for (const [way, chance] of chances.entries()) {
    rest -= chance;
    if (rest < 0) return way;
  }
  return 0; // what rounding left
}

/** Of somebody who knows what every offer does to everybody, and who will come on all days. */
export function runOracle(settings: LoopSettings, seed: number): number {
  const visits = Array.from({ length: settings.days }, (_, day) => visitsOf(seed, day, settings)).flat();
  return oracleChoices(visits, OFFERS, settings.budgetMinor).reduce((earned: number, choice, at) => {
    if (choice === undefined) return earned;
    const { gainMinor, costMinor } = trueEffect(visits[at]!, OFFERS[choice]!);
    return earned + gainMinor - costMinor;
  }, 0);
}
