import { type DenseRows, fitLogisticRegression } from './logistic-regression.ts';

/** score = intercept + Σ weight · score of a method; weights are not negative. */
export interface ScoreStack {
  readonly intercept: number;
  /** (methods) */
  readonly weights: Float64Array;
}

/** Hardly any: a handful of weights on scores of one unit. */
const RIDGE = 1;

/**
 * Weighs the log odds that several methods give, by logistic regression on rows that none of them has learnt from. A
 * method whose weight would be negative is left out, the worst first.
 *
 * Sources: Wolpert (1992), "Stacked generalization"; Breiman (1996), "Stacked regressions", on weights ≥ 0.
 *
 * @param scores - (methods) of n log odds each.
 * @throws RangeError when there is no row or lengths differ.
 */
export function fitScoreStack(scores: readonly Float64Array[], isPositive: Uint8Array): ScoreStack {
  let used = scores.map((_, method) => method);
  for (;;) {
    const rows = rowsOf(used.map((method) => scores[method]!));
    const model = fitLogisticRegression(rows, isPositive, { ridge: RIDGE, classWeights: [1, 1] });
    const least = model.coefficients.reduce((a, b) => Math.min(a, b), 0);
    if (least >= 0 || used.length === 1) {
      const weights = new Float64Array(scores.length);
      used.forEach((method, at) => {
        weights[method] = Math.max(0, model.coefficients[at]!);
      });
      return { intercept: model.intercept, weights };
    }
    used = used.filter((_, at) => model.coefficients[at] !== least);
  }
}

/** (n) */
export const stackedScores = ({ intercept, weights }: ScoreStack, scores: readonly Float64Array[]): Float64Array =>
  scores[0]!.map((_, row) => scores.reduce((sum, one, method) => sum + weights[method]! * one[row]!, intercept));

function rowsOf(scores: readonly Float64Array[]): DenseRows {
  const width = scores.length;
  const values = new Float64Array(scores[0]!.length * width);
  scores.forEach((one, method) => {
    one.forEach((score, row) => {
      values[row * width + method] = score;
    });
  });
  return { values, width };
}
