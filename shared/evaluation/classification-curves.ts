import { orderOf } from '../math/order-of.ts';

/** n rows of two kinds, and what a method said of each. */
export interface ScoredRows {
  /** (n): 1 where the row is of the kind that was to be foreseen, else 0. */
  readonly isPositive: Uint8Array;
  /** (n): higher where the row is likelier to be positive; finite. */
  readonly scores: Float64Array;
}

/**
 * Area under the ROC curve: the share of pairs, one of either kind, in which the positive row scores higher; ties count
 * half. Null unless there are rows of both kinds. O(n).
 *
 * Source: Mann & Whitney (1947); Hanley & McNeil (1982), "The meaning and use of the area under a ROC curve".
 */
export function rocArea(rows: ScoredRows): number | null {
  let [pairs, negatives, positives] = [0, 0, 0];
  for (const step of stepsOf(rows)) {
    pairs += step.negatives * (positives + step.positives / 2);
    negatives += step.negatives;
    positives += step.positives;
  }
  return negatives === 0 || positives === 0 ? null : pairs / (negatives * positives);
}

/**
 * Average precision, the area under the precision-recall curve by steps: Σ (Rₖ − Rₖ₋₁) Pₖ over thresholds from the
 * highest score down; rows of one score come in together. Null unless there is a positive row. O(n).
 *
 * Source: Davis & Goadrich (2006), "The relationship between precision-recall and ROC curves", on why not to draw
 * straight lines between the points.
 */
export function averagePrecision(rows: ScoredRows): number | null {
  let [sum, found, seen] = [0, 0, 0];
  for (const { positives, negatives } of stepsOf(rows)) {
    found += positives;
    seen += positives + negatives;
    sum += (positives * found) / seen;
  }
  return found === 0 ? null : sum / found;
}

/**
 * The area under the ROC curve with its 95 % interval by a normal approximation, kept within [0, 1]. Null unless there
 * are two rows of each kind. O(n log n).
 *
 * Source: DeLong, DeLong & Clarke-Pearson (1988), "Comparing the areas under two or more correlated receiver operating
 * characteristic curves".
 */
export function rocAreaInterval(rows: ScoredRows): { readonly low: number; readonly high: number } | null {
  const area = rocArea(rows);
  const steps = stepsOf(rows);
  const total = (of: keyof Step) => steps.reduce((sum, step) => sum + step[of], 0);
  const [positives, negatives] = [total('positives'), total('negatives')];
  if (area === null || positives < 2 || negatives < 2) return null;
  let [positivesAbove, negativesAbove, ofPositives, ofNegatives] = [0, 0, 0, 0];
  for (const step of steps) {
    const beaten = (negatives - negativesAbove - step.negatives / 2) / negatives;
    const beatenBy = (positivesAbove + step.positives / 2) / positives;
    ofPositives += step.positives * (beaten - area) ** 2;
    ofNegatives += step.negatives * (beatenBy - area) ** 2;
    positivesAbove += step.positives;
    negativesAbove += step.negatives;
  }
  const variance = ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
  const reach = NORMAL_95 * Math.sqrt(variance);
  return { low: Math.max(0, area - reach), high: Math.min(1, area + reach) };
}

/** Standard deviations that hold 95 % of a normal variable, either side. */
export const NORMAL_95 = 1.96;

/** How many rows of either kind have each score, the highest score first. */
export function stepsOf({ isPositive, scores }: ScoredRows): readonly Step[] {
  if (isPositive.length !== scores.length)
    throw new RangeError(`scores: want ${isPositive.length}, one a row, got ${scores.length}`);
  if (!scores.every(Number.isFinite)) throw new RangeError('scores: want finite numbers');
  const order = orderOf(scores);
  const steps: Step[] = [];
  for (let end = order.length; end > 0; ) {
    let start = end;
    let positives = 0;
    const score = scores[order[end - 1]!]!;
    while (start > 0 && scores[order[start - 1]!] === score) positives += isPositive[order[--start]!]!;
    steps.push({ positives, negatives: end - start - positives });
    end = start;
  }
  return steps;
}

export interface Step {
  readonly positives: number;
  readonly negatives: number;
}
