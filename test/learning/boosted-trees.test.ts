import { describe, expect, it } from 'vitest';
import { binnedColumns, fitBinning } from '../../shared/learning/binned-features.ts';
import {
  BOOSTED_DEFAULTS,
  type BoostedTrees,
  fitBoostedTrees,
  isCategoryOf,
  treeScores,
} from '../../shared/learning/boosted-trees.ts';
import { goesLeft } from '../../shared/learning/decision-tree.ts';
import { type FeatureTable, rowsOfTable } from '../../shared/learning/feature-columns.ts';
import { permutationImportance } from '../../shared/learning/permutation-importance.ts';
import { treeContributions } from '../../shared/learning/tree-contributions.ts';
import { logistic } from '../../shared/math/logistic.ts';
import { plainLogistic } from '../../shared/math/plain-tree-rows.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';
import { areaUnderCurve } from '../support/auc.ts';
import { plantedTable } from '../support/builders/feature-table.ts';

const numbers = (...columns: readonly (readonly number[])[]): FeatureTable => ({
  rowCount: columns[0]!.length,
  columns: columns.map((values) => ({ kind: 'number', values: Float64Array.from(values) })),
});
const lossOf = (scores: Float64Array, isPositive: Uint8Array): number =>
  scores.reduce((sum, score, row) => sum - Math.log(logistic(isPositive[row] === 1 ? score : -score)), 0) /
  scores.length;

