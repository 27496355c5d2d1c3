import type { Event } from '../domain/event.ts';
import { interactionsOf, kindOf } from '../domain/interaction.ts';
import { paidOf } from './profile/money.ts';
import { ratingOf } from './profile/ratings.ts';
import { answerOf } from './profile/satisfaction.ts';

/** What of an event experiments are judged by. */
export type Outcome = OrderOutcome | RefundOutcome | AnswerOutcome;

interface At {
  /** In ms since 1970. */
  readonly atMs: number;
}

export interface OrderOutcome extends At {
  readonly what: 'order';
  /** Absent: the order does not say what it came to. */
  readonly paid?: { readonly currency: string; readonly amount: number };
  /** What its items cost the shop, in the minor unit of what was paid; those whose cost is not known in it count as nothing. */
  readonly costMinor: number;
  readonly units: number;
  readonly unitsWithoutCost: number;
}

export interface RefundOutcome extends At {
  readonly what: 'refund';
  /** The amount is above 0. */
  readonly paid: { readonly currency: string; readonly amount: number };
}

export interface AnswerOutcome extends At {
  readonly what: 'rating' | 'csat' | 'nps';
  /** Of nps: 1 for a promoter (9, 10), −1 for a detractor (0 to 6), else 0. */
  readonly score: number;
}

/** What an item costs the shop now; undefined where the catalog does not say. */
export type CostOf = (itemId: string) => { readonly amount: number; readonly currency: string } | undefined;

/**
 * An amount in minor units of another currency, by the exchange rate of a moment, in ms since 1970; undefined where none is
 * known. Of one currency it is the same amount.
 */
export type InOneCurrency = (
  amount: number,
  between: { readonly from: string; readonly to: string; readonly atMs: number },
) => number | undefined;

/** Undefined for an event that nothing is judged by. */
export function outcomeOf(event: Event, costOf: CostOf, inOneCurrency: InOneCurrency): Outcome | undefined {
  const { atMs, properties } = event;
  switch (kindOf(event)) {
    case 'purchase':
      return orderOf(event, costOf, inOneCurrency);
    case 'refund': {
      const paid = paidOf(properties);
      return paid && { what: 'refund', atMs, paid: { ...paid, amount: Math.abs(paid.amount) } };
    }
    case 'rate': {
      const score = ratingOf(event);
      return score === undefined ? undefined : { what: 'rating', atMs, score };
    }
    case undefined: {
      const { survey, score = 0 } = answerOf(event) ?? {};
      if (survey === undefined) return undefined;
      return { what: survey, atMs, score: survey === 'csat' ? score : score >= 9 ? 1 : score >= 7 ? 0 : -1 };
    }
    default:
      return undefined;
  }
}

function orderOf(event: Event, costOf: CostOf, inOneCurrency: InOneCurrency): OrderOutcome {
  const paid = paidOf(event.properties);
  let [costMinor, units, unitsWithoutCost] = [0, 0, 0];
  for (const { itemId, quantity } of interactionsOf(event)) {
    const cost = costOf(itemId);
    units += quantity;
    const known =
      cost &&
      paid &&
      inOneCurrency(cost.amount * quantity, { from: cost.currency, to: paid.currency, atMs: event.atMs });
    if (known === undefined) unitsWithoutCost += quantity;
    else costMinor += known;
  }
  return { what: 'order', atMs: event.atMs, ...(paid && { paid }), costMinor, units, unitsWithoutCost };
}
