import { kindOf } from '../../domain/interaction.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Feature } from './feature.ts';

/** Days since 1970 in UTC, by client time. */
type OrderDayState = { readonly count: number; readonly first?: number; readonly last?: number };

export interface OrderDays {
  /** Days with at least one order, in UTC. */
  readonly count: number;
  /** Days from the first of them; absent: there is none. */
  readonly daysSinceFirst?: number;
  /** Days from the first to the last of them. */
  readonly span?: number;
}

/** On how many days the person ordered: several orders of one day are one decision to buy. */
export const orderDays: Feature<OrderDayState, OrderDays> = {
  empty: { count: 0 },
  fold(state, event) {
    if (kindOf(event) !== 'purchase') return state;
    const day = Math.floor(event.clientAtMs / DAY_MS);
    if (day === state.last) return state;
    return { count: state.count + 1, first: state.first ?? day, last: day };
  },
  value: ({ count, first, last }, nowMs) => ({
    count,
    ...(first !== undefined &&
      last !== undefined && {
        daysSinceFirst: Math.max(0, Math.floor(nowMs / DAY_MS) - first),
        span: last - first,
      }),
  }),
};
