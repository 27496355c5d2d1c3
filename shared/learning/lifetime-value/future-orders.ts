import { quantile } from '../../math/paired-bootstrap.ts';
import { drawNormal } from '../../math/random.ts';
import { drawOrders, type FittedBgNbd, isHereByBgNbd, ordersByBgNbd } from './bg-nbd.ts';
import { drawWorth, type FittedGammaGamma, worthOfOrder } from './gamma-gamma.ts';
import { historyAt } from './order-histories.ts';
import type { OrdersUntil } from './orders-until.ts';
import type { Pace } from './pace.ts';
import type { CorrectedValues } from './value-correction.ts';

/** What is foreseen of n people within a horizon. */
export interface FutureOrders {
  /** Probability that the person will still order. */
  readonly isHere: Float64Array;
  readonly orders: Expected;
  /** In the unit of money. */
  readonly value: Expected;
  /** Probability of no order within the horizon. */
  readonly none: Float64Array;
  readonly totalOrders: Span;
  readonly totalValue: Span;
}

interface Expected {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface Span {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface FutureSettings {
  /** In the histories' unit of time. */
  readonly horizon: number;
  /** How long the horizon is for the models. */
  readonly pace: Pace;
  readonly level: number;
  readonly drawCount: number;
  readonly random: () => number;
  /** Each person's expected value where it is known better than by the models. */
  readonly values: CorrectedValues | undefined;
}

/**
 * Expected orders and value of each person by the fitted models, and the intervals in which what does happen lies with
 * probability `level`: quantiles of futures drawn for the person, each under parameters and a pace drawn as what was
 * seen allows for. So an interval holds the chance of the future, what is unknown of the person, and what is unknown of the shop,
 * which is most of it where people are few. Orders are whole numbers, so that their interval holds at least as often as
 * it says.
 *
 * O(people · draws · (orders in the horizon + log draws)) time.
 *
 * @param fitted - without `worth` no order is worth anything.
 */
export function futureOrders(
  fitted: { readonly orders: FittedBgNbd; readonly worth: FittedGammaGamma | undefined },
  { histories, spending }: OrdersUntil,
  settings: FutureSettings,
): FutureOrders {
  const { horizon, pace, level, drawCount, random, values } = settings;
  const n = histories.repeats.length;
  const shops = Array.from({ length: drawCount }, () => ({
    orders: fitted.orders.draw(random),
    worth: fitted.worth?.draw(random),
    corrected: values?.draw(random) ?? (() => 1),
    horizon: horizon * pace.pace * Math.exp(pace.deviation * drawNormal(random)),
  }));
  const [isHere, none, orders, value] = [new Float64Array(n), new Float64Array(n), expected(n), expected(n)];
  const totals = { orders: new Float64Array(drawCount), value: new Float64Array(drawCount) };
  const drawn = { orders: new Float64Array(drawCount), value: new Float64Array(drawCount) };
  for (let row = 0; row < n; row++) {
    const history = historyAt(histories, row);
    const known = { orders: spending.orders[row]!, mean: spending.mean[row]! };
    isHere[row] = isHereByBgNbd(fitted.orders.model, history);
    orders.mean[row] = ordersByBgNbd(fitted.orders.model, history, horizon * pace.pace);
    const each = fitted.worth === undefined ? 0 : worthOfOrder(fitted.worth.model, known.orders, known.mean);
    value.mean[row] = values?.mean[row] ?? orders.mean[row]! * each;
    // What is said otherwise of the value is said of each order's worth.
    const corrected = each > 0 && orders.mean[row]! > 0 ? value.mean[row]! / (orders.mean[row]! * each) : 1;
    const drawnValue = (shop: (typeof shops)[number], count: number): number =>
      shop.worth === undefined || count === 0
        ? 0
        : corrected * shop.corrected(row) * drawWorth(shop.worth, known, count, random);
    shops.forEach((shop, draw) => {
      const count = drawOrders(shop.orders, history, shop.horizon, random);
      const worth = drawnValue(shop, count);
      drawn.orders[draw] = count;
      drawn.value[draw] = worth;
      totals.orders[draw]! += count;
      totals.value[draw]! += worth;
      if (count === 0) none[row]! += 1 / drawCount;
    });
    [orders.low[row], orders.high[row]] = endsOf(drawn.orders, level);
    [value.low[row], value.high[row]] = endsOf(drawn.value, level);
  }
  const spanOf = (means: Float64Array, drawnTotals: Float64Array): Span => {
    const [low, high] = endsOf(drawnTotals, level);
    return { mean: means.reduce((sum, mean) => sum + mean, 0), low, high };
  };
  return {
    isHere,
    orders,
    value,
    none,
    totalOrders: spanOf(orders.mean, totals.orders),
    totalValue: spanOf(value.mean, totals.value),
  };
}

const expected = (n: number): Expected => ({
  mean: new Float64Array(n),
  low: new Float64Array(n),
  high: new Float64Array(n),
});

/** Sorts the values. */
function endsOf(values: Float64Array, level: number): readonly [number, number] {
  values.sort();
  const tail = (1 - level) / 2;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}
