import { describe, expect, it } from 'vitest';
import {
  type DenseRows,
  fitLogisticRegression,
  logisticContributions,
  logisticScores,
} from '../../shared/learning/logistic-regression.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const rowsOf = (rows: readonly (readonly number[])[]): DenseRows => ({
  values: Float64Array.from(rows.flat()),
  width: rows[0]!.length,
});

/** Two hundred rows by arithmetic alone, on three very different scales, so that another program can make them too. */
const PLAIN = Array.from({ length: 200 }, (_, i) => [
  ((i * 37) % 101) / 10,
  1000 * (((i * 53) % 89) / 89 - 0.3),
  (i * i) % 7,
]);
const LABELS = Uint8Array.from(PLAIN, ([a, b, c], i) =>
  -1 + 0.3 * a! - 0.004 * b! + (c! > 3 ? 0.2 : 0) - (0.3 * (((i * 29) % 11) - 5)) / 2 > 0 ? 1 : 0,
);
const NO_WEIGHTS = [1, 1] as const;

describe('logistic regression', () => {
  /** scikit-learn 1.9.1: LogisticRegression(C, class_weight) on StandardScaler's columns, taken back to their scales. */
  it.each([
    {
      ridge: 1,
      classWeights: NO_WEIGHTS,
      coefficients: [0.6983725294327543, -0.010035316299033335, 0.15113847812328968],
      intercept: -2.518321844670739,
    },
    {
      ridge: 10,
      classWeights: [1, 3] as const,
      coefficients: [0.40566674322641616, -0.006293020912343523, 0.10554007993393429],
      intercept: -0.6036574315481253,
    },
  ])('has the coefficients of scikit-learn 1.9.1 at a ridge of $ridge', ({ coefficients, intercept, ...settings }) => {
    const model = fitLogisticRegression(rowsOf(PLAIN), LABELS, settings);
    coefficients.forEach((value, j) => {
      expect(Math.abs(model.coefficients[j]! / value - 1)).toBeLessThan(1e-7);
    });
    expect(model.intercept).toBeCloseTo(intercept, 7);
  });

  it('explains a score by contributions that sum to it', () => {
    const rows = rowsOf(PLAIN);
    const model = fitLogisticRegression(rows, LABELS, { ridge: 1, classWeights: NO_WEIGHTS });
    const scores = logisticScores(model, rows);
    for (const row of [0, 17, 199]) {
      const { base, contributions } = logisticContributions(model, Float64Array.from(PLAIN[row]!));
      expect(contributions.reduce((sum, one) => sum + one, base)).toBeCloseTo(scores[row]!, 10);
    }
  });

  it('finds planted coefficients', () => {
    const random = seededRandom(5);
    const rows = Array.from({ length: 20_000 }, () => [drawNormal(random), drawNormal(random)]);
    const isPositive = Uint8Array.from(rows, ([a, b]) => (random() < logistic(-1 + 0.8 * a! - 0.5 * b!) ? 1 : 0));
    const model = fitLogisticRegression(rowsOf(rows), isPositive, { ridge: 1e-3, classWeights: NO_WEIGHTS });
    // Four standard errors of such a coefficient are about .08 at 20,000 rows.
    expect(Math.abs(model.intercept + 1)).toBeLessThan(0.08);
    expect(Math.abs(model.coefficients[0]! - 0.8)).toBeLessThan(0.08);
    expect(Math.abs(model.coefficients[1]! + 0.5)).toBeLessThan(0.08);
  });

  it('holds out where columns say all, nothing, or the same', () => {
    const rows = rowsOf([
      [0, 7, 0],
      [1, 7, 1],
      [2, 7, 2],
      [3, 7, 3],
    ]);
    const model = fitLogisticRegression(rows, Uint8Array.of(0, 0, 1, 1), { ridge: 1e-6, classWeights: NO_WEIGHTS });
    expect(model.coefficients[1]).toBe(0);
    expect(model.coefficients[0]).toBeCloseTo(model.coefficients[2]!, 6);
    expect([...logisticScores(model, rows)].map((score) => score > 0)).toEqual([false, false, true, true]);
    const alike = fitLogisticRegression(rows, Uint8Array.of(1, 1, 1, 1), { ridge: 1, classWeights: NO_WEIGHTS });
    expect(logisticScores(alike, rows)[0]).toBeCloseTo(Math.log(4.5 / 0.5), 12);
  });

  it('finds the same coefficients beside hundreds of columns that say nothing', () => {
    const settings = { ridge: 2, classWeights: NO_WEIGHTS };
    const narrow = fitLogisticRegression(rowsOf(PLAIN), LABELS, settings);
    const wide = fitLogisticRegression(rowsOf(PLAIN.map((row) => [...row, ...Array(400).fill(7)])), LABELS, settings);
    for (const [j, beta] of narrow.coefficients.entries())
      expect(Math.abs(wide.coefficients[j]! / beta - 1)).toBeLessThan(1e-6);
    expect(wide.intercept).toBeCloseTo(narrow.intercept, 6);
  });

  it('refuses what it cannot be fitted on', () => {
    const fitting =
      (rows: DenseRows, labels: readonly number[], ridge = 1, weight = 1) =>
      () =>
        fitLogisticRegression(rows, Uint8Array.from(labels), { ridge, classWeights: [1, weight] });
    expect(fitting(rowsOf([[1]]), [])).toThrow('at least one row');
    expect(fitting(rowsOf([[1]]), [0, 1])).toThrow('values: want 2 rows of 1, got 1 numbers');
    expect(fitting(rowsOf([[1]]), [2])).toThrow('isPositive[0]');
    expect(fitting(rowsOf([[1]]), [1], 0)).toThrow('ridge: want a number above 0, got 0');
    expect(fitting(rowsOf([[1]]), [1], 1, -1)).toThrow('classWeights');
    expect(fitting(rowsOf([[Number.NaN]]), [1])).toThrow('finite');
  });
});
