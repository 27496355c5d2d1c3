import { logistic } from '../math/logistic.ts';
import { drawNormal } from '../math/random.ts';
import type { Random } from './draws.ts';

/** A discount that the shop may offer to somebody who visits. */
export interface SimulatedOffer {
  readonly id: string;
  /** Off an order, in minor units. */
  readonly discountMinor: number;
  /** How much of what it can do to people it does, in [0, 1]. */
  readonly strength: number;
}

export const OFFERS: readonly SimulatedOffer[] = [
  { id: 'five-off', discountMinor: 500, strength: 0.5 },
  { id: 'twelve-off', discountMinor: 1200, strength: 1 },
];

/** What the shop sees of a visit, each in [0, 1]: loyalty, liking of deals, weariness of mails, spending, and two that say nothing. */
export const VISIT_FEATURES = ['loyalty', 'deals', 'weariness', 'spending', 'noise', 'hour'] as const;

/** Kinds of people by what an offer does to them; a visitor is some of each. */
export const KINDS = ['sure buyer', 'persuadable', 'lost cause', 'sleeping dog'] as const;
export type Kind = (typeof KINDS)[number];

export interface SimulatedVisit {
  /** (VISIT_FEATURES) */
  readonly features: Float64Array;
  /** What an order earns before any discount, in minor units; the shop knows it. */
  readonly marginMinor: number;
}

/** Of each kind: chance of an order without an offer, and what the strongest offer adds. */
const PLANTED: Readonly<Record<Kind, { readonly base: number; readonly lift: number }>> = {
  'sure buyer': { base: 0.55, lift: 0.01 },
  persuadable: { base: 0.12, lift: 0.3 },
  'lost cause': { base: 0.03, lift: 0.01 },
  'sleeping dog': { base: 0.4, lift: -0.15 },
};

/** How sharply kinds part. */
const STEEPNESS = 12;
const above = (value: number, edge: number): number => logistic(STEEPNESS * (value - edge));

/** Shares of each kind in a visitor, summing to 1: lovers of deals are persuadable; of others, the loyal buy anyway, or, weary of mails, are driven off. */
export function kindShares({ features }: SimulatedVisit): Readonly<Record<Kind, number>> {
  const [loyalty, deals, weariness] = features;
  const [isLoyal, lovesDeals, isWeary] = [above(loyalty!, 0.45), above(deals!, 0.6), above(weariness!, 0.6)];
  const rest = 1 - lovesDeals;
  return {
    persuadable: lovesDeals,
    'sure buyer': rest * isLoyal * (1 - isWeary),
    'sleeping dog': rest * isLoyal * isWeary,
    'lost cause': rest * (1 - isLoyal),
  };
}

/** Those who come on one day. */
export function drawVisits(count: number, random: Random): readonly SimulatedVisit[] {
  return Array.from({ length: count }, () => {
    const features = Float64Array.from(VISIT_FEATURES, () => random());
    return { features, marginMinor: Math.round(2000 * Math.exp(0.3 * drawNormal(random) + features[3]!)) };
  });
}

/** Chance of an order, with an offer or without. */
export function buyChance(visit: SimulatedVisit, offer: SimulatedOffer | undefined): number {
  const shares = kindShares(visit);
  const strength = offer?.strength ?? 0;
  return KINDS.reduce((sum, kind) => sum + shares[kind] * (PLANTED[kind].base + strength * PLANTED[kind].lift), 0);
}

/** What an offer truly does, in minor units, in expectation. */
export interface TrueEffect {
  /** Margin earned more than without it, before its discount. */
  readonly gainMinor: number;
  /** Discount given away, which the budget pays. */
  readonly costMinor: number;
}

export function trueEffect(visit: SimulatedVisit, offer: SimulatedOffer): TrueEffect {
  const chance = buyChance(visit, offer);
  return {
    gainMinor: (chance - buyChance(visit, undefined)) * visit.marginMinor,
    costMinor: chance * offer.discountMinor,
  };
}

/**
 * What somebody would choose who knows all effects: by visit the place of its offer, or undefined. The budget is held in
 * expectation by its dual price, which leaves less than the cost of one offer of it: no other choice earns more for what
 * it spends.
 *
 * Source: Sinha & Zoltners (1979), "The multiple-choice knapsack problem", Operations Research 27(3).
 *
 * @param budgetMinor - of all visits together; Infinity for none.
 */
export function oracleChoices(
  visits: readonly SimulatedVisit[],
  offers: readonly SimulatedOffer[],
  budgetMinor: number,
): readonly (number | undefined)[] {
  const effects = visits.map((visit) => offers.map((offer) => trueEffect(visit, offer)));
  const at = (price: number) => effects.map((of) => bestAt(of, price));
  const costOf = (choices: readonly (number | undefined)[]) =>
    choices.reduce(
      (sum: number, choice, visit) => sum + (choice === undefined ? 0 : effects[visit]![choice]!.costMinor),
      0,
    );
  let [low, high] = [0, 0];
  if (costOf(at(0)) <= budgetMinor) return at(0);
  for (high = 1; costOf(at(high)) > budgetMinor; ) high *= 2;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (costOf(at(middle)) <= budgetMinor) high = middle;
    else low = middle;
  }
  return at(high);
}

const HALVINGS = 40;

/** The offer of most gain − (1 + price) · cost, if that is above 0; of equal ones the first. */
function bestAt(effects: readonly TrueEffect[], price: number): number | undefined {
  let [best, most]: [number | undefined, number] = [undefined, 0];
  effects.forEach(({ gainMinor, costMinor }, offer) => {
    const value = gainMinor - (1 + price) * costMinor;
    if (value > most) [best, most] = [offer, value];
  });
  return best;
}
