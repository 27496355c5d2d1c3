import type { MetricBreak } from '../domain/quality.ts';

/** Days before the judged one that are looked at: eight weeks for the weekdays, and four before for their level. */
export const BREAK_DAYS = 84;
/** Three weeks tell a week's shape; with less nothing is judged. */
const MIN_DAYS = 28;
const LEVEL_DAYS = 28;
const WEEK = 7;
/** Of a normal variable, one day in some million; totals of shops have heavier tails. */
const MAX_DEVIATIONS = 5;
/** Median absolute deviation to standard deviation, of a normal variable. */
const MAD_TO_DEVIATION = 1.4826;
/** Chance alone spreads the square root of a count by a half (Bartlett 1936). */
const LEAST_DEVIATION = 0.5;
/** A shop does not keep steadier than this share of its level. */
const LEAST_SHARE = 0.03;

/**
 * Whether the last of some daily totals breaks with the days before. Totals are looked at as square roots, which makes
 * the spread of counts the same at every level; what is expected is the median of the last four weeks plus the
 * weekday's median distance from its own last four weeks; the spread is the median absolute deviation of the days so
 * expected. Medians keep a former break from hiding the next one.
 *
 * @param totals - one a day, oldest first, ≥ 0; the last one is judged. @returns undefined for fewer than 29 days.
 */
export function dayBreak(
  totals: readonly number[],
): (Pick<MetricBreak, 'value' | 'expected' | 'deviations'> & { readonly isBreak: boolean }) | undefined {
  const days = totals.slice(-1 - BREAK_DAYS).map(Math.sqrt);
  const today = days.length - 1;
  if (today < MIN_DAYS) return undefined;
  const levels = days.map((_, day) => median(days.slice(Math.max(0, day - LEVEL_DAYS), Math.max(1, day))));
  const distance = (day: number) => days[day]! - levels[day]!;
  const past = Array.from({ length: today - WEEK }, (_, i) => i + WEEK);
  const ofWeekday = (weekday: number) => median(past.filter((day) => day % WEEK === weekday).map(distance));
  const weekdays = Array.from({ length: WEEK }, (_, weekday) => ofWeekday(weekday));
  const expected = (day: number) => Math.max(0, levels[day]! + weekdays[day % WEEK]!);
  const spread = MAD_TO_DEVIATION * median(past.map((day) => Math.abs(days[day]! - expected(day))));
  const deviation = Math.max(spread, LEAST_DEVIATION, LEAST_SHARE * levels[today]!);
  const deviations = (days[today]! - expected(today)) / deviation;
  return {
    value: totals.at(-1)!,
    expected: expected(today) ** 2,
    deviations,
    isBreak: Math.abs(deviations) > MAX_DEVIATIONS,
  };
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const ordered = values.toSorted((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
}
