import { kindOf } from '../../domain/interaction.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Feature } from './feature.ts';

/** Counts as they were at the newest counted event, by client time in ms since 1970; absent kinds: none. */
type LatelyState = {
  readonly atMs: number;
  readonly views: number;
  readonly carts: number;
  readonly orders: number;
};

/** How much the person does these days, to the thousandth. */
export interface Lately {
  readonly views: number;
  readonly carts: number;
  readonly orders: number;
}

/** After so many days an event counts half. */
const HALF_LIFE_MS = 14 * DAY_MS;

const COUNTED = { view: 'views', click: 'views', cart: 'carts', purchase: 'orders' } as const;

/** Events of three kinds, each counting the less the longer it is ago: half after 14 days. */
export const lately: Feature<LatelyState, Lately> = {
  empty: { atMs: 0, views: 0, carts: 0, orders: 0 },
  fold(state, event) {
    const counted = COUNTED[kindOf(event) as keyof typeof COUNTED];
    if (counted === undefined) return state;
    const { clientAtMs } = event;
    const left = leftAfter(state, clientAtMs);
    return {
      atMs: Math.max(state.atMs, clientAtMs),
      views: state.views * left + (counted === 'views' ? 1 : 0),
      carts: state.carts * left + (counted === 'carts' ? 1 : 0),
      orders: state.orders * left + (counted === 'orders' ? 1 : 0),
    };
  },
  value(state, nowMs) {
    const left = leftAfter(state, nowMs);
    return {
      views: rounded(state.views * left),
      carts: rounded(state.carts * left),
      orders: rounded(state.orders * left),
    };
  },
};

/** The part of a count that is left by then. */
const leftAfter = ({ atMs }: LatelyState, nowMs: number): number => 2 ** (-Math.max(0, nowMs - atMs) / HALF_LIFE_MS);

const rounded = (count: number): number => Math.round(count * 1000) / 1000;
