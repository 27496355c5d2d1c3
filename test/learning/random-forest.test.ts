import { describe, expect, it } from 'vitest';
import { rowsOfTable } from '../../shared/learning/feature-columns.ts';
import { fitRandomForest, forestProbabilities } from '../../shared/learning/random-forest.ts';
import { treeContributions } from '../../shared/learning/tree-contributions.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { areaUnderCurve } from '../support/auc.ts';
import { plantedTable } from '../support/builders/feature-table.ts';

const SETTINGS = { treeCount: 60, minRows: 10, columnShare: 0.5, maxBins: 64, classWeights: [1, 1], seed: 1 } as const;

describe('a random forest', () => {
  const { table, isPositive } = plantedTable(1, 2000);
  const later = plantedTable(2, 2000);
  const forest = fitRandomForest(table, isPositive, SETTINGS);
  const probabilities = forestProbabilities(forest, later.table);

  it('foresees rows nearly as well as the rule that made them, by probabilities that are about right', () => {
    const isLater = Array.from(later.isPositive, (label) => label === 1);
    const best = areaUnderCurve(later.truth, isLater);
    expect(areaUnderCurve(probabilities, isLater)).toBeGreaterThan(best - 0.03);
    const off = probabilities.reduce((sum, p, row) => sum + Math.abs(p - logistic(later.truth[row]!)), 0) / 2000;
    expect(off).toBeLessThan(0.12);
  });

  it('grows one tree of all rows to the shares of its leaves', () => {
    // Each value of the one column is a leaf, whose share the trees can only scatter around.
    const values = Float64Array.from({ length: 1000 }, (_, row) => row % 4);
    const labels = Uint8Array.from(values, (value, row) => (Math.floor(row / 4) % 5 < value ? 1 : 0));
    const stairs = { rowCount: 1000, columns: [{ kind: 'number', values }] } as const;
    const shares = forestProbabilities(
      fitRandomForest(stairs, labels, { ...SETTINGS, columnShare: 1, treeCount: 200 }),
      { rowCount: 4, columns: [{ kind: 'number', values: Float64Array.of(0, 1, 2, 3) }] },
    );
    // The standard error of a mean of 200 bootstraps of 250 rows is below .003.
    [0, 0.2, 0.4, 0.6].forEach((share, value) => {
      expect(Math.abs(shares[value]! - share)).toBeLessThan(0.012);
    });
  });

  it('is the same for the same seed, and another for another', () => {
    const few = { ...SETTINGS, treeCount: 5 };
    expect(fitRandomForest(table, isPositive, few)).toEqual(fitRandomForest(table, isPositive, few));
    const other = fitRandomForest(table, isPositive, { ...few, seed: 2 });
    expect(forestProbabilities(other, later.table)).not.toEqual(
      forestProbabilities(fitRandomForest(table, isPositive, few), later.table),
    );
  });

  it('has no leaf of fewer rows than it must have', () => {
    for (const tree of forest.trees)
      tree.covers.forEach((cover, node) => {
        if (tree.columns[node] === -1) expect(cover).toBeGreaterThanOrEqual(10);
      });
  });

  it('explains a probability by contributions that sum to it', () => {
    const { base, values } = treeContributions(
      forest,
      rowsOfTable(
        later.table,
        Int32Array.from({ length: 20 }, (_, row) => row),
      ),
    );
    for (let row = 0; row < 20; row++) {
      const sum = values.subarray(4 * row, 4 * row + 4).reduce((total, one) => total + one, base);
      expect(Math.abs(sum - probabilities[row]!)).toBeLessThan(1e-6);
    }
  });

  it('refuses settings that make no sense', () => {
    expect(() => fitRandomForest(table, isPositive, { ...SETTINGS, treeCount: 0 })).toThrow('treeCount');
    expect(() => fitRandomForest(table, isPositive, { ...SETTINGS, columnShare: 0 })).toThrow('columnShare');
  });
});
