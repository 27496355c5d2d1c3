import type { Share } from '../domain/quality.ts';
import { betaBinomialTail, chiSquareTail } from '../math/distributions.ts';

/**
 * Probability of a share at least so far from the one before, on its side of it, by chance; both sides are counted.
 *
 * The events of one person are alike, so both counts are divided by the design effect: how much more the share varies
 * among people than independent events would (Rao & Scott 1992, "A simple method for the analysis of clustered binary
 * data"). What was counted before then lets one expect today's by a beta-binomial with Jeffreys' prior, which is right
 * for shares of nearly 0 and nearly 1, too, where a two-proportion z-test is not.
 *
 * @returns 1 where nothing was counted on one of the days.
 */
export function shareShift(today: Share, before: Share): number {
  if (today.of === 0 || before.of === 0) return 1;
  const effect = Math.max(designEffect(before), designEffect(today));
  const [count, of, countBefore, ofBefore] = [today.count, today.of, before.count, before.of].map((n) => n / effect);
  const isMore = count! / of! >= countBefore! / ofBefore!;
  const [extreme, before0] = isMore ? [count!, countBefore!] : [of! - count!, ofBefore! - countBefore!];
  return Math.min(1, 2 * betaBinomialTail(extreme, of!, before0 + 0.5, ofBefore! - before0 + 0.5));
}

/** Variance of a share among people, over that of as many independent events; at least 1. */
export function designEffect({ count, of, countSquares, products, ofSquares }: Share): number {
  const share = count / of;
  if (!(share > 0 && share < 1)) return 1;
  const squares = countSquares - 2 * share * products + share * share * ofSquares;
  return Math.max(1, squares / (of * share * (1 - share)));
}

/** How far a distribution of numbers lies from the one before. */
export interface DistributionShift {
  /**
   * Population stability index: Σ (today − before) · ln(today / before) over some ten bins of the same mass before.
   * By custom less than 0.1 is stable, and more than 0.25 another population (Siddiqi 2006, "Credit Risk Scorecards").
   */
  readonly index: number;
  /** Of an index so large by chance, as the index over (1/n + 1/m) is chi-square (Yurdakul 2018). */
  readonly probability: number;
}

/** Counts by bin, and the number of people who sent them: a person's numbers are alike, so people are counted. */
export interface BinnedNumbers {
  readonly bins: Readonly<Record<string, number>>;
  readonly people: number;
}

const BIN_COUNT = 10;
/** Of fewer people, bins of a tenth are mostly empty. */
const MIN_PEOPLE = 20;

/** undefined where too few people sent numbers on one of the days. */
export function distributionShift(today: BinnedNumbers, before: BinnedNumbers): DistributionShift | undefined {
  if (today.people < MIN_PEOPLE || before.people < MIN_PEOPLE) return undefined;
  const joint = jointBins(today.bins, before.bins);
  if (joint.length < 2) return undefined;
  const [sum, sumBefore] = [0, 1].map((side) => joint.reduce((total, pair) => total + pair[side]!, 0));
  if (sum === 0 || sumBefore === 0) return undefined;
  // Half a person in each bin, so that an empty one is no infinity.
  const share = (count: number, total: number, people: number) =>
    (count * (people / total) + 0.5) / (people + 0.5 * joint.length);
  const index = joint.reduce((total, [count, countBefore]) => {
    const [now, then] = [share(count, sum!, today.people), share(countBefore, sumBefore!, before.people)];
    return total + (now - then) * Math.log(now / then);
  }, 0);
  const scale = 1 / today.people + 1 / before.people;
  return { index, probability: chiSquareTail(index / scale, joint.length - 1) };
}

/** Neighbouring bins together until each holds a tenth of what was before, or of today. */
function jointBins(
  today: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): readonly (readonly [today: number, before: number])[] {
  const total = (bins: Readonly<Record<string, number>>) => Object.values(bins).reduce((sum, count) => sum + count, 0);
  const [enough, enoughToday] = [total(before) / BIN_COUNT, total(today) / BIN_COUNT];
  const order = [...new Set([...Object.keys(today), ...Object.keys(before)])].sort((a, b) => Number(a) - Number(b));
  const joint: [number, number][] = [];
  let [now, then] = [0, 0];
  for (const bin of order) {
    now += today[bin] ?? 0;
    then += before[bin] ?? 0;
    if (then < enough && now < enoughToday) continue;
    joint.push([now, then]);
    [now, then] = [0, 0];
  }
  if (now + then > 0) joint.push([now, then]);
  return joint;
}
