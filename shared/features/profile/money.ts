import type { JsonObject } from '../../domain/event.ts';
import { kindOf } from '../../domain/interaction.ts';
import { currencyOf, minorUnits } from '../../domain/money.ts';
import type { Feature } from './feature.ts';

/** By currency, in the order in which they came; amounts in the currency's minor unit. */
type MoneyState = readonly {
  readonly currency: string;
  readonly orders: number;
  readonly ordered: number;
  readonly refunds: number;
  readonly refunded: number;
}[];

export interface Spent {
  readonly currency: string;
  /** Orders that said what they came to. */
  readonly orders: number;
  /** What the orders came to less what was refunded, in the currency's minor unit. */
  readonly revenue: number;
  readonly refunded: number;
  /** Of one order, before refunds; rounded to the minor unit. */
  readonly averageOrder?: number;
}

/** Currencies that one person pays in; others are not counted. */
export const MAX_CURRENCIES = 10;

/**
 * What the person paid. Of an order counts `revenue`, else `total`, else `value`, of a refund the same. An order
 * without a currency or an amount is no money: neither is guessed.
 */
export const money: Feature<MoneyState, readonly Spent[]> = {
  empty: [],
  fold(state, event) {
    const kind = kindOf(event);
    if (kind !== 'purchase' && kind !== 'refund') return state;
    const paid = paidOf(event.properties);
    if (paid === undefined) return state;
    const { currency, amount } = paid;
    const at = state.findIndex((row) => row.currency === currency);
    if (at < 0 && state.length === MAX_CURRENCIES) return state;
    const before = state[at] ?? { currency, orders: 0, ordered: 0, refunds: 0, refunded: 0 };
    const after =
      kind === 'purchase'
        ? { ...before, orders: before.orders + 1, ordered: before.ordered + amount }
        : { ...before, refunds: before.refunds + 1, refunded: before.refunded + Math.abs(amount) };
    return at < 0 ? [...state, after] : state.with(at, after);
  },
  value: (state) =>
    state.map(({ currency, orders, ordered, refunded }) => ({
      currency,
      orders,
      revenue: ordered - refunded,
      refunded,
      ...(orders > 0 && { averageOrder: Math.round(ordered / orders) }),
    })),
};

/** What an order or a refund says it came to, in the currency's minor unit; undefined where it does not say. */
export function paidOf(properties: JsonObject): { readonly currency: string; readonly amount: number } | undefined {
  const currency = currencyOf(properties['currency']);
  if (currency === undefined) return undefined;
  const amount = minorUnits(properties['revenue'] ?? properties['total'] ?? properties['value'], currency);
  return amount === undefined ? undefined : { currency, amount };
}
