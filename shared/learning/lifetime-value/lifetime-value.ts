import { type FittedBgNbd, fitBgNbd, ordersByBgNbd } from './bg-nbd.ts';
import { type FutureOrders, futureOrders } from './future-orders.ts';
import { type FittedGammaGamma, fitGammaGamma, worthOfOrder } from './gamma-gamma.ts';
import { historyAt } from './order-histories.ts';
import { type OrderBook, type OrdersUntil, ordersUntil, ordersWithin } from './orders-until.ts';
import { type Pace, paceOf, UNKNOWN_PACE } from './pace.ts';
import { correctedValues, type ForeseenValues, fitValueCorrection, type ValueCorrection } from './value-correction.ts';

/** What people are expected to order, and what all of it rests on. */
export interface LifetimeValues {
  /** Whom it is of, and what was known of them. */
  readonly known: OrdersUntil;
  readonly future: FutureOrders;
  readonly orders: FittedBgNbd;
  /** Undefined where no order was worth anything. */
  readonly worth: FittedGammaGamma | undefined;
  readonly pace: Pace;
  readonly correction: ValueCorrection | undefined;
}

export interface ForeseeSettings {
  /** The last day that is learnt from. */
  readonly until: number;
  /** How far ahead, > 0. */
  readonly weeks: number;
  /** Of the intervals, in (0, 1). */
  readonly level: number;
  readonly drawCount: number;
  readonly random: () => number;
}

/**
 * Orders and value of everybody who had ordered by a day, in the weeks after it. BG/NBD says how often, Gamma-Gamma for
 * how much; what both get wrong of this shop is learnt by putting the same question to the time that is learnt from, its
 * second half to be foreseen from its first. Needs one order of one person; the fewer, the wider the intervals.
 *
 * @param learntFrom - orders of those whom the models are learnt from, where not of all.
 * @throws RangeError when nobody had ordered by then.
 */
export function foreseeValues(book: OrderBook, settings: ForeseeSettings, learntFrom = book): LifetimeValues {
  const { until, weeks } = settings;
  const known = ordersUntil(book, until);
  const learnt = learntFrom === book ? known : ordersUntil(learntFrom, until);
  const orders = fitBgNbd(learnt.histories);
  const worth = fitGammaGamma(learnt.spending);
  const { after, weeks: triedWeeks } = halfOf(learntFrom, until);
  const tried = ordersUntil(learntFrom, after);
  let pace = UNKNOWN_PACE;
  let correction: ValueCorrection | undefined;
  if (tried.people.length > 0 && triedWeeks > 0) {
    const later = ordersWithin(learntFrom, tried.people, after, until);
    const early = fitBgNbd(tried.histories);
    pace = paceOf(early.model, tried.histories, {
      horizon: triedWeeks,
      ordered: later.orders.reduce((a, b) => a + b),
      chance: chanceOf(early, tried, triedWeeks, settings),
    });
    const earlyWorth = fitGammaGamma(tried.spending);
    if (earlyWorth !== undefined)
      correction = fitValueCorrection(foreseenBy(early, earlyWorth, tried, triedWeeks), later.values);
  }
  const values =
    worth === undefined || correction === undefined
      ? undefined
      : correctedValues(foreseenBy(orders, worth, known, weeks), correction);
  const future = futureOrders({ orders, worth }, known, { ...settings, horizon: weeks, pace, values });
  return { known, future, orders, worth, pace, correction };
}

const STEADY: Pace = { pace: 1, deviation: 0 };
const [LEAST_CHANCE_DRAWS, CHANCE_DRAWS] = [20, 100];
/** Between the 10th and the 90th percentile of a normal variable, in standard deviations. */
const WIDTH_OF_80 = 2.5631;

/** Deviation of the logarithm of all orders together, by the model alone; without end where there may be none. */
function chanceOf(
  early: FittedBgNbd,
  tried: OrdersUntil,
  horizon: number,
  { random, drawCount: most }: Pick<ForeseeSettings, 'random' | 'drawCount'>,
): number {
  const drawCount = Math.min(CHANCE_DRAWS, Math.max(LEAST_CHANCE_DRAWS, most));
  const settings = { horizon, pace: STEADY, level: 0.8, drawCount, random, values: undefined };
  const { low, high } = futureOrders({ orders: early, worth: undefined }, tried, settings).totalOrders;
  return low > 0 ? Math.log(high / low) / WIDTH_OF_80 : Number.POSITIVE_INFINITY;
}

/** The day with as many before it as after it, from the first order on. */
export function halfOf({ days }: OrderBook, until: number): { readonly after: number; readonly weeks: number } {
  const first = days.reduce((a, b) => Math.min(a, b), until);
  const after = first + Math.floor((until - first) / 2);
  return { after, weeks: (until - after) / 7 };
}

/** By the models alone. */
export function foreseenBy(
  { model }: FittedBgNbd,
  worth: FittedGammaGamma,
  { histories, spending, totals }: OrdersUntil,
  weeks: number,
): ForeseenValues {
  return {
    orders: Float64Array.from(histories.repeats, (_, row) =>
      Math.max(Number.MIN_VALUE, ordersByBgNbd(model, historyAt(histories, row), weeks)),
    ),
    worth: Float64Array.from(spending.orders, (count, row) => worthOfOrder(worth.model, count, spending.mean[row]!)),
    totals,
    histories,
  };
}
