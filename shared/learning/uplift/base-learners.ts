import { logistic } from '../../math/logistic.ts';
import { type TreeEnsemble, treeScores } from '../boosted-trees.ts';
import { designRows, fitDesign } from '../design-matrix.ts';
import { type FeatureTable, rowsOfTable } from '../feature-columns.ts';
import { fitLogisticRegression, logisticScores } from '../logistic-regression.ts';
import { fitRegressionTrees, type RegressionTreesSettings, type WeightedTargets } from '../regression-trees.ts';
import { fitRidgeRegression, ridgeValues } from '../ridge-regression.ts';
import { armParts } from './cross-fit.ts';

/** What is foreseen of each row of a table. */
export type Foreseen = (table: FeatureTable) => Float64Array;

/** Learns to foresee a number of each row; what learners of effects are put together from. */
export interface BaseLearner {
  readonly name: string;
  readonly fit: (table: FeatureTable, data: WeightedTargets) => Foreseen;
}

/** Of labels of 0 and 1: hardly any, as the classifier's search begins. */
const LOGISTIC_RIDGE = 10;
/** Tried on rows that are not learnt from; in rows of weight 1. */
const RIDGES = [1, 10, 100, 1000, 10_000];

/** Logistic regression of outcomes that are 0 or 1, ridge regression of all others and of weighted rows. */
export const LINEAR: BaseLearner = {
  name: 'linear',
  fit: (table, data) => (isPlainLabels(data) ? logisticForeseen(table, data.targets) : ridgeForeseen(table, data)),
};

const TREES: RegressionTreesSettings = {
  treeCount: 100,
  learningRate: 0.1,
  maxLeaves: 6,
  minRows: 5,
  l2: 1,
  rowShare: 0.5,
  maxBins: 63,
  seed: 1,
};
/** Rows that a leaf wants, as a share: differences of small leaves are chance where outcomes are. */
const LEAF_SHARE = 0.005;

/** Rows of parts are foreseen from the others to see how much trees are worth: of few rows, many parts. */
const FEW_ROWS = 2000;
const PARTS_SEED = 5;

/**
 * Boosted trees on what a line leaves, of which so much is believed as helps rows that they were not grown from: nothing
 * where the line says all.
 *
 * Source: Breiman (1996), "Stacked regressions", on a weight from cross-validation that is not negative.
 */
export const BOOSTED: BaseLearner = {
  name: 'boosted',
  fit: (table, data) => {
    const line = LINEAR.fit(table, data);
    const rest = { targets: line(table).map((value, row) => data.targets[row]! - value), weights: data.weights };
    const belief = treesBelief(table, rest);
    if (belief === 0) return line;
    const trees = grownTrees(table, rest);
    return (asked) => {
      const more = treeScores(trees, asked);
      return line(asked).map((value, row) => value + belief * more[row]!);
    };
  },
};

function grownTrees(table: FeatureTable, data: WeightedTargets): TreeEnsemble {
  const minRows = Math.max(TREES.minRows, Math.round(LEAF_SHARE * table.rowCount));
  return fitRegressionTrees(table, data, { ...TREES, minRows });
}

/** In [0, 1]: what trees say counts for so much, by least squares on rows that they were not grown from. */
function treesBelief(table: FeatureTable, { targets, weights }: WeightedTargets): number {
  let [product, square] = [0, 0];
  const parts = armParts(new Uint8Array(table.rowCount), table.rowCount < FEW_ROWS ? 4 : 2, PARTS_SEED);
  for (const { train, test } of parts) {
    const known = { targets: at(targets, train), weights: at(weights, train) };
    if (!known.weights.some((weight) => weight > 0)) continue;
    treeScores(grownTrees(rowsOfTable(table, train), known), rowsOfTable(table, test)).forEach((value, place) => {
      product += weights[test[place]!]! * value * targets[test[place]!]!;
      square += weights[test[place]!]! * value * value;
    });
  }
  return square === 0 ? 0 : Math.min(1, Math.max(0, product / square));
}

const at = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);

const isPlainLabels = ({ targets, weights }: WeightedTargets): boolean =>
  targets.every((target) => target === 0 || target === 1) && weights.every((weight) => weight === 1);

function logisticForeseen(table: FeatureTable, targets: Float64Array): Foreseen {
  const design = fitDesign(table);
  const settings = { ridge: LOGISTIC_RIDGE, classWeights: [1, 1] } as const;
  const model = fitLogisticRegression(designRows(design, table), Uint8Array.from(targets), settings);
  return (asked) => logisticScores(model, designRows(design, asked)).map(logistic);
}

function ridgeForeseen(table: FeatureTable, data: WeightedTargets): Foreseen {
  const design = fitDesign(table);
  const model = fitRidgeRegression(designRows(design, table), data, RIDGES);
  return (asked) => ridgeValues(model, designRows(design, asked));
}
