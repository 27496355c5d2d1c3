import { groupedBootstrap } from '../math/grouped-bootstrap.ts';
import type { Interval } from '../math/paired-bootstrap.ts';

/** Ratings that were given, and whose they are. */
export interface GivenRatings {
  /** One number for each rating: the same for all of a person. */
  readonly people: Int32Array;
  readonly values: ArrayLike<number>;
}

/** Over ratings, in units of the scale; null where there is none. */
export interface RatingErrors {
  /** Root of the mean squared error. */
  readonly rmse: number | null;
  /** Mean absolute error. */
  readonly mae: number | null;
}

/** @param predicted - as many as ratings. */
export function ratingErrors({ values }: GivenRatings, predicted: Float64Array): RatingErrors {
  const n = predicted.length;
  if (n === 0) return { rmse: null, mae: null };
  let [squares, absolutes] = [0, 0];
  for (let i = 0; i < n; i++) {
    squares += (predicted[i]! - values[i]!) ** 2;
    absolutes += Math.abs(predicted[i]! - values[i]!);
  }
  return { rmse: Math.sqrt(squares / n), mae: absolutes / n };
}

/** How much lower an error is than another method's, each with its 95 % interval; below 0 where it is higher. */
export interface ErrorReduction {
  readonly rmse: Interval;
  readonly mae: Interval;
}

/**
 * By bootstrap over people: all ratings of a person are drawn together.
 * @param baseline - the other method's predictions of the same ratings.
 * @param random - two calls with the same numbers give the same intervals.
 * @throws RangeError when there is no rating.
 */
export function errorReduction(
  given: GivenRatings,
  predicted: Float64Array,
  baseline: Float64Array,
  random: () => number,
): ErrorReduction {
  const { counts, sums } = byPerson(given.people);
  const errorsOf = (of: Float64Array, measure: (error: number) => number) =>
    sums((i) => measure(of[i]! - given.values[i]!));
  const square = (error: number) => error * error;
  return {
    rmse: groupedBootstrap(
      [counts, errorsOf(baseline, square), errorsOf(predicted, square)],
      ([n, theirs, ours]) => Math.sqrt(theirs! / n!) - Math.sqrt(ours! / n!),
      { random },
    ),
    mae: groupedBootstrap(
      [counts, errorsOf(baseline, Math.abs), errorsOf(predicted, Math.abs)],
      ([n, theirs, ours]) => (theirs! - ours!) / n!,
      { random },
    ),
  };
}

/** Ratings a person, and sums over each person's, in the order in which people first come. */
function byPerson(people: Int32Array) {
  const places = new Map<number, number>();
  for (const person of people) if (!places.has(person)) places.set(person, places.size);
  const sums = (measure: (i: number) => number): Float64Array => {
    const totals = new Float64Array(places.size);
    people.forEach((person, i) => {
      totals[places.get(person)!]! += measure(i);
    });
    return totals;
  };
  return { counts: sums(() => 1), sums };
}
