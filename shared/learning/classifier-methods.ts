import type { Kernels } from '../math/kernels.ts';
import { logit } from '../math/logistic.ts';
import {
  BOOSTED_DEFAULTS,
  type BoostedTreesSettings,
  fitBoostedTrees,
  type TreeEnsemble,
  treeScores,
} from './boosted-trees.ts';
import { designRows, fitDesign } from './design-matrix.ts';
import { type FeatureTable, rowsOfTable } from './feature-columns.ts';
import { fitLogisticRegression, type LogisticSettings, logisticScores } from './logistic-regression.ts';
import { fitRandomForest, forestProbabilities, type RandomForestSettings } from './random-forest.ts';

/** n rows of which it is known whether they are positive. */
export interface LabelledTable {
  readonly table: FeatureTable;
  /** (n): 0 or 1. */
  readonly isPositive: Uint8Array;
}

/** Log odds of the rows of a table; finite. */
export type Scorer = (table: FeatureTable) => Float64Array;

/** A way to learn to tell classes apart, and settings that may suit. */
export interface ClassifierMethod<S, M extends Scorer = Scorer> {
  readonly candidates: readonly S[];
  /** Learns from rows whose labels it may know, and foresees others, whose labels may only say when to stop. */
  readonly tried: (settings: S, known: LabelledTable, asked: LabelledTable) => Trial<S>;
  /** What is to be fitted in the end, after trials with one candidate. */
  readonly settled: (tried: readonly S[]) => S;
  readonly fit: (settings: S, known: LabelledTable) => M;
}

export interface Trial<S> {
  /** Log odds of the rows that were asked for. */
  readonly scores: Float64Array;
  /** The settings, with what the trial found out. */
  readonly settings: S;
}

export const labelledRows = ({ table, isPositive }: LabelledTable, rows: Int32Array): LabelledTable => ({
  table: rowsOfTable(table, rows),
  isPositive: Uint8Array.from(rows, (row) => isPositive[row]!),
});

const fittedTrial =
  <S>(learn: (settings: S, known: LabelledTable) => Scorer) =>
  (settings: S, known: LabelledTable, asked: LabelledTable): Trial<S> => ({
    scores: learn(settings, known)(asked.table),
    settings,
  });

const fitLogistic = (settings: LogisticSettings, { table, isPositive }: LabelledTable): Scorer => {
  const design = fitDesign(table);
  const model = fitLogisticRegression(designRows(design, table), isPositive, settings);
  return (asked) => logisticScores(model, designRows(design, asked));
};

export const LOGISTIC: ClassifierMethod<LogisticSettings> = {
  candidates: [3, 10, 30, 100, 1000].map((ridge) => ({ ridge, classWeights: [1, 1] })),
  tried: fittedTrial(fitLogistic),
  settled: (tried) => tried[0]!,
  fit: fitLogistic,
};

/** Enough that more trees hardly change a mean, at a fraction of a second a thousand rows. */
const FOREST_TREES = 150;
const FOREST: RandomForestSettings = {
  treeCount: FOREST_TREES,
  minRows: 15,
  columnShare: 0.25,
  maxBins: 127,
  classWeights: [1, 1],
  seed: 1,
};

/** A leaf of all one class says no more than that its share is beyond 1 in so many. */
const FOREST_MARGIN = 1e-4;

export function forestMethod(kernels: Kernels | undefined): ClassifierMethod<RandomForestSettings> {
  const fit = (settings: RandomForestSettings, { table, isPositive }: LabelledTable): Scorer => {
    const forest = fitRandomForest(table, isPositive, settings, kernels);
    return (asked) =>
      forestProbabilities(forest, asked).map((p) => logit(Math.min(1 - FOREST_MARGIN, Math.max(FOREST_MARGIN, p))));
  };
  return {
    candidates: [
      FOREST,
      { ...FOREST, minRows: 8, columnShare: 0.4 },
      { ...FOREST, minRows: 15, columnShare: 0.4 },
      { ...FOREST, minRows: 40 },
    ],
    tried: fittedTrial(fit),
    settled: (tried) => tried[0]!,
    fit,
  };
}

/** Trees that may be grown, of which early stopping keeps what helps, and how long it waits. */
const BOOSTED_TREES = 400;
const PATIENCE = 25;
const BOOSTED: BoostedTreesSettings = { ...BOOSTED_DEFAULTS, treeCount: BOOSTED_TREES, learningRate: 0.05 };

/** Boosted trees can be explained, and served as a graph. */
export type EnsembleScorer = Scorer & { readonly ensemble: TreeEnsemble };

export function boostedMethod(kernels: Kernels | undefined): ClassifierMethod<BoostedTreesSettings, EnsembleScorer> {
  return {
    candidates: [
      { ...BOOSTED, maxLeaves: 16, columnShare: 0.7, minRows: 50, l2: 5 },
      { ...BOOSTED, maxLeaves: 8, columnShare: 0.5, minRows: 50 },
      { ...BOOSTED, maxLeaves: 8 },
      { ...BOOSTED, maxLeaves: 4 },
      BOOSTED,
    ],
    tried: (settings, known, asked) => {
      const stopping = { ...asked, patience: PATIENCE };
      const model = fitBoostedTrees(known.table, known.isPositive, settings, { stopping, kernels });
      return { scores: treeScores(model, asked.table), settings: { ...settings, treeCount: model.trees.length } };
    },
    settled: (tried) => {
      const treeCount = Math.round(tried.reduce((sum, settings) => sum + settings.treeCount, 0) / tried.length);
      return { ...tried[0]!, treeCount };
    },
    fit: (settings, { table, isPositive }) => {
      const model = fitBoostedTrees(table, isPositive, settings, { kernels });
      const scorer: Scorer = (asked) => treeScores(model, asked);
      return Object.assign(scorer, { ensemble: model });
    },
  };
}
