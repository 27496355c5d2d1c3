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

/** How many rows of either kind have each score, the highest score first. */
function stepsOf({ isPositive, scores }: ScoredRows): readonly Step[] {
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

interface Step {
  readonly positives: number;
  readonly negatives: number;
}
