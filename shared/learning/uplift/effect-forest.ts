import { plainTreeRows } from '../../math/plain-tree-rows.ts';
import { seededRandom } from '../../math/random.ts';
import { binCountsOf, binnedColumns, fitBinning } from '../binned-features.ts';
import { isCategoryOf, treeScores } from '../boosted-trees.ts';
import { type DecisionTree, leafOf } from '../decision-tree.ts';
import { drawnRows } from '../regression-trees.ts';
import { growTree } from '../tree-growth.ts';
import { residuals } from './meta-learners.ts';
import type { EffectLearner, TreatedTable } from './treated-table.ts';

export interface EffectForestSettings {
  readonly treeCount: number;
  readonly maxLeaves: number;
  /** Of a leaf, at least; as a share of the rows that a tree is grown from, and in rows. */
  readonly leafShare: number;
  readonly minRows: number;
  /** In (0, 1]: rows drawn for each tree; half of them say where it parts, the others what its leaves say. */
  readonly rowShare: number;
  /** In (0, 1]: columns drawn for each split. */
  readonly columnShare: number;
  /** Rows that a leaf's effect is pulled to the mean effect by. */
  readonly prior: number;
  readonly maxBins: number;
  readonly seed: number;
}

export const EFFECT_FOREST: EffectForestSettings = {
  treeCount: 100,
  maxLeaves: 16,
  leafShare: 0.02,
  minRows: 10,
  rowShare: 0.5,
  columnShare: 0.5,
  prior: 5,
  maxBins: 63,
  seed: 1,
};

/**
 * A forest of honest uplift trees: a tree is parted where the effects of both sides differ most, which is where
 * Σ ((y − m) − (w − e) τ)² falls most, by one half of its rows; what its leaves say is told by the other half.
 *
 * Sources: Athey & Imbens (2016), "Recursive partitioning for heterogeneous causal effects", PNAS 113(27), on honesty;
 * Athey, Tibshirani & Wager (2019), "Generalized random forests", Annals of Statistics 47(2), section 6, on residuals;
 * the square of the difference as in the Euclidean distance of Rzepakowski & Jaroszewicz (2012), "Decision trees for
 * uplift modeling with single and multiple treatments".
 */
export const effectForest = (settings: EffectForestSettings = EFFECT_FOREST): EffectLearner => ({
  name: 'forest',
  fit: (data) => {
    const rests = residuals(data);
    const curvatures = rests.treatmentRest.map((rest) => rest * rest);
    const products = rests.treatmentRest.map((rest, row) => rest * rests.outcomeRest[row]!);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    const mean = sum(products) / sum(curvatures);
    const slopes = products.map((product, row) => curvatures[row]! * mean - product);
    const grown = grownTrees(data, { slopes, curvatures }, settings);
    return (table) => treeScores({ ...grown, base: mean }, table);
  },
});

interface Slopes {
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
}

function grownTrees({ table }: TreatedTable, loss: Slopes, settings: EffectForestSettings) {
  const binning = fitBinning(table, settings.maxBins);
  const layout = { binCounts: binCountsOf(binning), isCategory: isCategoryOf(binning) };
  const { rowCount } = table;
  const bins = binnedColumns(binning, table);
  const rows = plainTreeRows(
    { rowCount, bins, ...layout, isPositive: new Uint8Array(rowCount), weights: loss.curvatures },
    settings.columnShare < 1 ? 1 : settings.maxLeaves,
  );
  const columns = Int32Array.from(table.columns.keys());
  const half = Math.max(1, Math.round((settings.rowShare * rowCount) / 2));
  const rules = {
    maxLeaves: settings.maxLeaves,
    minRows: Math.max(settings.minRows, Math.round(settings.leafShare * half)),
    minCurvature: 0,
    l2: 0,
    columns,
    columnsPerSplit: Math.max(1, Math.round(settings.columnShare * columns.length)),
    monotone: undefined,
  };
  const random = seededRandom(settings.seed);
  const curvatureOfRow = loss.curvatures.reduce((total, one) => total + one, 0) / rowCount;
  const trees = Array.from({ length: settings.treeCount }, (): DecisionTree => {
    const drawn = drawnRows(rowCount, settings.rowShare, random);
    const isForShape = drawn.map(() => (random() < 0.5 ? 1 : 0));
    const shape = drawn.filter((_, at) => isForShape[at] === 1);
    const told = drawn.filter((_, at) => isForShape[at] === 0);
    const scales = rows.startGradientTree(shape, loss.slopes, loss.curvatures);
    const { tree } = growTree(rows, scales, { layout, rowCount: shape.length, rules, random });
    const values = leafEffects(tree, { bins, rowCount, isCategory: layout.isCategory }, loss, {
      rows: told,
      prior: settings.prior * curvatureOfRow,
    });
    return { ...tree, values: values.map((value) => value / settings.treeCount) };
  });
  return { binning, trees };
}

/** (nodes): of each leaf, by rows that had no say in where it lies. */
function leafEffects(
  tree: DecisionTree,
  binned: { readonly bins: Uint8Array; readonly rowCount: number; readonly isCategory: readonly boolean[] },
  { slopes, curvatures }: Slopes,
  { rows, prior }: { readonly rows: Int32Array; readonly prior: number },
): Float64Array {
  const [g, h] = [new Float64Array(tree.values.length), new Float64Array(tree.values.length)];
  for (const row of rows) {
    const leaf = leafOf(tree, binned.isCategory, binned, row);
    g[leaf]! += slopes[row]!;
    h[leaf]! += curvatures[row]!;
  }
  return g.map((slope, leaf) => (h[leaf]! + prior === 0 ? 0 : -slope / (h[leaf]! + prior)));
}
