import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { type Fold, foldsOf } from '../../../shared/evaluation/cross-validation.ts';
import { baseLogOdds } from '../../../shared/learning/class-weights.ts';
import { type Choice, fitClassifier, METHODS } from '../../../shared/learning/classifier.ts';
import { labelledRows } from '../../../shared/learning/classifier-methods.ts';
import type { Kernels } from '../../../shared/math/kernels.ts';
import { logistic } from '../../../shared/math/logistic.ts';
import { treeEnsembleGraph } from '../../../shared/model/tree-ensemble-graph.ts';
import { columnImportance } from '../column-importance.ts';
import { type ForeseenFold, figuresOverFolds, lossReduction } from './classify/figures.ts';
import { type ClassifiedRows, readRows } from './classify/read-rows.ts';
import type { Measure } from './measure.ts';
import { type Options, wholeNumberOf } from './options.ts';

const FOLDS_SEED = 1;
/** Another, so that what is chosen on is parted otherwise than what is measured on. */
const CHOICE_SEED = 2;
const FOLD_LIMITS = { min: 2, max: 20, otherwise: 5 };
/** Folds within each training part, for choosing. */
const CHOICE_FOLDS = 4;

/**
 * How well rows of a class are told from others: each method and what is chosen of them, beside the base rate. Settings,
 * combination and calibration are chosen within each training part, in the way in which the parts were made.
 */
export const classify: Measure = async (files, options, { arithmetic, log, timed }) => {
  const file = await files.table(oneTable(files.names));
  const data = readRows(file, options);
  if (data.groups !== undefined && data.times !== undefined)
    throw new InvalidInputError('--group, --time: want one of them');
  const foldCount = wholeNumberOf(options, 'folds', FOLD_LIMITS);
  const everyRow = Int32Array.from(data.isPositive.keys());
  const folds = foldsOf(data, everyRow, foldCount, FOLDS_SEED);
  if (folds.length === 0)
    throw new InvalidInputError(`--folds: ${everyRow.length} rows cannot be parted into ${foldCount} as asked`);
  const methods: Record<string, ForeseenFold[]> = {};
  const choices: Choice[] = [];
  let last: ReturnType<ReturnType<typeof learnFold>['described']>;
  for (const [at, fold] of folds.entries()) {
    const learnt = learnFold(data, fold, arithmetic.kernels);
    for (const [name, probabilities] of Object.entries(learnt.probabilities)) {
      methods[name] ??= [];
      methods[name].push({ rows: fold.test, isPositive: learnt.isPositive, probabilities });
    }
    if (learnt.choice !== undefined) choices.push(learnt.choice);
    if (at === folds.length - 1) last = learnt.described();
    log.info('fold foreseen', { fold: at + 1, of: folds.length, chosen: learnt.choice?.combination ?? 'base' });
  }
  const figures = Object.entries(methods).map(([name, parts]) => ({ name, ...figuresOverFolds(parts) }));
  const reasons = figures.flatMap(({ name, reasons: why }) =>
    Object.entries(why).map(([figure, reason]): [string, string] => [`${name}.${figure}`, reason]),
  );
  return {
    protocol: protocolOf(options, folds.length),
    counts: {
      rows: everyRow.length,
      positive: data.isPositive.reduce((sum, label) => sum + label, 0),
      columns: data.names.length,
      folds: folds.length,
      unlabelled: data.unlabelled,
    },
    metrics: Object.fromEntries(figures.map(({ name, metrics }) => [name, metrics])),
    reasons: Object.fromEntries(reasons),
    details: {
      positive: data.positive,
      columns: data.names,
      leftOut: data.leftOut,
      lossReduction: lossReduction(methods, data.groups),
      importance: last?.importance,
      boostedGraph: last?.boostedGraph,
      choices,
      calibration: Object.fromEntries(figures.map(({ name, bins }) => [name, bins])),
      operatingPoints: figures.find(({ name }) => name === 'chosen')?.operatingPoints,
      folds: Object.fromEntries(figures.map(({ name, byFold }) => [name, byFold])),
    },
    seconds: { learnAndForesee: timed() },
  };
};

function learnFold(data: ClassifiedRows, { train, test }: Fold, kernels: Kernels) {
  const [known, asked] = [labelledRows(data, train), labelledRows(data, test)];
  const places = Int32Array.from(train.keys());
  const inner = foldsOf(
    {
      isPositive: known.isPositive,
      ...(data.groups && { groups: Int32Array.from(train, (row) => data.groups![row]!) }),
      ...(data.times && { times: Float64Array.from(train, (row) => data.times![row]!) }),
    },
    places,
    CHOICE_FOLDS,
    CHOICE_SEED,
  );
  const rate = logistic(baseLogOdds(known.isPositive, new Float64Array(train.length).fill(1)));
  const base = new Float64Array(test.length).fill(rate);
  // Rows that cannot be parted leave nothing to choose by: the base rate is what can be said.
  if (inner.length === 0)
    return {
      isPositive: asked.isPositive,
      probabilities: { chosen: base, base },
      choice: undefined,
      described: () => undefined,
    };
  const classifier = fitClassifier(known, inner, kernels);
  const alone = METHODS.map((name) => [name, classifier.alone[name](asked.table)] as const);
  return {
    isPositive: asked.isPositive,
    probabilities: { chosen: classifier.chosen(asked.table), ...Object.fromEntries(alone), base },
    choice: classifier.choice,
    /** What is told of the model of one fold: it takes a while. */
    described: () => ({
      importance: columnImportance(classifier, asked, { names: data.names }),
      boostedGraph: {
        trees: classifier.ensemble.trees.length,
        bytes: treeEnsembleGraph(classifier.ensemble).length,
      },
    }),
  };
}

function oneTable(names: readonly string[]): string {
  const tables = names.filter((name) => /\.(csv|tsv|txt)(\.gz)?$/.test(name));
  if (tables.length === 1) return tables[0]!;
  throw new InvalidInputError(`want one .csv, .tsv or .txt, found ${tables.length} in ${names.join(', ')}`);
}

function protocolOf({ group, time }: Options, foldCount: number): string {
  if (time !== undefined) return `${foldCount} parts by "${time}", each foreseen from all older ones`;
  const how = group === undefined ? 'stratified by the label' : `rows of one "${group}" together`;
  return `${foldCount}-fold cross-validation, ${how}; settings chosen within each training part`;
}
