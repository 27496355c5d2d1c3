import { seededRandom } from '../../math/random.ts';
import { withTreeRows } from '../../math/with-tree-rows.ts';
import { binCountsOf, binnedColumns, fitBinning } from '../binned-features.ts';
import { type DecisionTree, leafOf } from '../decision-tree.ts';
import { growTree, slotsFor } from '../tree-growth.ts';
import { type Belief, normalBelief } from './belief.ts';
import type { PulledRows } from './linear-arms.ts';

export interface TreeArmsSettings {
  readonly maxLeaves: number;
  /** Of a leaf, at least; of an arm with fewer than twice as many nothing is parted. */
  readonly minRows: number;
  /** Rows that the mean of what lies above is worth to an arm, and an arm's to a leaf. */
  readonly priorRows: number;
  readonly maxBins: number;
}

export const TREE_ARMS: TreeArmsSettings = { maxLeaves: 12, minRows: 30, priorRows: 5, maxBins: 63 };

/** One tree an arm. */
export interface TreeArms {
  readonly arms: readonly ThresholdTree[];
}

/** A node is a leaf, or asks whether a number is at most `atMost`, by 32-bit floats; node 0 is the root. */
export type ThresholdTree = readonly TreeNode[];
export type TreeNode =
  | { readonly mean: number; readonly deviation: number }
  | { readonly column: number; readonly atMost: number; readonly left: number; readonly right: number };

/**
 * A regression tree an arm on the house's own trees, and in each leaf what is believed of the mean: normal, with the mean
 * pulled to the arm's, the arm's to that of all, and the variance of a mean of as many rows as the weights sum to. Groups of
 * people are a number like others here.
 *
 * Sources: Elmachtoub et al. (2017), "A Practical Method for Solving Contextual Bandit Problems Using Decision Trees"; leaves
 * as normal beliefs as in Nilsson et al. (2024), "Tree Ensembles for Contextual Bandits", TMLR; the conjugate update of
 * Gelman et al. (2013), "Bayesian Data Analysis", section 3.3.
 */
export function fitTreeArms(rows: PulledRows, settings: TreeArmsSettings = TREE_ARMS): TreeArms {
  const everything = summaryOf(rows, [...rows.y.keys()]);
  const byArm = Array.from({ length: rows.armCount }, (): number[] => []);
  rows.arms.forEach((arm, place) => {
    if (rows.weights[place]! > 0) byArm[arm]!.push(place);
  });
  const above = { mean: everything.mean, variance: everything.variance };
  return {
    arms: byArm.map((places) => {
      const arm = blended(summaryOf(rows, places), above, settings.priorRows);
      if (places.length < 2 * settings.minRows || rows.width === 0) return [leafNode(arm)];
      return thresholdTree(rows, places, arm, settings);
    }),
  };
}

/** What is believed of what an arm earns of these numbers. */
export function treeBelief({ arms }: TreeArms, arm: number, x: ArrayLike<number>): Belief {
  const tree = arms[arm]!;
  let node = tree[0]!;
  while ('column' in node) node = tree[Math.fround(x[node.column]!) <= node.atMost ? node.left : node.right]!;
  return normalBelief(node.mean, node.deviation);
}

interface Summary {
  /** Sum of weights. */
  readonly rows: number;
  readonly mean: number;
  /** Of a row about the mean. */
  readonly variance: number;
}

function summaryOf({ y, weights }: PulledRows, places: readonly number[]): Summary {
  let [sum, rows, squares] = [0, 0, 0];
  for (const place of places) {
    rows += weights[place]!;
    sum += weights[place]! * y[place]!;
  }
  const mean = rows > 0 ? sum / rows : 0;
  for (const place of places) squares += weights[place]! * (y[place]! - mean) ** 2;
  return { rows, mean, variance: rows > 0 ? squares / rows : 0 };
}

