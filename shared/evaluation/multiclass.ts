import { binsOfEqualWidth, expectedCalibrationError, type ForeseenRows } from './calibration-errors.ts';
import type { Classified } from './classification.ts';
import { averagePrecision, rocArea } from './classification-curves.ts';

/** n rows of several classes, and how probable a method held each class of each. */
export interface ForeseenClasses {
  /** (n): in [0, classCount). */
  readonly labels: Int32Array;
  /** (n, classCount), row by row; each row sums to 1. */
  readonly probabilities: Float64Array;
  readonly classCount: number;
}

/** One row a row and class: whether it is of it, and how probable that was held. */
export const oneAgainstRest = ({ labels, probabilities, classCount }: ForeseenClasses): ForeseenRows => ({
  isPositive: Uint8Array.from(probabilities, (_, at) =>
    labels[Math.floor(at / classCount)] === at % classCount ? 1 : 0,
  ),
  probabilities,
});

/**
 * Figures of a classifier of several classes: areas, precision, recall and F1 as means over the classes, each against
 * all others, where the likeliest class is what is foreseen; the Brier score as the sum over classes, 0 to 2; the
 * calibration error of the likeliest class.
 *
 * Sources: Sokolova & Lapalme (2009), "A systematic analysis of performance measures for classification tasks", on
 * means over classes; Brier (1950); Guo et al. (2017), "On calibration of modern neural networks".
 */
export function multiclassFigures(rows: ForeseenClasses): Classified {
  const { labels, probabilities, classCount } = rows;
  const n = labels.length;
  const likeliest = Int32Array.from(labels, (_, row) => {
    const ofRow = probabilities.subarray(row * classCount, (row + 1) * classCount);
    return ofRow.indexOf(ofRow.reduce((a, b) => Math.max(a, b)));
  });
  const classes = Array.from({ length: classCount }, (_, one) => {
    const isPositive = Uint8Array.from(labels, (label) => (label === one ? 1 : 0));
    const scores = Float64Array.from(labels, (_label, row) => probabilities[row * classCount + one]!);
    const foreseen = likeliest.filter((label) => label === one).length;
    const positives = isPositive.reduce((sum, is) => sum + is, 0);
    const found = likeliest.filter((label, row) => label === one && labels[row] === one).length;
    return {
      auc: rocArea({ isPositive, scores }),
      averagePrecision: averagePrecision({ isPositive, scores }),
      precision: foreseen === 0 ? null : found / foreseen,
      recall: positives === 0 ? null : found / positives,
      f1: foreseen + positives === 0 ? null : (2 * found) / (foreseen + positives),
    };
  });
  const meanOf = (figure: keyof (typeof classes)[number]): number | null => {
    const values = classes.flatMap((one) => one[figure] ?? []);
    return values.length < classCount ? null : values.reduce((sum, value) => sum + value, 0) / classCount;
  };
  const against = oneAgainstRest(rows);
  const isRight = Uint8Array.from(labels, (label, row) => (label === likeliest[row] ? 1 : 0));
  const sure = Float64Array.from(labels, (_, row) => probabilities[row * classCount + likeliest[row]!]!);
  const over = (sum: number): number | null => (n === 0 ? null : sum / n);
  const figures = {
    auc: meanOf('auc'),
    averagePrecision: meanOf('averagePrecision'),
    logLoss: over(
      labels.reduce((sum, label, row) => sum - Math.log(Math.max(1e-15, probabilities[row * classCount + label]!)), 0),
    ),
    brier: over(probabilities.reduce((sum, p, at) => sum + (p - against.isPositive[at]!) ** 2, 0)),
    ece: expectedCalibrationError(binsOfEqualWidth({ isPositive: isRight, probabilities: sure })),
    eceEqualCount: null,
    accuracy: over(isRight.reduce((sum, right) => sum + right, 0)),
    precision: meanOf('precision'),
    recall: meanOf('recall'),
    f1: meanOf('f1'),
  };
  const reasonOf = (figure: string): string => {
    if (n === 0) return 'there is no row';
    if (figure === 'eceEqualCount') return 'of two classes alone';
    return figure === 'precision' ? 'a class is never foreseen' : 'a class has no row, or all rows';
  };
  const nulls = Object.entries(figures).filter(([, value]) => value === null);
  return { figures, reasons: Object.fromEntries(nulls.map(([name]) => [name, reasonOf(name)])) };
}
