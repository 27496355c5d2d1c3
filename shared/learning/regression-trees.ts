import { plainTreeRows } from '../math/plain-tree-rows.ts';
import { seededRandom } from '../math/random.ts';
import { binCountsOf, binnedColumns, fitBinning } from './binned-features.ts';
import { checkNumber, isCategoryOf, type TreeEnsemble } from './boosted-trees.ts';
import { type DecisionTree, leafOf } from './decision-tree.ts';
import type { FeatureTable } from './feature-columns.ts';
import { type GrowthRules, growTree, slotsFor } from './tree-growth.ts';

export interface RegressionTreesSettings {
  readonly treeCount: number;
  /** In (0, 1]: how much of what a tree says is believed. */
  readonly learningRate: number;
  readonly maxLeaves: number;
  readonly minRows: number;
  /** ≥ 0, in rows of weight 1: pulls the values of leaves to 0. */
  readonly l2: number;
  /** In (0, 1]: rows drawn for each tree, without replacement. */
  readonly rowShare: number;
  readonly maxBins: number;
  readonly seed: number;
}

/** Numbers to foresee, of n rows. */
export interface WeightedTargets {
  /** (n): finite. */
  readonly targets: Float64Array;
  /** (n): ≥ 0, what each row counts; at least one above 0. */
  readonly weights: Float64Array;
}

/**
 * Boosted trees for Σ weight · (target − score)², from the weighted mean on. Each tree is grown on some of the rows, and
 * what it says of all of them is taken off before the next. The same rows, order and settings give the same trees.
 * O(trees · n · columns).
 *
 * Sources: Friedman (2001), "Greedy function approximation: a gradient boosting machine"; Friedman (2002), "Stochastic
 * gradient boosting", on drawing rows.
 *
 * @throws RangeError when there is no row or column, lengths differ, or a setting makes no sense, naming it.
 */
export function fitRegressionTrees(
  table: FeatureTable,
  { targets, weights }: WeightedTargets,
  settings: RegressionTreesSettings,
): TreeEnsemble {
  checkTargets(table, { targets, weights }, settings);
  const binning = fitBinning(table, settings.maxBins);
  const layout = { binCounts: binCountsOf(binning), isCategory: isCategoryOf(binning) };
  const { rowCount } = table;
  const data = {
    rowCount,
    bins: binnedColumns(binning, table),
    ...layout,
    isPositive: new Uint8Array(rowCount),
    weights,
  };
  const rules = rulesOf(settings, table.columns.length);
  const rows = plainTreeRows(data, slotsFor(rules));
  const base = weightedMean(targets, weights);
  const random = seededRandom(settings.seed);
  const slopes = targets.map((target, row) => weights[row]! * (base - target));
  const trees: DecisionTree[] = [];
  while (trees.length < settings.treeCount) {
    const members = drawnRows(rowCount, settings.rowShare, random);
    const scales = rows.startGradientTree(members, slopes, weights);
    const { tree } = growTree(rows, scales, { layout, rowCount: members.length, rules, random });
    if (tree.columns[0] === -1) break; // no column tells anything more
    for (let node = 0; node < tree.values.length; node++) tree.values[node]! *= settings.learningRate;
    trees.push(tree);
    addWeighted(tree, { data, isCategory: layout.isCategory, weights }, slopes);
  }
  return { binning, base, trees };
}

interface Binned {
  readonly data: { readonly bins: Uint8Array; readonly rowCount: number };
  readonly isCategory: readonly boolean[];
  readonly weights: Float64Array;
}

function addWeighted(tree: DecisionTree, { data, isCategory, weights }: Binned, slopes: Float64Array): void {
  for (let row = 0; row < data.rowCount; row++)
    slopes[row]! += weights[row]! * tree.values[leafOf(tree, isCategory, data, row)]!;
}

export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  values.forEach((value, row) => {
    sum += weights[row]! * value;
    total += weights[row]!;
  });
  return sum / total;
}

/** So large a share of the rows, at least one, ascending, without replacement. */
export function drawnRows(count: number, share: number, random: () => number): Int32Array {
  const wanted = Math.max(1, Math.round(share * count));
  const rows = new Int32Array(wanted);
  let taken = 0;
  // Each row is taken with the chance that leaves the rest to be drawn from what is left (Knuth, algorithm S).
  for (let row = 0; taken < wanted; row++) if (random() * (count - row) < wanted - taken) rows[taken++] = row;
  return rows;
}

const rulesOf = (settings: RegressionTreesSettings, columnCount: number): GrowthRules => ({
  maxLeaves: settings.maxLeaves,
  minRows: settings.minRows,
  minCurvature: 0,
  l2: settings.l2,
  columns: Int32Array.from({ length: columnCount }, (_, column) => column),
  columnsPerSplit: columnCount,
  monotone: undefined,
});

function checkTargets(
  { rowCount, columns }: FeatureTable,
  { targets, weights }: WeightedTargets,
  { treeCount, learningRate, maxLeaves, minRows, l2, rowShare }: RegressionTreesSettings,
): void {
  if (rowCount === 0 || columns.length === 0)
    throw new RangeError(`table: want rows and columns, got ${rowCount} and ${columns.length}`);
  if (targets.length !== rowCount || weights.length !== rowCount)
    throw new RangeError(`targets, weights: want ${rowCount} each, got ${targets.length} and ${weights.length}`);
  checkNumber('treeCount', treeCount, Number.isInteger(treeCount) && treeCount >= 0, 'an integer ≥ 0');
  checkNumber('learningRate', learningRate, learningRate > 0 && learningRate <= 1, 'a number in (0, 1]');
  checkNumber('maxLeaves', maxLeaves, Number.isInteger(maxLeaves) && maxLeaves >= 2, 'an integer ≥ 2');
  checkNumber('minRows', minRows, minRows >= 1, 'a number ≥ 1');
  checkNumber('l2', l2, l2 >= 0, 'a number ≥ 0');
  checkNumber('rowShare', rowShare, rowShare > 0 && rowShare <= 1, 'a number in (0, 1]');
}
