import { describe, expect, it } from 'vitest';
import { designRows, fitDesign } from '../../shared/learning/design-matrix.ts';
import type { FeatureTable } from '../../shared/learning/feature-columns.ts';
import { fitScoreStack, stackedScores } from '../../shared/learning/score-stack.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

describe('a stack of scores', () => {
  const random = seededRandom(1);
  const truth = Float64Array.from({ length: 8000 }, () => drawNormal(random));
  const other = truth.map(() => drawNormal(random));
  const isPositive = Uint8Array.from(truth, (score, row) => (random() < logistic(score + 0.5 * other[row]!) ? 1 : 0));

  it('finds what each method should count', () => {
    const { weights, intercept } = fitScoreStack([truth, other], isPositive);
    // The standard error of such a weight is about .03.
    expect(Math.abs(weights[0]! - 1)).toBeLessThan(0.12);
    expect(Math.abs(weights[1]! - 0.5)).toBeLessThan(0.12);
    expect(Math.abs(intercept)).toBeLessThan(0.12);
  });

  it('leaves out a method that says the opposite', () => {
    const against = other.map((score) => -score);
    const stack = fitScoreStack([truth, against], isPositive);
    expect(stack.weights[1]).toBe(0);
    expect(stack.weights[0]).toBeGreaterThan(0.8);
    expect(stackedScores(stack, [Float64Array.of(2), Float64Array.of(50)])[0]).toBeCloseTo(
      stack.intercept + 2 * stack.weights[0]!,
      12,
    );
  });
});

describe('the design of a linear model', () => {
  const values = (...numbers: readonly number[]): FeatureTable['columns'][number] => ({
    kind: 'number',
    values: Float64Array.from(numbers),
  });

  it('tells a line, its bends and what is missing', () => {
    const ramp = Array.from({ length: 101 }, (_, i) => i - 50.5);
    const table = { rowCount: 102, columns: [values(...ramp, Number.NaN)] };
    const design = fitDesign(table);
    const { values: rows, width } = designRows(design, table);
    expect(width).toBe(1 + 5 + 1);
    expect([...rows.subarray(0, width)]).toEqual([-50.5, 0, 0, 0, 0, 0, 0]);
    expect([...rows.subarray(100 * width, 101 * width)]).toEqual([49.5, 90, 70, 50, 30, 10, 0]);
    expect([...rows.subarray(101 * width)]).toEqual([-0.5, 40, 20, 0, 0, 0, 1]);
    expect(new Set(design.sources)).toEqual(new Set([0]));
  });

  it('takes the logarithm of what is skewed and never negative', () => {
    const skewed = Array.from({ length: 60 }, (_, i) => 1.5 ** (i / 3) + 0.5);
    const table = { rowCount: 60, columns: [values(...skewed)] };
    const { values: rows, width } = designRows(fitDesign(table), table);
    const median = skewed[29]!;
    for (const row of [0, 30, 59]) expect(rows[row * width]).toBeCloseTo(Math.log1p(skewed[row]! / median), 12);
  });

  it('gives frequent categories, and values of few whole numbers, a number each', () => {
    const codes = Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : i < 35 ? 1 : i < 38 ? 2 : -1));
    const few = Array.from({ length: 40 }, (_, i) => i % 3);
    const table: FeatureTable = {
      rowCount: 40,
      columns: [{ kind: 'category', codes, categoryCount: 3 }, values(...few)],
    };
    const { values: rows, width } = designRows(fitDesign(table), table);
    // Two of the three categories are frequent; three values stand for themselves beside their line.
    expect(width).toBe(2 + 3 + 1);
    expect([...rows.subarray(0, width)]).toEqual([1, 0, 1, 0, 0, 0]);
    expect([...rows.subarray(36 * width, 37 * width)]).toEqual([0, 0, 1, 0, 0, 0]);
  });
});
