import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { foreseeValues, type LifetimeValues } from '../../../shared/learning/lifetime-value/lifetime-value.ts';
import { type OrderBook, ordersUntil, ordersWithin } from '../../../shared/learning/lifetime-value/orders-until.ts';
import { seededRandom } from '../../../shared/math/random.ts';

/** What was foreseen of people before the newest days, and what those days had. */
export interface TriedValue {
  /** Days since 1970: the last that was learnt from, and the last that was foreseen. */
  readonly until: number;
  readonly end: number;
  readonly foreseen: LifetimeValues;
  readonly actual: { readonly orders: Float64Array; readonly values: Float64Array };
}

/** Of all days since the first order, those that are foreseen; the rest is learnt from. */
const TRIED_SHARE = 1 / 3;
const MOST_DAYS = 365;
const LEAST_DAYS = 7;
const DRAWS = 100;
export const VALUE_LEVEL = 0.8;

/** @param end - the last day of the book. @returns undefined where a card could tell nothing of it. */
export function tryValue(book: OrderBook, end: number): TriedValue | undefined {
  const first = book.days.reduce((a, b) => Math.min(a, b), end);
  const days = Math.min(MOST_DAYS, Math.floor((end - first) * TRIED_SHARE));
  const until = end - days;
  if (days < LEAST_DAYS || ordersUntil(book, until).people.length < LEAST_TOLD) return undefined;
  const random = seededRandom(1);
  const settings = { until, weeks: days / 7, level: VALUE_LEVEL, drawCount: DRAWS, random };
  const foreseen = foreseeValues(book, settings);
  return { until, end, foreseen, actual: ordersWithin(book, foreseen.known.people, until, end) };
}
