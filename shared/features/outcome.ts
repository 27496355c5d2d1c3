import type { Event } from '../domain/event.ts';
import { interactionsOf, itemIdOf, kindOf, productsOf, quantityOf } from '../domain/interaction.ts';
import { currencyOf, minorUnits } from '../domain/money.ts';
import { orderIdOf } from '../domain/order-id.ts';
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
  /** Absent: the order does not say. */
  readonly orderId?: string;
  /** Absent: the order does not say what it came to. */
  readonly paid?: { readonly currency: string; readonly amount: number };
  /** What its items cost the shop, in the minor unit of what was paid; those whose cost is not known in it count as nothing. */
  readonly costMinor: number;
  readonly units: number;
  readonly unitsWithoutCost: number;
  /** What a unit of an item cost the shopper, where the order says it; in minor units. */
  readonly priceOf: Readonly<Record<string, number>>;
}

/** That an order was given back, or a part of it; `refundsOf` tells of which order and how much. */
export interface RefundOutcome extends At {
  readonly what: 'refund';
  /** Absent: it does not say. */
  readonly orderId?: string;
  readonly currency?: string;
  /** In minor units, 0 or more; absent: what its units cost, or the whole order where it names none. */
  readonly amount?: number;
  readonly units: readonly RefundedUnits[];
}

export interface RefundedUnits {
  readonly itemId: string;
  readonly quantity: number;
  /** Of a unit, in minor units; absent: what the order says. */
  readonly priceMinor?: number;
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
  const { atMs } = event;
  switch (kindOf(event)) {
    case 'purchase':
      return orderOf(event, costOf, inOneCurrency);
    case 'refund':
      return refundOf(event);
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
  const orderId = orderIdOf(event.properties);
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
  return {
    what: 'order',
    atMs: event.atMs,
    ...(orderId !== undefined && { orderId }),
    ...(paid && { paid }),
    costMinor,
    units,
    unitsWithoutCost,
    priceOf: paid === undefined ? {} : pricesIn(event, paid.currency),
  };
}

function pricesIn({ properties }: Event, currency: string): Readonly<Record<string, number>> {
  const prices = productsOf(properties).flatMap((product) => {
    const [itemId, price] = [itemIdOf(product), minorUnits(product['price'], currency)];
    return itemId === undefined || price === undefined ? [] : [[itemId, price] as const];
  });
  return Object.fromEntries(prices);
}

function refundOf({ atMs, properties }: Event): RefundOutcome {
  const orderId = orderIdOf(properties);
  const currency = currencyOf(properties['currency']);
  const paid = paidOf(properties);
  const units = productsOf(properties).flatMap((product): readonly RefundedUnits[] => {
    const itemId = itemIdOf(product);
    if (itemId === undefined) return [];
    const price = currency === undefined ? undefined : minorUnits(product['price'], currency);
    const priceMinor = price === undefined ? {} : { priceMinor: Math.abs(price) };
    return [{ itemId, quantity: quantityOf(product['quantity']), ...priceMinor }];
  });
  return {
    what: 'refund',
    atMs,
    ...(orderId !== undefined && { orderId }),
    ...(currency !== undefined && { currency }),
    ...(paid && { amount: Math.abs(paid.amount) }),
    units,
  };
}
