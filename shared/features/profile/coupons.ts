import type { Event, JsonObject } from '../../domain/event.ts';
import { kindOf, plainName, productsOf } from '../../domain/interaction.ts';
import type { Feature } from './feature.ts';

type CouponState = { readonly orders: number; readonly applied: number };

/** How often the person has used coupons. */
export interface Coupons {
  /** Orders that name a coupon. */
  readonly orders: number;
  /** Coupons that were put to a cart (`Coupon Applied`), ordered or not. */
  readonly applied: number;
}

export const coupons: Feature<CouponState, Coupons> = {
  empty: { orders: 0, applied: 0 },
  fold(state, event) {
    if (kindOf(event) !== undefined) return redeemsCoupon(event) ? { ...state, orders: state.orders + 1 } : state;
    const isApplied = event.type === 'track' && plainName(event.name ?? '') === APPLIED;
    return isApplied ? { ...state, applied: state.applied + 1 } : state;
  },
  value: (state) => state,
};

/** As `plainName` spells it: Segment's e-commerce name. */
const APPLIED = 'couponapplied';

/** Whether an event is an order that names, or of which a product names, a `coupon`. */
export const redeemsCoupon = (event: Event): boolean =>
  kindOf(event) === 'purchase' && (namesCoupon(event.properties) || productsOf(event.properties).some(namesCoupon));

/** Of an order, or of a product of one. */
export const namesCoupon = ({ coupon }: JsonObject): boolean => typeof coupon === 'string' && coupon.trim() !== '';
