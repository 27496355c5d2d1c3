import type { Kernels } from '../math/kernels.ts';
import { logistic, softplus } from '../math/logistic.ts';
import type { TreeEnsemble } from './boosted-trees.ts';
import { type Calibration, calibrated, fitIsotonic, fitPlatt } from './calibration.ts';
import {
  boostedMethod,
  type ClassifierMethod,
  forestMethod,
  type LabelledTable,
  LOGISTIC,
  labelledRows,
  type Scorer,
} from './classifier-methods.ts';
import type { FeatureTable } from './feature-columns.ts';
import { fitScoreStack, type ScoreStack, stackedScores } from './score-stack.ts';

export const METHODS = ['logistic', 'forest', 'boosted'] as const;
export type MethodName = (typeof METHODS)[number];

/** Rows, by place in the table, that are learnt from and foreseen when settings are chosen. */
export interface ValidationFold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface Classifier {
  /** Probabilities of the rows of a table, by a method alone as it says them. */
  readonly alone: Readonly<Record<MethodName, (table: FeatureTable) => Float64Array>>;
  /** Of what was chosen, calibrated. */
  readonly chosen: (table: FeatureTable) => Float64Array;
  readonly choice: Choice;
  /** The boosted trees alone, which can be explained and served. */
  readonly ensemble: TreeEnsemble;
  /** Rows that were foreseen while choosing, with the chosen probabilities of rows that were not learnt from. */
  readonly outOfFold: { readonly rows: Int32Array; readonly probabilities: Float64Array };
}

/** What was chosen by log loss on rows that were not learnt from, and what it was chosen from. */
export interface Choice {
  /** `base` where nothing is better than the base rate; else a method's name, `mean` of all log odds, or `stack`. */
  readonly combination: string;
  readonly calibration: Calibration['kind'];
  /** Mean log loss of each combination with each calibration. */
  readonly losses: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<MethodName, object>>;
  /** Of the stack: what each method's log odds count. */
  readonly stackWeights: Readonly<Record<MethodName, number>>;
}

/**
 * Learns to foresee a class by three methods, and by what does best of them on rows that were not learnt from: one
 * alone, the mean of their log odds, a stack, or none of them, with Platt's or isotonic calibration. Settings of each method are
 * chosen on the first two folds, combination and calibration on all, each cross-fitted.
 *
 * Sources: as of the methods; van der Laan, Polley & Hubbard (2007), "Super learner", on choosing by cross-validation.
 *
 * @param folds - at least one, of rows of the table.
 * @throws RangeError when there is no fold, or the table is not as FeatureTable says.
 */
export function fitClassifier(data: LabelledTable, folds: readonly ValidationFold[], kernels?: Kernels): Classifier {
  if (folds.length === 0) throw new RangeError('fitClassifier: want at least one fold');
  const methods = {
    logistic: foreseen(LOGISTIC, data, folds),
    forest: foreseen(forestMethod(kernels), data, folds),
    boosted: foreseen(boostedMethod(kernels), data, folds),
  };
  const rows = Int32Array.from(folds.flatMap(({ test }) => [...test]));
  const isPositive = Uint8Array.from(rows, (row) => data.isPositive[row]!);
  const scores = METHODS.map((name) => methods[name].scores);
  const best = bestCombination(scores, isPositive);
  const combine = COMBINATIONS[best.combination]!(scores, isPositive);
  const calibration = CALIBRATIONS[best.calibration](combine.scores(scores), isPositive);

  const boosted = methods.boosted.fit();
  const scorers = [methods.logistic.fit(), methods.forest.fit(), boosted];
  const alone = (at: number) => (table: FeatureTable) => scorers[at]!(table).map(logistic);
  return {
    alone: { logistic: alone(0), forest: alone(1), boosted: alone(2) },
    chosen: (table) => calibrated(calibration, combine.scores(scorers.map((scorer) => scorer(table)))),
    ensemble: boosted.ensemble,
    outOfFold: { rows, probabilities: calibrated(calibration, combine.scores(scores)) },
    choice: {
      ...best,
      settings: {
        logistic: methods.logistic.settings,
        forest: methods.forest.settings,
        boosted: methods.boosted.settings,
      },
      stackWeights: weightsByName(fitScoreStack(scores, isPositive)),
    },
  };
}

const weightsByName = ({ weights: [logisticWeight, forest, boosted] }: ScoreStack) => ({
  logistic: logisticWeight!,
  forest: forest!,
  boosted: boosted!,
});

/** Folds on which settings are compared: those of the best are then tried on all. */
const COMPARED_FOLDS = 2;

interface Foreseen<M extends Scorer = Scorer> {
  /** Log odds of the test rows, fold after fold. */
  readonly scores: Float64Array;
  readonly settings: object;
  readonly fit: () => M;
}

