import type { Event, JsonObject } from '../../domain/event.ts';
import { kindOf, productsOf } from '../../domain/interaction.ts';
import { namesCoupon } from './coupons.ts';
import type { Feature } from './feature.ts';
import { MAX_CURRENCIES, paidOf } from './money.ts';

/** All orders and those at a discount, and by currency what they came to, in its minor unit. */
type DiscountState = {
  readonly orders: number;
  readonly discounted: number;
  readonly spent: readonly SpentState[];
};
type SpentState = { readonly currency: string; readonly all: number; readonly discounted: number };

/** A part of a whole in 0 … 1; null where there is no whole, with what is missing. */
type Share = { readonly share: number } | { readonly share: null; readonly because: string };

export interface Discounts {
  readonly orders: Share & { readonly count: number; readonly discounted: number };
  /** What discounted orders came to, of what all did; before refunds. Amounts in the currency's minor unit. */
  readonly spent: readonly (Share & {
    readonly currency: string;
    readonly amount: number;
    readonly discounted: number;
  })[];
}

/**
 * How the person uses discounts. An order is discounted if it, or one of its products, names a `coupon` or has a
 * `discount` above 0. How much was taken off is not told: shops disagree whether it is a part or an amount.
 */
export const discounts: Feature<DiscountState, Discounts> = {
  empty: { orders: 0, discounted: 0, spent: [] },
  fold(state, event) {
    if (kindOf(event) !== 'purchase') return state;
    const discounted = isDiscounted(event.properties);
    return {
      orders: state.orders + 1,
      discounted: state.discounted + (discounted ? 1 : 0),
      spent: spentWith(state.spent, event, discounted),
    };
  },
  value: ({ orders, discounted, spent }) => ({
    orders: { count: orders, discounted, ...shareOf(discounted, orders, 'no orders') },
    spent: spent.map((row) => ({
      currency: row.currency,
      amount: row.all,
      discounted: row.discounted,
      ...shareOf(row.discounted, row.all, 'nothing was paid'),
    })),
  }),
};

const isDiscounted = (properties: JsonObject): boolean =>
  namesDiscount(properties) || productsOf(properties).some(namesDiscount);

const namesDiscount = (of: JsonObject): boolean => namesCoupon(of) || Number(of['discount'] ?? 0) > 0;

/** An amount below 0 would make shares that are none. */
function spentWith(spent: readonly SpentState[], event: Event, discounted: boolean): readonly SpentState[] {
  const paid = paidOf(event.properties);
  if (paid === undefined || paid.amount < 0) return spent;
  const at = spent.findIndex(({ currency }) => currency === paid.currency);
  if (at < 0 && spent.length === MAX_CURRENCIES) return spent;
  const before = spent[at] ?? { currency: paid.currency, all: 0, discounted: 0 };
  const after = {
    ...before,
    all: before.all + paid.amount,
    discounted: before.discounted + (discounted ? paid.amount : 0),
  };
  return at < 0 ? [...spent, after] : spent.with(at, after);
}

const shareOf = (part: number, whole: number, because: string): Share =>
  whole > 0 ? { share: part / whole } : { share: null, because };
