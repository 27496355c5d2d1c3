import type { OperatingPoint } from '../domain/model-card.ts';
import { type ScoredRows, stepsOf } from './classification-curves.ts';

/** Of a curve; more are not told apart on a screen. */
const MOST_POINTS = 100;

/**
 * What comes of taking every row that scores at least so high, from none to all: the points of the ROC, the
 * precision-recall and the gain curve alike. Neighbours are so far apart that no point tells of fewer rows than asked.
 * None unless there are rows of both kinds. O(n).
 *
 * @param least - rows between a point and the next, at least 1.
 */
export function operatingPoints(rows: ScoredRows, least = 1): readonly OperatingPoint[] {
  const steps = stepsOf(rows);
  const n = rows.scores.length;
  const positives = rows.isPositive.reduce((sum, one) => sum + one, 0);
  if (positives === 0 || positives === n) return [];
  const apart = Math.max(least, n / MOST_POINTS);
  const points: { seen: number; found: number }[] = [{ seen: 0, found: 0 }];
  let [seen, found] = [0, 0];
  for (const step of steps) {
    seen += step.positives + step.negatives;
    found += step.positives;
    if (seen === n && n - points.at(-1)!.seen < apart && points.length > 1) points.pop();
    if (seen === n || seen - points.at(-1)!.seen >= apart) points.push({ seen, found });
  }
  return points.map((point) => ({
    taken: point.seen / n,
    recall: point.found / positives,
    falsePositives: (point.seen - point.found) / (n - positives),
    precision: point.seen === 0 ? null : point.found / point.seen,
  }));
}
