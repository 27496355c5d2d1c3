import type { Kernels } from '../math/kernels.ts';
import { logistic } from '../math/logistic.ts';
import { seededRandom } from '../math/random.ts';
import type { TreeRows } from '../math/tree-rows.ts';
import { withTreeRows } from '../math/with-tree-rows.ts';
import { type Binning, binCountsOf, binnedColumns, fitBinning } from './binned-features.ts';
import { baseLogOdds, type ClassWeights, rowWeights } from './class-weights.ts';
import { addTreeValues, type DecisionTree } from './decision-tree.ts';
import type { FeatureTable } from './feature-columns.ts';
import { type Growth, type GrowthRules, growTree, slotsFor } from './tree-growth.ts';

export interface BoostedTreesSettings {
  /** At most; early stopping may end before. */
  readonly treeCount: number;
  /** In (0, 1]: how much of what a tree says is believed. */
  readonly learningRate: number;
  readonly maxLeaves: number;
  readonly minRows: number;
  /** Summed p (1 − p) of a leaf, at least. */
  readonly minCurvature: number;
  readonly l2: number;
  /** In (0, 1]: columns drawn for each tree. */
  readonly columnShare: number;
  readonly maxBins: number;
  readonly classWeights: ClassWeights;
  /** By column: 1 where the score must not fall as it rises, −1 where it must not rise, else 0. None without it. */
  readonly monotone?: Int8Array;
  readonly seed: number;
}

/** As LightGBM 4 and scikit-learn's histogram trees begin; no bound of theirs is tighter than its number here. */
export const BOOSTED_DEFAULTS: BoostedTreesSettings = {
  treeCount: 100,
  learningRate: 0.1,
  maxLeaves: 31,
  minRows: 20,
  minCurvature: 1e-3,
  l2: 0,
  columnShare: 1,
  maxBins: 255,
  classWeights: [1, 1],
  seed: 1,
};

/** Rows by which boosting is ended once so many trees in a row have not lowered their log loss. */
export interface EarlyStopping {
  readonly table: FeatureTable;
  readonly isPositive: Uint8Array;
  readonly patience: number;
}

/** Log odds of a positive row: base + Σ over trees of the value of the leaf it comes to. */
export interface TreeEnsemble {
  readonly binning: Binning;
  readonly base: number;
  readonly trees: readonly DecisionTree[];
}

export interface BoostedTrees extends TreeEnsemble {
  /** Mean log loss on the rows for early stopping after each tree that was grown; none without such rows. */
  readonly validation: readonly number[];
}

export const isCategoryOf = ({ columns }: Binning): readonly boolean[] =>
  columns.map(({ kind }) => kind === 'category');

/**
 * Gradient-boosted trees for log loss, by second-order steps on histograms. Missing values go where they help, categories
 * are parted in sets. The same rows, order and settings give the same trees, whatever does the arithmetic.
 * O(trees · n · columns), less by what smaller siblings save.
 *
 * Sources: Friedman (2001), "Greedy function approximation: a gradient boosting machine"; Chen & Guestrin (2016),
 * "XGBoost"; Ke et al. (2017), "LightGBM".
 *
 * @param isPositive - (n): 0 or 1.
 * @throws RangeError when there is no row or column, or a setting makes no sense, naming it.
 */
export function fitBoostedTrees(
  table: FeatureTable,
  isPositive: Uint8Array,
  settings: BoostedTreesSettings,
  { stopping, kernels }: { readonly stopping?: EarlyStopping; readonly kernels?: Kernels | undefined } = {},
): BoostedTrees {
  checkBoosting(table, isPositive, settings);
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
  const rules = rulesOf(settings, table.columns.length);
  const base = baseLogOdds(isPositive, weights);
  const watched = stopping && watchedLoss(binning, stopping, base);
  return withTreeRows(kernels, data, slotsFor(rules), (rows) => {
    rows.startScores(base);
    const random = seededRandom(settings.seed);
    const trees: DecisionTree[] = [];
    const validation: number[] = [];
    while (trees.length < settings.treeCount) {
      const columns = drawnColumns(rules.columns, settings.columnShare, random);
      const growth = {
        layout,
        rowCount: table.rowCount,
        rules: { ...rules, columns, columnsPerSplit: columns.length },
      };
      const tree = nextTree(rows, { ...growth, random }, settings.learningRate);
      if (tree.columns[0] === -1) break; // no column tells anything more
      trees.push(tree);
      if (watched === undefined || stopping === undefined) continue;
      validation.push(watched(tree));
      if (trees.length - bestCount(validation) >= stopping.patience) break;
    }
    return {
      binning,
      base,
      trees: stopping === undefined ? trees : trees.slice(0, bestCount(validation)),
      validation,
    };
  });
}

