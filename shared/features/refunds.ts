import type { OrderOutcome, Outcome, RefundOutcome } from './outcome.ts';

/** What was given back of an order. */
export interface Refund {
  /** When it was given back. */
  readonly atMs: number;
  /** When the order was made. */
  readonly orderedAtMs: number;
  readonly currency: string;
  /** In minor units, above 0. */
  readonly amount: number;
}

/**
 * What of a person's orders was given back: each refund belongs to the order that it names, or else to the newest one before
 * it that was paid in its currency. It comes to what it says; without an amount to what its units cost, and without units to the whole order. Of no order
 * more is given back than it came to, however often it is told. A refund of an order that is not there, that does not say
 * what it came to, or that was paid in another currency, is none.
 *
 * @param outcomes - of one person, in any order.
 */
export function refundsOf(outcomes: readonly Outcome[]): readonly Refund[] {
  const orders = outcomes.filter((outcome) => outcome.what === 'order').sort(byTime);
  const leftOf = new Map(orders.map((order) => [order, order.paid?.amount ?? 0]));
  return outcomes
    .filter((outcome) => outcome.what === 'refund')
    .sort(byTime)
    .flatMap((refund) => {
      const order = orderOf(refund, orders);
      if (order?.paid === undefined || (refund.currency ?? order.paid.currency) !== order.paid.currency) return [];
      const left = leftOf.get(order) ?? 0;
      const amount = Math.min(left, amountOf(refund, order.paid.amount, order.priceOf));
      if (amount <= 0) return [];
      leftOf.set(order, left - amount);
      return [{ atMs: refund.atMs, orderedAtMs: order.atMs, currency: order.paid.currency, amount }];
    });
}

function orderOf(refund: RefundOutcome, orders: readonly OrderOutcome[]): OrderOutcome | undefined {
  const { orderId, atMs, currency } = refund;
  if (orderId !== undefined) return orders.find((order) => order.orderId === orderId);
  return orders.findLast(
    ({ atMs: orderedAtMs, paid }) => orderedAtMs <= atMs && (currency === undefined || paid?.currency === currency),
  );
}

function amountOf({ amount, units }: RefundOutcome, whole: number, priceOf: OrderOutcome['priceOf']): number {
  if (amount !== undefined) return amount;
  if (units.length === 0) return whole;
  return units.reduce((sum, { itemId, quantity, priceMinor = priceOf[itemId] ?? 0 }) => sum + quantity * priceMinor, 0);
}

const byTime = (a: { readonly atMs: number }, b: { readonly atMs: number }): number => a.atMs - b.atMs;