describe('boosted trees', () => {
  const { table, isPositive } = plantedTable(1, 3000);
  const later = plantedTable(2, 3000);
  const model = fitBoostedTrees(table, isPositive, BOOSTED_DEFAULTS);

  it('take the step of least loss of all steps there are, as trying each says', () => {
    const random = seededRandom(3);
    const columns = [0, 1, 2].map(() => Array.from({ length: 60 }, () => Math.round(4 * drawNormal(random))));
    const labels = Uint8Array.from(columns[0]!, (a, row) =>
      a + columns[1]![row]! + 3 * drawNormal(random) > 0 ? 1 : 0,
    );
    const settings = { ...BOOSTED_DEFAULTS, treeCount: 1, maxLeaves: 2, minRows: 5, learningRate: 1, l2: 1 };
    const stump = fitBoostedTrees(numbers(...columns), labels, settings);
    const p = logistic(stump.base);
    let best = { gain: 0, values: [0, 0] };
    for (const values of columns) {
      for (const cut of new Set(values)) {
        const sides = [true, false].map((isLeft) => labels.filter((_, row) => values[row]! <= cut === isLeft));
        if (sides.some((side) => side.length < 5)) continue;
        const [left, right] = sides.map((side) => ({
          slope: side.reduce((sum, label) => sum + p - label, 0),
          curvature: side.length * p * (1 - p) + 1,
        })) as [{ slope: number; curvature: number }, { slope: number; curvature: number }];
        const gain = left.slope ** 2 / left.curvature + right.slope ** 2 / right.curvature;
        if (gain > best.gain) best = { gain, values: [left, right].map(({ slope, curvature }) => -slope / curvature) };
      }
    }
    const tree = stump.trees[0]!;
    expect(tree.values[tree.lefts[0]!]).toBeCloseTo(best.values[0]!, 6);
    expect(tree.values[tree.rights[0]!]).toBeCloseTo(best.values[1]!, 6);
  });

  it('foresee rows that they have not seen nearly as well as the rule that made them', () => {
    const isLater = Array.from(later.isPositive, (label) => label === 1);
    const careful = { ...BOOSTED_DEFAULTS, learningRate: 0.05, maxLeaves: 8 };
    const scores = treeScores(fitBoostedTrees(table, isPositive, careful), later.table);
    const [area, best] = [areaUnderCurve(scores, isLater), areaUnderCurve(later.truth, isLater)];
    expect(area).toBeGreaterThan(best - 0.015);
    // Without the missing values' side, or sets of categories, nothing comes near.
    const blind = ['number', 'category'].map((kind) => {
      const columns = later.table.columns.map((column) =>
        column.kind !== kind
          ? column
          : column.kind === 'number'
            ? { ...column, values: column.values.map((value) => (Number.isNaN(value) ? 0 : value)) }
            : { ...column, codes: column.codes.map(() => -1) },
      );
      return areaUnderCurve(
        treeScores(fitBoostedTrees(table, isPositive, careful), { ...later.table, columns }),
        isLater,
      );
    });
    for (const without of blind) expect(without).toBeLessThan(best - 0.02);
  });

  it('send rows that lack a value, or have a category never met, somewhere', () => {
    const odd: FeatureTable = {
      rowCount: 1,
      columns: table.columns.map((column) =>
        column.kind === 'number'
          ? { ...column, values: Float64Array.of(Number.NaN) }
          : { ...column, codes: Int32Array.of(-1) },
      ),
    };
    expect(Number.isFinite(treeScores(model, odd)[0])).toBe(true);
  });

  it('learn on which side missing values belong', () => {
    const [value, label] = [
      [1, 2, 3, 4, 5, 6, Number.NaN, Number.NaN],
      [0, 0, 0, 1, 1, 1, 0, 0],
    ];
    const rows = Array.from({ length: 80 }, (_, i) => i % 8);
    const data = numbers(rows.map((i) => value[i]!));
    for (const flip of [0, 1]) {
      const labels = Uint8Array.from(rows, (i) => (Number.isNaN(value[i]) ? flip : label[i]!));
      const [low, high, missing] = treeScores(
        fitBoostedTrees(data, labels, { ...BOOSTED_DEFAULTS, minRows: 1 }),
        numbers([1, 6, Number.NaN]),
      );
      expect(missing! > 0).toBe(flip === 1);
      expect([low! > 0, high! > 0]).toEqual([false, true]);
    }
  });

  it('are the same for the same seed, and other trees for another where columns are drawn', () => {
    const fitted = (seed: number) =>
      fitBoostedTrees(table, isPositive, { ...BOOSTED_DEFAULTS, treeCount: 10, columnShare: 0.5, seed });
    expect(fitted(4)).toEqual(fitted(4));
    expect(fitted(4)).not.toEqual(fitted(5));
  });

  it('keep leaves as large as they must be', () => {
    const settings = { ...BOOSTED_DEFAULTS, treeCount: 5, minRows: 100 };
    const { trees } = fitBoostedTrees(
      numbers(Array.from(table.columns[1]!.kind === 'number' ? table.columns[1]!.values : [])),
      isPositive,
      settings,
    );
    // Curvatures tell the rows of a side only about; p (1 − p) differs by less than half here.
    for (const tree of trees)
      tree.covers.forEach((cover, node) => {
        expect(tree.columns[node] === -1 ? cover : 100).toBeGreaterThanOrEqual(50);
      });
  });

  it('never fall along a column that they must not fall along', () => {
    const random = seededRandom(8);
    const x = Array.from({ length: 2000 }, () => 6 * random());
    const other = x.map(() => random());
    // Rises, falls, and rises again.
    const labels = Uint8Array.from(x, (value, row) =>
      random() < logistic(2 * Math.sin(2 * value) + value - 3 + other[row]!) ? 1 : 0,
    );
    const at = Array.from({ length: 300 }, (_, i) => (6 * i) / 300);
    const falls = (fitted: BoostedTrees) => {
      let count = 0;
      for (const fixed of [0.1, 0.5, 0.9]) {
        const scores = treeScores(
          fitted,
          numbers(
            at,
            at.map(() => fixed),
          ),
        );
        scores.forEach((score, i) => {
          if (i > 0 && score < scores[i - 1]! - 1e-12) count++;
        });
      }
      return count;
    };
    const free = fitBoostedTrees(numbers(x, other), labels, BOOSTED_DEFAULTS);
    const kept = fitBoostedTrees(numbers(x, other), labels, { ...BOOSTED_DEFAULTS, monotone: Int8Array.of(1, 0) });
    expect(falls(free)).toBeGreaterThan(20);
    expect(falls(kept)).toBe(0);
    expect(lossOf(treeScores(kept, numbers(x, other)), labels)).toBeLessThan(0.6);
  });

  it('stop where more trees no longer help on other rows', () => {
    const settings = { ...BOOSTED_DEFAULTS, treeCount: 400, learningRate: 0.3 };
    const stopping = { table: later.table, isPositive: later.isPositive, patience: 10 };
    const stopped = fitBoostedTrees(table, isPositive, settings, { stopping });
    const count = stopped.trees.length;
    expect(count).toBeGreaterThan(2);
    expect(stopped.validation).toHaveLength(count + 10);
    expect(Math.min(...stopped.validation)).toBe(stopped.validation[count - 1]);
    expect(stopped.validation[count - 1]).toBeCloseTo(lossOf(treeScores(stopped, later.table), later.isPositive), 10);
  });

  it('say the base rate of rows that are all alike', () => {
    const alike = fitBoostedTrees(table, new Uint8Array(3000).fill(1), BOOSTED_DEFAULTS);
    expect(Math.min(...treeScores(alike, table))).toBeGreaterThan(Math.log(3000));
    const constant = fitBoostedTrees(numbers([5, 5, 5, 5]), Uint8Array.of(0, 1, 1, 1), {
      ...BOOSTED_DEFAULTS,
      minRows: 1,
    });
    expect(constant.trees).toHaveLength(0);
    expect(treeScores(constant, numbers([5]))[0]).toBeCloseTo(Math.log(3.5 / 1.5), 12);
  });

  it('count a row that weighs two like two rows', () => {
    const rows = Array.from({ length: 200 }, (_, row) => row);
    const small = rowsOfTable(table, Int32Array.from(rows));
    const labels = isPositive.subarray(0, 200);
    const twice = rows.flatMap((row) => (labels[row] === 1 ? [row, row] : [row]));
    const settings = { ...BOOSTED_DEFAULTS, treeCount: 1, minRows: 1, minCurvature: 5, maxLeaves: 4 };
    const weighted = fitBoostedTrees(small, labels, { ...settings, classWeights: [1, 2] });
    const repeated = fitBoostedTrees(
      rowsOfTable(table, Int32Array.from(twice)),
      Uint8Array.from(twice, (row) => labels[row]!),
      settings,
    );
    expect(weighted.trees[0]!.columns).toEqual(repeated.trees[0]!.columns);
    weighted.trees[0]!.values.forEach((value, node) => {
      expect(value).toBeCloseTo(repeated.trees[0]!.values[node]!, 6);
    });
  });

  it('refuse settings that make no sense', () => {
    const fitting = (wrong: Partial<typeof BOOSTED_DEFAULTS>) => () =>
      fitBoostedTrees(table, isPositive, { ...BOOSTED_DEFAULTS, ...wrong });
    expect(fitting({ learningRate: 0 })).toThrow('learningRate: want a number in (0, 1], got 0');
    expect(fitting({ maxLeaves: 1 })).toThrow('maxLeaves');
    expect(fitting({ maxBins: 256 })).toThrow('maxBins: want an integer from 2 to 255, got 256');
    expect(fitting({ monotone: Int8Array.of(1) })).toThrow('monotone: want 4');
    expect(() => fitBoostedTrees(table, Uint8Array.of(1), BOOSTED_DEFAULTS)).toThrow('want 3000');
  });

  it('explain a score by contributions that sum to it', () => {
    const few = rowsOfTable(
      later.table,
      Int32Array.from({ length: 40 }, (_, row) => row),
    );
    const scores = treeScores(model, few);
    const { base, values } = treeContributions(model, few);
    for (let row = 0; row < 40; row++) {
      const sum = values.subarray(4 * row, 4 * row + 4).reduce((total, one) => total + one, base);
      expect(Math.abs(sum - scores[row]!)).toBeLessThan(1e-6);
    }
  });

  it('explain by Shapley values, as their definition over all sets of columns has them', () => {
    const one = rowsOfTable(later.table, Int32Array.of(7));
    const small = { ...model, trees: model.trees.slice(0, 6) };
    const bins = binnedColumns(model.binning, one);
    const isCategory = isCategoryOf(model.binning);
    /** The expected score where only the columns of a set are known. */
    const expected = (known: number): number =>
      small.trees.reduce((sum, tree) => {
        const visit = (node: number): number => {
          const column = tree.columns[node]!;
          if (column === -1) return tree.values[node]!;
          const [left, right] = [tree.lefts[node]!, tree.rights[node]!];
          if ((known >> column) & 1) {
            return visit(goesLeft(tree, isCategory[column]!, node, bins[column]!) ? left : right);
          }
          return (tree.covers[left]! * visit(left) + tree.covers[right]! * visit(right)) / tree.covers[node]!;
        };
        return sum + visit(0);
      }, small.base);
    const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
    const { base, values } = treeContributions(small, one);
    expect(base).toBeCloseTo(expected(0), 10);
    for (let column = 0; column < 4; column++) {
      let shapley = 0;
      for (let set = 0; set < 16; set++) {
        if ((set >> column) & 1) continue;
        const size = [0, 1, 2, 3].filter((other) => (set >> other) & 1).length;
        shapley += ((factorial(size) * factorial(3 - size)) / 24) * (expected(set | (1 << column)) - expected(set));
      }
      expect(values[column]).toBeCloseTo(shapley, 9);
    }
  });

  it('lose most where the column that says most is shuffled', () => {
    const loss = (shown: FeatureTable) => lossOf(treeScores(model, shown), later.isPositive);
    const importance = permutationImportance(later.table, loss, { random: seededRandom(1), repeats: 2 });
    expect(importance[0]).toBeGreaterThan(importance[3]! + 0.05);
    expect(importance[1]).toBeGreaterThan(importance[3]! + 0.02);
    expect(importance[2]).toBeGreaterThan(importance[3]! + 0.02);
    expect(Math.abs(importance[3]!)).toBeLessThan(0.02);
  });
});

