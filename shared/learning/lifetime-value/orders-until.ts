import type { Spending } from './gamma-gamma.ts';
import type { OrderHistories } from './order-histories.ts';

/** What people ordered, person by person. A day is a whole number, and an order all that a person bought on one day. */
export interface OrderBook {
  /** Of person u: orders offsets[u] to offsets[u + 1] − 1, at least one, days ascending. */
  readonly offsets: Int32Array;
  readonly days: Int32Array;
  /** What each was worth, ≥ 0. */
  readonly values: Float64Array;
}

/** @param people - what each ordered, by day: at least one. */
export function orderBookOf(people: Iterable<ReadonlyMap<number, number>>): OrderBook {
  const offsets = [0];
  const days: number[] = [];
  const values: number[] = [];
  for (const ordered of people) {
    for (const [day, value] of [...ordered].sort(([a], [b]) => a - b)) {
      days.push(day);
      values.push(value);
    }
    offsets.push(days.length);
  }
  return { offsets: Int32Array.from(offsets), days: Int32Array.from(days), values: Float64Array.from(values) };
}

/** What is known at the end of a day of those who had ordered by then. */
export interface OrdersUntil {
  /** Their numbers in the book. */
  readonly people: Int32Array;
  /** In weeks. */
  readonly histories: OrderHistories;
  /** Of orders after the first, as the papers have it; of whom they are worth nothing, nothing is known. */
  readonly repeatSpending: Spending;
  /** Of all orders, the first included: of who came once it is all that is known. */
  readonly spending: Spending;
  /** What each has spent. */
  readonly totals: Float64Array;
}

const DAYS_OF_WEEK = 7;

export function ordersUntil({ offsets, days, values }: OrderBook, until: number): OrdersUntil {
  const people = Int32Array.from(
    [...offsets.keys()].filter((u) => u + 1 < offsets.length && days[offsets[u]!]! <= until),
  );
  const n = people.length;
  const histories = { repeats: new Int32Array(n), newest: new Float64Array(n), watched: new Float64Array(n) };
  const [totals, repeatTotals] = [new Float64Array(n), new Float64Array(n)];
  people.forEach((u, row) => {
    const first = offsets[u]!;
    let end = first;
    while (end < offsets[u + 1]! && days[end]! <= until) totals[row]! += values[end++]!;
    histories.repeats[row] = end - first - 1;
    histories.newest[row] = (days[end - 1]! - days[first]!) / DAYS_OF_WEEK;
    histories.watched[row] = (until - days[first]!) / DAYS_OF_WEEK;
    for (let at = first + 1; at < end; at++) repeatTotals[row]! += values[at]!;
  });
  const orders = histories.repeats.map((repeats) => repeats + 1);
  return {
    people,
    histories,
    repeatSpending: spendingOf(histories.repeats, repeatTotals),
    spending: spendingOf(orders, totals),
    totals,
  };
}

const spendingOf = (orders: Int32Array, totals: Float64Array): Spending => ({
  orders: orders.map((count, row) => (totals[row]! > 0 ? count : 0)),
  mean: totals.map((total, row) => (total > 0 ? total / orders[row]! : 0)),
});

/** Orders and what they were worth, of each of the people, after one day and up to another. */
export function ordersWithin(
  { offsets, days, values }: OrderBook,
  people: Int32Array,
  after: number,
  until: number,
): { readonly orders: Float64Array; readonly values: Float64Array } {
  const [orders, worth] = [new Float64Array(people.length), new Float64Array(people.length)];
  people.forEach((u, row) => {
    for (let at = offsets[u]!; at < offsets[u + 1]!; at++) {
      if (days[at]! <= after || days[at]! > until) continue;
      orders[row]!++;
      worth[row]! += values[at]!;
    }
  });
  return { orders, values: worth };
}
