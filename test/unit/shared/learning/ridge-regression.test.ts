import { describe, expect, it } from 'vitest';
import { treeScores } from '../../../../shared/learning/boosted-trees.ts';
import { fitRegressionTrees } from '../../../../shared/learning/regression-trees.ts';
import { fitRidgeRegression, ridgeValues } from '../../../../shared/learning/ridge-regression.ts';
import { drawNormal, seededRandom } from '../../../../shared/math/random.ts';

const random = seededRandom(1);
const n = 400;
const values = Float64Array.from({ length: 3 * n }, () => drawNormal(random));
const ones = new Float64Array(n).fill(1);
const x = (row: number, column: number) => values[3 * row + column]!;

describe('ridge regression', () => {
  it('finds planted weights within its standard errors, of the ridge that foresees best', () => {
    const targets = Float64Array.from(
      { length: n },
      (_, row) => 1 + 2 * x(row, 0) - x(row, 1) + 0.5 * drawNormal(random),
    );
    const model = fitRidgeRegression({ values, width: 3 }, { targets, weights: ones }, [0.1, 1e5]);
    expect(model.ridge).toBe(0.1);
    const error = 4 * (0.5 / Math.sqrt(n));
    [2, -1, 0].forEach((weight, j) => {
      expect(Math.abs(model.coefficients[j]! - weight)).toBeLessThan(error);
    });
    expect(Math.abs(model.intercept - 1)).toBeLessThan(error);
  });

  it('says the weighted mean where columns tell nothing, and nothing of rows of weight 0', () => {
    const targets = Float64Array.from({ length: n }, (_, row) => (row % 4 === 0 ? 8 : 0));
    const weights = ones.map((_, row) => (row % 4 === 0 ? 0 : 1));
    const model = fitRidgeRegression({ values, width: 3 }, { targets, weights }, [1]);
    expect(Math.max(...ridgeValues(model, { values, width: 3 }).map(Math.abs))).toBeLessThan(1e-9);
    const flat = fitRidgeRegression(
      { values: new Float64Array(n).fill(5), width: 1 },
      { targets, weights: ones },
      [1, 2],
    );
    expect(flat.coefficients[0]).toBe(0);
    expect(flat.intercept).toBeCloseTo(2, 9);
  });

  it('refuses what makes no sense, naming it', () => {
    const fitted =
      (ridge: number, targets = ones) =>
      () =>
        fitRidgeRegression({ values, width: 3 }, { targets, weights: ones }, [ridge]);
    expect(fitted(0)).toThrow('ridges: want numbers above 0, got 0');
    expect(fitted(1, ones.with(0, Number.NaN))).toThrow('targets: want finite numbers');
    expect(fitted(1, new Float64Array(2))).toThrow('want 2 rows of 3');
  });
});

describe('regression trees', () => {
  const table = {
    rowCount: n,
    columns: [0, 1].map((c) => ({
      kind: 'number' as const,
      values: Float64Array.from({ length: n }, (_, row) => x(row, c)),
    })),
  };
  const settings = {
    treeCount: 60,
    learningRate: 0.2,
    maxLeaves: 4,
    minRows: 5,
    l2: 0,
    rowShare: 0.7,
    maxBins: 63,
    seed: 1,
  };

  it('learn a step that no line tells, by the rows that count', () => {
    const targets = Float64Array.from({ length: n }, (_, row) => (x(row, 0) * x(row, 1) > 0 ? 3 : -1));
    const told = treeScores(fitRegressionTrees(table, { targets, weights: ones }, settings), table);
    const error = told.reduce((sum, value, row) => sum + (value - targets[row]!) ** 2, 0) / n;
    expect(error).toBeLessThan(0.1 * 4); // the targets’ variance is 4
    const weights = ones.map((_, row) => (targets[row] === 3 ? 1 : 0));
    expect(
      treeScores(fitRegressionTrees(table, { targets, weights }, settings), table).every((v) => Math.abs(v - 3) < 1e-9),
    ).toBe(true);
  });

  it('refuse settings that make no sense, naming them', () => {
    const grown = (change: object) => () =>
      fitRegressionTrees(table, { targets: ones, weights: ones }, { ...settings, ...change });
    expect(grown({ rowShare: 0 })).toThrow('rowShare: want a number in (0, 1], got 0');
    expect(grown({ learningRate: 2 })).toThrow('learningRate: want a number in (0, 1], got 2');
  });
});