/** Grows a tree by the slopes at the rows' log odds, and adds what it says to them. */
function nextTree(rows: TreeRows, growth: Growth, learningRate: number): DecisionTree {
  const scales = rows.startLogLossTree();
  const { tree, leaves } = growTree(rows, scales, growth);
  for (let node = 0; node < tree.values.length; node++) tree.values[node]! *= learningRate;
  for (const { node, range } of leaves) rows.addToScores(range, tree.values[node]!);
  return tree;
}

/** (n): log odds of the rows of a table with the columns of the one that the trees were grown on. */
export function treeScores({ binning, base, trees }: TreeEnsemble, table: FeatureTable): Float64Array {
  const rows = { bins: binnedColumns(binning, table), rowCount: table.rowCount };
  const isCategory = isCategoryOf(binning);
  const scores = new Float64Array(table.rowCount).fill(base);
  for (const tree of trees) addTreeValues(tree, isCategory, rows, scores);
  return scores;
}

/** Trees up to the least loss; of equal ones the fewest. */
const bestCount = (losses: readonly number[]): number =>
  losses.reduce((best, loss, i) => (loss < losses[best]! ? i : best), 0) + 1;

/** The log loss of the watched rows after one more tree. */
function watchedLoss(binning: Binning, { table, isPositive }: EarlyStopping, base: number) {
  const rows = { bins: binnedColumns(binning, table), rowCount: table.rowCount };
  const isCategory = isCategoryOf(binning);
  const scores = new Float64Array(table.rowCount).fill(base);
  return (tree: DecisionTree): number => {
    addTreeValues(tree, isCategory, rows, scores);
    let loss = 0;
    scores.forEach((score, row) => {
      loss -= Math.log(Math.max(Number.MIN_VALUE, logistic(isPositive[row] === 1 ? score : -score)));
    });
    return loss / scores.length;
  };
}

/** So large a share of the columns, at least one, each as likely as any other, in ascending order. */
function drawnColumns(columns: Int32Array, share: number, random: () => number): Int32Array {
  const count = Math.max(1, Math.round(share * columns.length));
  if (count === columns.length) return columns;
  const drawn = columns.slice();
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (drawn.length - i));
    [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
  }
  return drawn.slice(0, count).sort();
}

function rulesOf(settings: BoostedTreesSettings, columnCount: number): GrowthRules {
  return {
    maxLeaves: settings.maxLeaves,
    minRows: settings.minRows,
    minCurvature: settings.minCurvature,
    l2: settings.l2,
    columns: Int32Array.from({ length: columnCount }, (_, column) => column),
    columnsPerSplit: columnCount,
    monotone: settings.monotone,
  };
}

function checkBoosting(table: FeatureTable, isPositive: Uint8Array, settings: BoostedTreesSettings): void {
  checkLabelledTable(table, isPositive);
  const { treeCount, learningRate, maxLeaves, minRows, minCurvature, l2, columnShare, monotone } = settings;
  checkNumber('treeCount', treeCount, Number.isInteger(treeCount) && treeCount >= 0, 'an integer ≥ 0');
  checkNumber('learningRate', learningRate, learningRate > 0 && learningRate <= 1, 'a number in (0, 1]');
  checkNumber('maxLeaves', maxLeaves, Number.isInteger(maxLeaves) && maxLeaves >= 2, 'an integer ≥ 2');
  checkNumber('minRows', minRows, minRows >= 1, 'a number ≥ 1');
  checkNumber('minCurvature', minCurvature, minCurvature >= 0, 'a number ≥ 0');
  checkNumber('l2', l2, l2 >= 0, 'a number ≥ 0');
  checkNumber('columnShare', columnShare, columnShare > 0 && columnShare <= 1, 'a number in (0, 1]');
  if (monotone !== undefined && monotone.length !== table.columns.length)
    throw new RangeError(`monotone: want ${table.columns.length}, one a column, got ${monotone.length}`);
}

/** @throws RangeError when there is no row or no column, or not a label a row. */
export function checkLabelledTable({ rowCount, columns }: FeatureTable, isPositive: Uint8Array): void {
  if (rowCount === 0 || columns.length === 0)
    throw new RangeError(`table: want rows and columns, got ${rowCount} and ${columns.length}`);
  if (isPositive.length !== rowCount)
    throw new RangeError(`isPositive: want ${rowCount}, one a row, got ${isPositive.length}`);
}

/** @throws RangeError naming the setting, what is wanted and what came. */
export function checkNumber(name: string, value: number, isGood: boolean, want: string): void {
  if (!isGood) throw new RangeError(`${name}: want ${want}, got ${value}`);
}