describe('bins', () => {
  it('part all values where there are few, and rows evenly where there are many', () => {
    const few = fitBinning(numbers([3, 1, 2, 2, Number.NaN]), 255);
    expect(few.columns[0]).toEqual({ kind: 'number', cuts: Float64Array.of(1.5, 2.5) });
    expect([...binnedColumns(few, numbers([0, 1, 1.5, 2, 9, Number.NaN]))]).toEqual([1, 1, 1, 2, 3, 0]);
    const random = seededRandom(1);
    // A third are one value; the others are spread.
    const many = Array.from({ length: 9000 }, (_, i) => (i % 3 === 0 ? 0 : drawNormal(random)));
    const bins = binnedColumns(fitBinning(numbers(many), 16), numbers(many));
    const counts = new Float64Array(17);
    for (const bin of bins) counts[bin]!++;
    expect(counts[0]).toBe(0);
    const sorted = [...counts.subarray(1)].toSorted((a, b) => b - a);
    expect(sorted[0]).toBe(3000);
    expect(sorted[1]).toBeLessThan(500);
    expect(sorted[14]).toBeGreaterThan(250);
  });

  it('give the most frequent categories a bin each', () => {
    const column = { kind: 'category', codes: Int32Array.of(2, 2, 0, 0, 0, 1, -1), categoryCount: 4 } as const;
    const table = { rowCount: 7, columns: [column] };
    expect([...binnedColumns(fitBinning(table, 2), table)]).toEqual([2, 2, 1, 1, 1, 0, 0]);
  });

  it('refuse a table that is not one', () => {
    expect(() => fitBinning(numbers([Infinity]), 255)).toThrow('column 0, row 0');
    expect(() => binnedColumns(fitBinning(numbers([1]), 255), numbers([1], [2]))).toThrow('columns: want 1, got 2');
  });
});

describe('plainLogistic', () => {
  it('is the logistic function', () => {
    for (let z = -40; z <= 40; z += 0.37) expect(Math.abs(plainLogistic(z) / logistic(z) - 1)).toBeLessThan(1e-8);
    expect(plainLogistic(-1e6)).toBeGreaterThanOrEqual(0);
    expect(plainLogistic(1e6)).toBe(1);
  });
});