/** The method with its best settings, on all folds. */
function foreseen<S extends object, M extends Scorer>(
  method: ClassifierMethod<S, M>,
  data: LabelledTable,
  folds: readonly ValidationFold[],
): Foreseen<M> {
  const parts = folds.map(({ train, test }) => ({
    known: labelledRows(data, train),
    asked: labelledRows(data, test),
  }));
  const [compared, rest] = [parts.slice(0, COMPARED_FOLDS), parts.slice(COMPARED_FOLDS)];
  const tryOn = (settings: S, on: typeof parts) => on.map(({ known, asked }) => method.tried(settings, known, asked));
  const isPositive = joined(compared.map(({ asked }) => asked.isPositive));
  const found = method.candidates.map((settings) => {
    const trials = tryOn(settings, compared);
    return { settings, trials, loss: meanLoss(joinedScores(trials.map(({ scores }) => scores)), isPositive) };
  });
  const best = found.reduce((a, b) => (b.loss < a.loss ? b : a));
  const trials = [...best.trials, ...tryOn(best.settings, rest)];
  const settings = method.settled(trials.map((trial) => trial.settings));
  return {
    scores: joinedScores(trials.map(({ scores }) => scores)),
    settings,
    fit: () => method.fit(settings, data),
  };
}

const joinedScores = (parts: readonly Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((p) => [...p]));
const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const meanLoss = (scores: Float64Array, isPositive: Uint8Array): number =>
  scores.reduce((sum, score, row) => sum + softplus(isPositive[row] === 1 ? -score : score), 0) / scores.length;

interface Combination {
  readonly scores: (scores: readonly Float64Array[]) => Float64Array;
}
type FitCombination = (scores: readonly Float64Array[], isPositive: Uint8Array) => Combination;

const COMBINATIONS: Readonly<Record<string, FitCombination>> = {
  base: () => ({ scores: (scores) => new Float64Array(scores[0]!.length) }),
  ...Object.fromEntries(
    METHODS.map((name, at): [string, FitCombination] => [name, () => ({ scores: (scores) => scores[at]! })]),
  ),
  mean: () => ({
    scores: (scores) => scores[0]!.map((_, row) => scores.reduce((sum, one) => sum + one[row]! / scores.length, 0)),
  }),
  stack: (scores, isPositive) => {
    const stack = fitScoreStack(scores, isPositive);
    return { scores: (asked) => stackedScores(stack, asked) };
  },
};

const CALIBRATIONS = { platt: fitPlatt, isotonic: fitIsotonic };

/** With fewer rows than this, steps follow chance: Niculescu-Mizil & Caruana (2005), "Predicting good probabilities". */
const LEAST_ISOTONIC = 1000;

/** Parts of the foreseen rows: combination and calibration are fitted on all but one, and judged on that one. */
const CROSS_PARTS = 5;

/** A loss that is lower by so many standard errors of the rows' differences is hardly chance, though it is the best of ten. */
const SURE_ERRORS = 2;

/**
 * The base rate, unless what has the least loss is surely better: the least of many losses is low by chance too. Of
 * equal ones, the first.
 *
 * Source: Breiman, Friedman, Olshen & Stone (1984), "Classification and regression trees", section 3.4.3, whose rule
 * has one standard error.
 */
function bestCombination(scores: readonly Float64Array[], isPositive: Uint8Array) {
  const calibrations: readonly Calibration['kind'][] =
    isPositive.length < LEAST_ISOTONIC ? ['platt'] : ['platt', 'isotonic'];
  const tried = Object.entries(COMBINATIONS).flatMap(([combination, combine]) =>
    calibrations.map((calibration) => {
      const rows = crossFittedLosses(scores, isPositive, combine, CALIBRATIONS[calibration]);
      return { combination, calibration, rows, loss: meanOf(rows) };
    }),
  );
  const base = tried[0]!;
  const least = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
  const gains = base.rows.map((loss, row) => loss - least.rows[row]!);
  const { combination, calibration } = meanOf(gains) > SURE_ERRORS * standardError(gains) ? least : base;
  const losses = tried.map((one) => [`${one.combination}, ${one.calibration}`, one.loss] as const);
  return { combination, calibration, losses: Object.fromEntries(losses) };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: Float64Array): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1) / values.length);
}

/** Of each row, by what was fitted on other rows. */
function crossFittedLosses(
  scores: readonly Float64Array[],
  isPositive: Uint8Array,
  combine: FitCombination,
  calibrate: (scores: Float64Array, isPositive: Uint8Array) => Calibration,
): Float64Array {
  const losses = new Float64Array(isPositive.length);
  const parts = Math.min(CROSS_PARTS, isPositive.length);
  if (parts < 2) return losses; // nothing can be told
  for (let part = 0; part < parts; part++) {
    const isKnown = (_: unknown, row: number) => row % parts !== part;
    const isAsked = (_: unknown, row: number) => row % parts === part;
    const known = scores.map((one) => one.filter(isKnown));
    const labels = isPositive.filter(isKnown);
    const combination = combine(known, labels);
    const calibration = calibrate(combination.scores(known), labels);
    const probabilities = calibrated(calibration, combination.scores(scores.map((one) => one.filter(isAsked))));
    probabilities.forEach((p, at) => {
      const row = part + at * parts;
      losses[row] = -Math.log(isPositive[row] === 1 ? p : 1 - p);
    });
  }
  return losses;
}
