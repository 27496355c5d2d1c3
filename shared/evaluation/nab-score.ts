/** Points of a series, first to last, in which an alarm is right. */
export interface AnomalyWindow {
  readonly first: number;
  readonly last: number;
}

export interface NabScore {
  /** Up to 1 for each found window, −1 for each missed one, −0.11 at most for each false alarm. */
  readonly score: number;
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
}

const PROBATION_SHARE = 0.15;
const MAX_PROBATION = PROBATION_SHARE * 5000;
const FALSE_ALARM_WEIGHT = 0.11;

/**
 * The Numenta Anomaly Benchmark's score of one series under its standard profile: of a window the earliest alarm counts,
 * the more the earlier it is; a false alarm costs less when it comes soon after a window. Points of the probation, the
 * first 15 % (at most 750), count nothing, nor does a window that lies within it.
 *
 * Source: Lavin & Ahmad (2015), "Evaluating Real-time Anomaly Detection Algorithms", section III; where the paper leaves
 * it open (relative positions, the probation's limit) as the benchmark's `sweeper` at commit 03ef06a counts.
 *
 * @param windows - in order, none overlapping, within [0, pointCount).
 * @param alarms - points, in any order.
 */
export function nabScore(pointCount: number, windows: readonly AnomalyWindow[], alarms: readonly number[]): NabScore {
  const probation = Math.min(Math.floor(PROBATION_SHARE * pointCount), MAX_PROBATION);
  const asked = windows.filter(({ last }) => last >= probation);
  const gains = asked.map(() => -1);
  let [cost, falseAlarms] = [0, 0];
  for (const at of alarms) {
    if (at < probation) continue;
    const hit = asked.findIndex(({ first, last }) => first <= at && at <= last);
    if (hit >= 0) {
      gains[hit] = Math.max(gains[hit]!, gainWithin(asked[hit]!, at));
    } else {
      const before = windows.findLast(({ last }) => last < at);
      cost += FALSE_ALARM_WEIGHT * (before === undefined ? -1 : scaledSigmoid(positionPast(before, at)));
      falseAlarms++;
    }
  }
  const missed = gains.filter((gain) => gain === -1).length;
  return { score: gains.reduce((a, b) => a + b, cost), found: asked.length - missed, missed, falseAlarms };
}

/**
 * Scores of all series together on the scale where a detector without alarms has 0 and a perfect one 100. Null when no
 * window was asked for.
 */
export function normalisedNabScore(scores: readonly NabScore[]): number | null {
  const windows = scores.reduce((sum, { found, missed }) => sum + found + missed, 0);
  const total = scores.reduce((sum, { score }) => sum + score, 0);
  return windows === 0 ? null : (100 * (total + windows)) / (2 * windows);
}

const gainWithin = ({ first, last }: AnomalyWindow, at: number): number =>
  scaledSigmoid(-(last - at + 1) / (last - first + 1)) / scaledSigmoid(-1);

/** In widths of the window, from its end; far away after a window of one point. */
const positionPast = ({ first, last }: AnomalyWindow, at: number): number => (at - last) / (last - first);

/** From almost 1 at the window's left edge through 0 at its right one to −1. */
const scaledSigmoid = (position: number): number => (position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);