function blended(own: Summary, above: Pick<Summary, 'mean' | 'variance'>, priorRows: number): Summary {
  const rows = own.rows + priorRows;
  const between = (own.rows * priorRows * (own.mean - above.mean) ** 2) / rows;
  return {
    rows,
    mean: (own.rows * own.mean + priorRows * above.mean) / rows,
    variance: (own.rows * own.variance + priorRows * above.variance + between) / rows,
  };
}

const leafNode = ({ rows, mean, variance }: Summary): TreeNode => ({ mean, deviation: Math.sqrt(variance / rows) });

function thresholdTree(
  rows: PulledRows,
  places: readonly number[],
  arm: Summary,
  settings: TreeArmsSettings,
): ThresholdTree {
  const { binning, tree, bins } = grownTree(rows, places, settings);
  const members = new Map<number, number[]>();
  const isCategory = binning.columns.map(() => false);
  places.forEach((place, row) => {
    const leaf = leafOf(tree, isCategory, bins, row);
    const own = members.get(leaf) ?? [];
    own.push(place);
    members.set(leaf, own);
  });
  return Array.from(tree.columns, (column, node): TreeNode => {
    if (column < 0) {
      return leafNode(blended(summaryOf(rows, members.get(node) ?? []), arm, settings.priorRows));
    }
    const cut = binning.columns[column]!;
    const cuts = cut.kind === 'number' ? cut.cuts : new Float64Array(0);
    return { column, atMost: cuts[tree.splits[node]! - 1]!, left: tree.lefts[node]!, right: tree.rights[node]! };
  });
}

/**
 * Trees part rows of two classes. What lies between counts as both, by as much of its weight as it lies towards each, which
 * has the same means and the same best splits.
 */
function grownTree(rows: PulledRows, places: readonly number[], settings: TreeArmsSettings) {
  const { x, y, weights, width } = rows;
  const lowest = places.reduce((least, place) => Math.min(least, y[place]!), Number.POSITIVE_INFINITY);
  const highest = places.reduce((most, place) => Math.max(most, y[place]!), Number.NEGATIVE_INFINITY);
  const range = highest > lowest ? highest - lowest : 1;
  const halves = places.flatMap((place, row) => {
    const good = (y[place]! - lowest) / range;
    return [
      { row, isPositive: 1, weight: weights[place]! * good },
      { row, isPositive: 0, weight: weights[place]! * (1 - good) },
    ].filter(({ weight }) => weight > 0);
  });
  const tableOf = (of: readonly number[]) => ({
    rowCount: of.length,
    columns: Array.from({ length: width }, (_, column) => ({
      kind: 'number' as const,
      values: Float64Array.from(of, (place) => x[place * width + column]!),
    })),
  });
  const own = tableOf(places);
  const binning = fitBinning(own, settings.maxBins);
  const layout = { binCounts: binCountsOf(binning), isCategory: binning.columns.map(() => false) };
  const data = {
    rowCount: halves.length,
    bins: binnedColumns(binning, tableOf(halves.map(({ row }) => places[row]!))),
    ...layout,
    isPositive: Uint8Array.from(halves, ({ isPositive }) => isPositive),
    weights: Float64Array.from(halves, ({ weight }) => weight),
  };
  const rules = {
    maxLeaves: settings.maxLeaves,
    minRows: (settings.minRows * halves.length) / places.length,
    minCurvature: 0,
    l2: 0,
    columns: Int32Array.from({ length: width }, (_, column) => column),
    columnsPerSplit: width,
    monotone: undefined,
  };
  const tree = withTreeRows(undefined, data, slotsFor(rules), (grown): DecisionTree => {
    const scales = grown.startMeanTree(Int32Array.from(halves.keys()));
    // Every split may ask every column, so that nothing is drawn.
    return growTree(grown, scales, { layout, rowCount: halves.length, rules, random: seededRandom(0) }).tree;
  });
  return { binning, tree, bins: { bins: binnedColumns(binning, own), rowCount: places.length } };
}
