import { describe, expect, it } from 'vitest';
import {
  binsOfEqualCount,
  binsOfEqualWidth,
  expectedCalibrationError,
} from '../../../../shared/evaluation/calibration-errors.ts';
import { classificationFigures } from '../../../../shared/evaluation/classification.ts';
import { averagePrecision, rocArea } from '../../../../shared/evaluation/classification-curves.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const rowsOf = (isPositive: readonly number[], probabilities: readonly number[]) => ({
  isPositive: Uint8Array.from(isPositive),
  probabilities: Float64Array.from(probabilities),
});

/** Sixty rows by arithmetic alone, with ties, so that another program can make them too. */
const LABELS = Array.from({ length: 60 }, (_, i) => ((i * 7919) % 13 < 4 ? 1 : 0));
const ROWS = rowsOf(
  LABELS,
  LABELS.map((label, i) => ((Math.floor(((i * 104729) % 97) / 4) * 4) / 97) * 0.7 + 0.25 * label),
);

describe('classificationFigures', () => {
  it('are those of scikit-learn 1.9.1', () => {
    const { figures, reasons } = classificationFigures(ROWS, 0.5);
    const reference = {
      auc: 0.7650834403080873,
      averagePrecision: 0.6600890920054745,
      logLoss: 0.5173676786837687,
      brier: 0.17841713164700462,
      ece: 0.13762027491408935, // by NumPy: scikit-learn has none
      accuracy: 0.7,
      precision: 0.5217391304347826,
      recall: 0.631578947368421,
      f1: 0.5714285714285714,
    };
    for (const [name, value] of Object.entries(reference))
      expect(figures[name as keyof typeof reference], name).toBeCloseTo(value, 12);
    expect(reasons).toEqual({});
  });

  it('are null, and say why, where they have no meaning', () => {
    const none = classificationFigures(rowsOf([0, 0], [0.1, 0.2]), 0.5);
    expect(none.figures).toMatchObject({ auc: null, averagePrecision: null, precision: null, recall: null, f1: null });
    expect(none.figures.accuracy).toBe(1);
    expect(none.reasons).toEqual({
      auc: 'no row is positive',
      averagePrecision: 'no row is positive',
      precision: 'no row is foreseen to be positive',
      recall: 'no row is positive',
      f1: 'no row is positive or foreseen to be',
    });
    const all = classificationFigures(rowsOf([1, 1], [0.1, 0.7]), 0.5);
    expect(all.figures).toMatchObject({ auc: null, averagePrecision: 1, precision: 1, recall: 0.5 });
    expect(all.reasons).toEqual({ auc: 'all rows are positive' });
    const empty = classificationFigures(rowsOf([], []), 0.5);
    expect(new Set(Object.values(empty.figures))).toEqual(new Set([null]));
    expect(empty.reasons['brier']).toBe('there is no row');
  });

  it('refuse what is no probability', () => {
    expect(() => classificationFigures(rowsOf([1], [1.1]), 0.5)).toThrow('probabilities[0] = 1.1 is outside [0, 1]');
    expect(() => classificationFigures(rowsOf([1], [Number.NaN]), 0.5)).toThrow(RangeError);
    expect(() => classificationFigures(rowsOf([1, 0], [1]), 0.5)).toThrow('want 2');
  });

  it('take one sure mistake for a loss that is not endless', () => {
    expect(classificationFigures(rowsOf([1], [0]), 0.5).figures.logLoss).toBeCloseTo(-Math.log(1e-15), 12);
  });
});

describe('the curves', () => {
  const random = seededRandom(3);
  const isPositive = Uint8Array.from({ length: 300 }, () => (random() < 0.3 ? 1 : 0));
  const scores = Float64Array.from(isPositive, (positive) => Math.round(20 * (random() + positive / 4)) - 10);

  it('count pairs, ties for a half', () => {
    let [won, pairs] = [0, 0];
    for (let i = 0; i < 300; i++) {
      for (let j = 0; j < 300; j++) {
        if (isPositive[i] === 0 || isPositive[j] === 1) continue;
        pairs++;
        won += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      }
    }
    expect(rocArea({ isPositive, scores })).toBeCloseTo(won / pairs, 12);
  });

  it('sum precision over what each threshold adds to recall', () => {
    const thresholds = [...new Set(scores)].toSorted((a, b) => b - a);
    const positives = isPositive.reduce((sum, one) => sum + one, 0);
    let [area, before] = [0, 0];
    for (const threshold of thresholds) {
      const shown = isPositive.filter((_, i) => scores[i]! >= threshold);
      const found = shown.reduce((sum, one) => sum + one, 0);
      area += ((found - before) / positives) * (found / shown.length);
      before = found;
    }
    expect(averagePrecision({ isPositive, scores })).toBeCloseTo(area, 12);
  });
});

describe('calibration bins', () => {
  it('hold each row once, and their means', () => {
    const rows = rowsOf([0, 1, 1, 0], [0, 0.05, 1, 0.95]);
    expect(binsOfEqualWidth(rows)).toEqual([
      { count: 2, foreseen: 0.025, observed: 0.5 },
      { count: 2, foreseen: 0.975, observed: 0.5 },
    ]);
    expect(binsOfEqualCount(rows, 2)).toEqual(binsOfEqualWidth(rows));
    expect(expectedCalibrationError(binsOfEqualWidth(rows))).toBeCloseTo(0.475, 12);
    expect(expectedCalibrationError([])).toBeNull();
  });
});
