import {
  binsOfEqualCount,
  binsOfEqualWidth,
  brierScore,
  expectedCalibrationError,
  type ForeseenRows,
  meanLogLoss,
} from './calibration-errors.ts';
import { averagePrecision, rocArea } from './classification-curves.ts';

/** How well rows of two kinds are told apart; a figure is null where it has no meaning. */
export interface ClassificationFigures {
  /** Area under the ROC curve; .5 by chance. */
  readonly auc: number | null;
  /** Area under the precision-recall curve by steps; the share of positive rows by chance. */
  readonly averagePrecision: number | null;
  /** Nats. */
  readonly logLoss: number | null;
  readonly brier: number | null;
  /** Calibration error over ten bins of equal width. */
  readonly ece: number | null;
  /** The same over ten bins of equally many rows. */
  readonly eceEqualCount: number | null;
  /** Share of rows that the threshold puts on their side. */
  readonly accuracy: number | null;
  /** Positive rows among those at or above the threshold. */
  readonly precision: number | null;
  /** Rows at or above the threshold among the positive ones. */
  readonly recall: number | null;
  /** 2 × true positives / (rows at or above the threshold + positive rows). */
  readonly f1: number | null;
}

export interface Classified {
  readonly figures: ClassificationFigures;
  /** Why a figure is null, by its name. */
  readonly reasons: Readonly<Record<string, string>>;
}

/**
 * @param threshold - in [0, 1]: rows held to be at least as probable count as foreseen to be positive.
 * @throws RangeError when lengths differ or a probability is outside [0, 1].
 */
export function classificationFigures(rows: ForeseenRows, threshold: number): Classified {
  checkRows(rows);
  const { accuracy, precision, recall, f1 } = decisionsOf(rows, threshold);
  const scored = { isPositive: rows.isPositive, scores: rows.probabilities };
  const figures = {
    auc: rocArea(scored),
    averagePrecision: averagePrecision(scored),
    logLoss: meanLogLoss(rows),
    brier: brierScore(rows),
    ece: expectedCalibrationError(binsOfEqualWidth(rows)),
    eceEqualCount: expectedCalibrationError(binsOfEqualCount(rows)),
    accuracy,
    precision,
    recall,
    f1,
  };
  const undefinedOnes = Object.entries(figures).filter(([, value]) => value === null);
  return { figures, reasons: Object.fromEntries(undefinedOnes.map(([name]) => [name, reasonOf(name, rows)])) };
}

function decisionsOf({ isPositive, probabilities }: ForeseenRows, threshold: number) {
  const n = probabilities.length;
  let [found, foreseen, positives] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const isForeseen = probabilities[i]! >= threshold ? 1 : 0;
    found += isForeseen & isPositive[i]!;
    foreseen += isForeseen;
    positives += isPositive[i]!;
  }
  const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    accuracy: ratio(n - foreseen - positives + 2 * found, n),
    precision: ratio(found, foreseen),
    recall: ratio(found, positives),
    f1: ratio(2 * found, foreseen + positives),
  };
}

function reasonOf(figure: string, { isPositive }: ForeseenRows): string {
  if (isPositive.length === 0) return 'there is no row';
  if (figure === 'precision') return 'no row is foreseen to be positive';
  if (figure === 'f1') return 'no row is positive or foreseen to be';
  return isPositive.includes(1) ? 'all rows are positive' : 'no row is positive';
}

function checkRows({ isPositive, probabilities }: ForeseenRows): void {
  if (isPositive.length !== probabilities.length)
    throw new RangeError(`probabilities: want ${isPositive.length}, one a row, got ${probabilities.length}`);
  const wrong = probabilities.findIndex((probability) => !(probability >= 0 && probability <= 1));
  if (wrong >= 0) throw new RangeError(`probabilities[${wrong}] = ${probabilities[wrong]} is outside [0, 1]`);
}
