import type { Kernels } from '../math/kernels.ts';
import { seededRandom } from '../math/random.ts';
import { withTreeRows } from '../math/with-tree-rows.ts';
import { binCountsOf, binnedColumns, fitBinning } from './binned-features.ts';
import { checkLabelledTable, checkNumber, isCategoryOf, type TreeEnsemble, treeScores } from './boosted-trees.ts';
import { type ClassWeights, rowWeights } from './class-weights.ts';
import type { DecisionTree } from './decision-tree.ts';
import type { FeatureTable } from './feature-columns.ts';
import { growTree, slotsFor } from './tree-growth.ts';

export interface RandomForestSettings {
  readonly treeCount: number;
  readonly minRows: number;
  /** In (0, 1]: columns drawn for each split; the square root of their number, as a share, is Breiman's. */
  readonly columnShare: number;
  readonly maxBins: number;
  readonly classWeights: ClassWeights;
  readonly seed: number;
}

/** The share of positive rows in the leaf that a row comes to, averaged over trees: base 0 + Σ of values. */
export type RandomForest = TreeEnsemble;

/**
 * Trees grown to their ends, each on as many rows as there are, drawn with replacement, each split looked for in some
 * columns only. What is lowered is p (1 − p), which is Gini's impurity. The same rows, order and settings give the same
 * trees. O(trees · n · columns per split · depth).
 *
 * Source: Breiman (2001), "Random forests"; averaged probabilities in place of votes as in Malley et al. (2012),
 * "Probability machines".
 *
 * @param isPositive - (n): 0 or 1.
 * @throws RangeError when there is no row or column, or a setting makes no sense, naming it.
 */
export function fitRandomForest(
  table: FeatureTable,
  isPositive: Uint8Array,
  settings: RandomForestSettings,
  kernels?: Kernels,
): RandomForest {
  checkForest(table, isPositive, settings);
  const binning = fitBinning(table, settings.maxBins);
  const weights = rowWeights(isPositive, settings.classWeights);
  const layout = { binCounts: binCountsOf(binning), isCategory: isCategoryOf(binning) };
  const data = {
    rowCount: table.rowCount,
    bins: binnedColumns(binning, table, kernels),
    ...layout,
    isPositive,
    weights,
  };
  const columns = Int32Array.from(table.columns.keys());
  const columnsPerSplit = Math.max(1, Math.round(settings.columnShare * columns.length));
  const rules = {
    maxLeaves: Infinity,
    minRows: settings.minRows,
    minCurvature: 0,
    l2: 0,
    columns,
    columnsPerSplit,
    monotone: undefined,
  };
  const random = seededRandom(settings.seed);
  const trees = withTreeRows(kernels, data, slotsFor(rules), (rows) =>
    Array.from({ length: settings.treeCount }, (): DecisionTree => {
      const scales = rows.startMeanTree(drawnRows(table.rowCount, random));
      const { tree } = growTree(rows, scales, { layout, rowCount: table.rowCount, rules, random });
      for (let node = 0; node < tree.values.length; node++) tree.values[node]! /= settings.treeCount;
      return tree;
    }),
  );
  return { binning, base: 0, trees };
}

/** (n), in [0, 1]. */
export const forestProbabilities = (forest: RandomForest, table: FeatureTable): Float64Array =>
  treeScores(forest, table).map((sum) => Math.min(1, Math.max(0, sum)));

/** As many rows as there are, with replacement, ascending. */
function drawnRows(count: number, random: () => number): Int32Array {
  const times = new Int32Array(count);
  for (let draw = 0; draw < count; draw++) times[Math.floor(random() * count)]!++;
  const rows = new Int32Array(count);
  let at = 0;
  times.forEach((time, row) => {
    rows.fill(row, at, at + time);
    at += time;
  });
  return rows;
}

function checkForest(table: FeatureTable, isPositive: Uint8Array, settings: RandomForestSettings): void {
  checkLabelledTable(table, isPositive);
  const { treeCount, minRows, columnShare } = settings;
  checkNumber('treeCount', treeCount, Number.isInteger(treeCount) && treeCount >= 1, 'an integer ≥ 1');
  checkNumber('minRows', minRows, minRows >= 1, 'a number ≥ 1');
  checkNumber('columnShare', columnShare, columnShare > 0 && columnShare <= 1, 'a number in (0, 1]');
}
