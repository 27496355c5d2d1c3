import type { DecisionSignal } from '../../../shared/domain/decision-signal.ts';

/** Something that was bought by a decision. */
export interface Purchase {
  readonly bought: DecisionSignal;
  /** Nothing that is given back later is taken off; in ms since 1970. */
  readonly untilMs: number;
  /** What a refund is taken off of. */
  readonly choice: { revenueMinor: number };
  /** Of what it came to, what was not given back yet. */
  leftMinor: number;
}

/**
 * Takes what was given back off the purchases that it is of, if it came within the reward window of their decision: those of
 * the order that it names, or else the newest before it. An amount that names no item is shared by what the order's items
 * came to. Of nothing more is taken off than it came to; that it was bought stays.
 *
 * @param orderMinor - what all items of an order came to, by its id.
 */
export function refundPurchases(
  purchases: readonly Purchase[],
  refund: DecisionSignal,
  orderMinor: ReadonlyMap<string, number>,
): void {
  for (const purchase of purchasesOf(purchases, refund)) {
    if (refund.atMs > purchase.untilMs) continue;
    const amount = Math.min(purchase.leftMinor, amountOf(purchase.bought, refund, orderMinor));
    purchase.leftMinor -= amount;
    purchase.choice.revenueMinor -= amount;
  }
}

function purchasesOf(purchases: readonly Purchase[], refund: DecisionSignal): readonly Purchase[] {
  const { itemId, orderId, currency, atMs } = refund;
  const all = purchases.filter(
    ({ bought }) =>
      bought.atMs <= atMs &&
      (itemId === undefined || bought.itemId === itemId) &&
      (currency === undefined || bought.currency === currency),
  );
  if (orderId !== undefined) return all.filter(({ bought }) => bought.orderId === orderId);
  const newest = all.at(-1)?.bought.messageId;
  return all.filter(({ bought }) => bought.messageId === newest);
}

function amountOf(bought: DecisionSignal, refund: DecisionSignal, orderMinor: ReadonlyMap<string, number>): number {
  const { revenueMinor = 0, units = 1, orderId } = bought;
  if (refund.itemId !== undefined)
    return refund.revenueMinor ?? Math.round((revenueMinor / units) * Math.min(units, refund.units ?? 1));
  if (refund.revenueMinor === undefined) return revenueMinor;
  const whole = orderMinor.get(orderId ?? '') ?? revenueMinor;
  return whole > 0 ? Math.round(revenueMinor * Math.min(1, refund.revenueMinor / whole)) : 0;
}
