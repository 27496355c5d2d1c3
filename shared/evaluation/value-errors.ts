import { orderOf } from '../math/order-of.ts';
import { rankCorrelation } from '../math/rank-correlation.ts';

/** How well a value of each person was foreseen; null where it has no meaning. */
export interface ValueErrors {
  /** Spearman's correlation of foreseen and actual. */
  readonly spearman: number | null;
  /** Foreseen total as a share of the actual one. */
  readonly totalRatio: number | null;
  /** Over tenths of the people by what was foreseen: Σ |foreseen − actual| as a share of the actual total. */
  readonly calibrationError: number | null;
  /** Mean absolute error a person. */
  readonly mae: number | null;
  /** Share of all actual value that the tenth foreseen highest had. */
  readonly topTenthShare: number | null;
}

/** Of people by what was foreseen, lowest first. */
export interface Tenth {
  readonly people: number;
  readonly foreseen: number;
  readonly actual: number;
}

export const TENTHS = 10;

/** Means of tenths of the people, by what was foreseen of them, or of fewer parts; of fewer people as many as there are. */
export function tenthsOf(foreseen: Float64Array, actual: Float64Array, most = TENTHS): readonly Tenth[] {
  const order = orderOf(foreseen);
  const parts = Math.min(most, order.length);
  return Array.from({ length: parts }, (_, part) => {
    const rows = order.subarray(
      Math.floor((part * order.length) / parts),
      Math.floor(((part + 1) * order.length) / parts),
    );
    const meanOf = (values: Float64Array) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    return { people: rows.length, foreseen: meanOf(foreseen), actual: meanOf(actual) };
  });
}

/** @throws RangeError when lengths differ. */
export function valueErrors(foreseen: Float64Array, actual: Float64Array): ValueErrors {
  const n = actual.length;
  const spearman = rankCorrelation(foreseen, actual) ?? null;
  const total = actual.reduce((sum, value) => sum + value, 0);
  const tenths = tenthsOf(foreseen, actual);
  const apart = tenths.reduce((sum, tenth) => sum + tenth.people * Math.abs(tenth.foreseen - tenth.actual), 0);
  const top = tenths.at(-1);
  const absolute = foreseen.reduce((sum, value, row) => sum + Math.abs(value - actual[row]!), 0);
  const ofTotal = (value: number) => (total > 0 ? value / total : null);
  return {
    spearman,
    totalRatio: ofTotal(foreseen.reduce((sum, value) => sum + value, 0)),
    calibrationError: ofTotal(apart),
    mae: n > 0 ? absolute / n : null,
    topTenthShare: top === undefined ? null : ofTotal(top.people * top.actual),
  };
}

/** Intervals of values that are 0 with a probability of their own and else anything above. */
export interface ValueIntervals {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Probability of 0. */
  readonly none: Float64Array;
  readonly level: number;
}

/**
 * Share of people whose value lies in the interval; `level` where the intervals are honest. An interval that ends at 0
 * takes in all who have 0 and so holds too often: of these it counts the part of their probability that lies between
 * the quantiles. Null of nobody.
 *
 * Source: the randomised probability integral transform, Czado, Gneiting & Held (2009), "Predictive Model Assessment
 * for Count Data", Biometrics 65(4), in expectation.
 */
export function intervalCoverage({ low, high, none, level }: ValueIntervals, actual: Float64Array): number | null {
  if (actual.length === 0) return null;
  const [from, to] = [(1 - level) / 2, (1 + level) / 2];
  let inside = 0;
  actual.forEach((value, row) => {
    if (value > 0) inside += value >= low[row]! && value <= high[row]! && high[row]! > 0 ? 1 : 0;
    else if (none[row]! > from) inside += (Math.min(none[row]!, to) - from) / none[row]!;
  });
  return inside / actual.length;
}
