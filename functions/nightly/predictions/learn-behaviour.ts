import type { CardAlgorithm, CardFeature } from '../../../shared/domain/model-card.ts';
import type { Contribution, Evidence, Range } from '../../../shared/domain/prediction.ts';
import { type ForeseenRows, meanLogLoss } from '../../../shared/evaluation/calibration-errors.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import {
  type Choice,
  type Classifier,
  fitClassifier,
  type ValidationFold,
} from '../../../shared/learning/classifier.ts';
import type { LabelledTable } from '../../../shared/learning/classifier-methods.ts';
import type { FeatureTable } from '../../../shared/learning/feature-columns.ts';
import { countGroups, type Rate, rateOf } from '../../../shared/learning/group-rates.ts';
import { treeContributions } from '../../../shared/learning/tree-contributions.ts';
import { betaQuantile } from '../../../shared/math/beta.ts';
import type { Kernels } from '../../../shared/math/kernels.ts';
import { pairedBootstrap } from '../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import { columnImportance } from '../column-importance.ts';

/** Somebody as models see them, or somebody beside what they may turn to. */
export interface SeenPerson {
  /** By `BehaviourSettings.columns`; NaN: not known. */
  readonly vector: Float32Array;
  /** Of people alike, in [0, `groupCount`). */
  readonly group: number;
}

export interface BehaviourSettings {
  readonly isExplained: boolean;
  /** What vectors hold: PROFILE_COLUMNS unless said. */
  readonly columns?: readonly SeenColumn[];
  readonly groupCount: number;
  /** By what people of one group are alike. */
  readonly groupWords: string;
  /** Rows of one number are foreseen together; by row unless said. */
  readonly personOf?: (row: number) => number;
  /** What trees grow on; without, slower and the same. */
  readonly kernels?: Kernels | undefined;
}

/** A number of a vector, with words for what it tells. */
export interface SeenColumn {
  readonly name: string;
  readonly words: string;
}

/** What is said of one person. */
export interface Likelihood {
  readonly probability: number;
  readonly interval: Range;
  readonly evidence: Evidence;
  readonly contributions: readonly Contribution[];
}

export interface LearntBehaviour {
  of(people: readonly SeenPerson[]): readonly Likelihood[];
  /** Why it is by groups, or by what model and how much better than by groups. */
  readonly basis: Readonly<Record<string, string | number>>;
  /** What its card tells. */
  told(): ToldBehaviour;
}

export interface ToldBehaviour {
  readonly algorithm: CardAlgorithm;
  /** Of known people, by what had not learnt from them. */
  readonly heldOut: ForeseenRows;
  /** The same people by groups. */
  readonly byGroups: ForeseenRows;
  /** Of each of them, which group. */
  readonly groups: Int32Array;
  readonly importance: readonly CardFeature[];
  readonly evidence: Evidence;
}

export const SEEN_COLUMNS: readonly SeenColumn[] = PROFILE_COLUMNS.map(({ name, much, little }) => ({
  name,
  words: `${much}, or ${little}`,
}));
/** Fewer people, or fewer of whom it happened or did not, teach a model little that groups do not say. */
const MIN_PEOPLE = 500;
const MIN_OF_EACH = 50;
const FOLDS = 3;
/** Of an interval. */
export const LEVEL = 0.8;
/** People of much the same probability, whose share is where an interval comes from. */
const MAX_ALIKE = 300;
const ALIKE_SHARE = 0.05;
/** What is told of a prediction. */
const MAX_CONTRIBUTIONS = 5;

/**
 * How likely something is of a person, learnt from what came of others: by a model where there are people enough and it
 * foresees better than the groups of people alike, on people whom it has not met; else by those groups.
 *
 * @param known - in an order that is the same each night. @param happened - of each of them, 0 or 1.
 */
export function learnBehaviour(
  known: readonly SeenPerson[],
  happened: Uint8Array,
  { isExplained, columns = SEEN_COLUMNS, groupCount, groupWords, personOf = (row) => row, kernels }: BehaviourSettings,
): LearntBehaviour {
  const positives = happened.reduce((sum, one) => sum + one, 0);
  const counts = countGroups(
    known.map(({ group }) => group),
    happened,
    groupCount,
  );
  const rates = Array.from({ length: groupCount }, (_, group) => rateOf(counts, group, LEVEL));
  const folds = foldsOf(known.length, personOf);
  const ratesOfOthers = (rows: Int32Array): ForeseenRows => heldOutRates(known, happened, { rows, folds, groupCount });
  const byGroups = (why: string, choice?: Choice): LearntBehaviour => ({
    of: (people) => people.map(({ group }) => likelihoodOf(rates[group]!)),
    basis: { by: 'groups', why },
    told: () => {
      const heldOut = ratesOfOthers(Int32Array.from(known.keys()));
      const tried = choice === undefined ? [] : triedOf(choice);
      return {
        algorithm: {
          chosen: `Rates of groups of people alike, by ${groupWords}`,
          why: `Because there ${choice === undefined ? 'are' : 'is'} ${why}.`,
          tried: byLoss([{ name: 'groups', logLoss: meanLogLoss(heldOut) }, ...tried]),
        },
        heldOut,
        byGroups: heldOut,
        groups: Int32Array.from(known, ({ group }) => group),
        importance: [],
        evidence: 'segment',
      };
    },
  });
  if (new Set(known.map((_, row) => personOf(row))).size < MIN_PEOPLE)
    return byGroups(`fewer than ${MIN_PEOPLE} people`);
  if (Math.min(positives, known.length - positives) < MIN_OF_EACH)
    return byGroups(`fewer than ${MIN_OF_EACH} of whom it happened, or did not`);

  const data = { table: tableOf(known, columns), isPositive: happened };
  const classifier = fitClassifier(data, folds, kernels);
  const { rows, probabilities } = classifier.outOfFold;
  const labels = Uint8Array.from(rows, (row) => happened[row]!);
  const groupLosses = Float64Array.from(rows, (row, at) => logLoss(rates[known[row]!.group]!.mean, labels[at]!));
  const modelLosses = probabilities.map((p, at) => logLoss(p, labels[at]!));
  const gain = pairedBootstrap(groupLosses, modelLosses, { random: seededRandom(1) });
  if (!(gain.low > 0)) return byGroups('no better by a model', classifier.choice);
  const alike = alikeRange(probabilities, labels);
  return {
    of(people) {
      const table = tableOf(people, columns);
      const chosen = classifier.chosen(table);
      const values = isExplained ? treeContributions(classifier.ensemble, table).values : undefined;
      return people.map(({ vector }, row) => ({
        probability: chosen[row]!,
        interval: alike(chosen[row]!),
        evidence: 'person',
        contributions: values === undefined ? [] : contributionsOf({ vector, columns }, values, row),
      }));
    },
    basis: { by: classifier.choice.combination, calibration: classifier.choice.calibration, gain: gain.mean },
    told: () => {
      const ofOthers = ratesOfOthers(rows);
      return {
        algorithm: {
          chosen: `${METHOD_WORDS[classifier.choice.combination] ?? classifier.choice.combination}, ${CALIBRATION_WORDS[classifier.choice.calibration]}`,
          why: `Its log loss is lower than that of groups of people alike by ${gain.mean.toFixed(4)} (95 % ${gain.low.toFixed(4)} to ${gain.high.toFixed(4)}), on people whom it had not met.`,
          tried: byLoss([{ name: 'groups', logLoss: meanLogLoss(ofOthers) }, ...triedOf(classifier.choice)]),
        },
        heldOut: { isPositive: labels, probabilities },
        byGroups: ofOthers,
        groups: Int32Array.from(rows, (row) => known[row]!.group),
        importance: importanceOf(classifier, data, columns),
        evidence: 'person',
      };
    },
  };
}

const METHOD_WORDS: Readonly<Record<string, string>> = {
  base: 'The base rate',
  logistic: 'Logistic regression',
  forest: 'A random forest',
  boosted: 'Gradient-boosted trees',
  mean: 'The mean log odds of logistic regression, random forest and boosted trees',
  stack: 'A stack of logistic regression, random forest and boosted trees',
};
const CALIBRATION_WORDS = { platt: 'calibrated by Platt’s method', isotonic: 'calibrated by isotonic regression' };

const triedOf = ({ losses }: Choice): CardAlgorithm['tried'] =>
  Object.entries(losses).map(([name, logLoss]) => ({ name, logLoss }));
const byLoss = (tried: CardAlgorithm['tried']): CardAlgorithm['tried'] =>
  tried.toSorted((a, b) => (a.logLoss ?? Number.POSITIVE_INFINITY) - (b.logLoss ?? Number.POSITIVE_INFINITY));

/** What groups say of some known people, each by the people of the other folds. */
function heldOutRates(
  known: readonly SeenPerson[],
  happened: Uint8Array,
  {
    rows,
    folds,
    groupCount,
  }: { readonly rows: Int32Array; readonly folds: readonly ValidationFold[]; readonly groupCount: number },
): ForeseenRows {
  const foreseen = new Float64Array(known.length);
  for (const { train, test } of folds) {
    const counts = countGroups(
      Array.from(train, (row) => known[row]!.group),
      Array.from(train, (row) => happened[row]!),
      groupCount,
    );
    for (const row of test) foreseen[row] = rateOf(counts, known[row]!.group, LEVEL).mean;
  }
  return {
    isPositive: Uint8Array.from(rows, (row) => happened[row]!),
    probabilities: Float64Array.from(rows, (row) => foreseen[row]!),
  };
}

/** Whom the importance of columns is told of, at most: each column is dealt out among them once. */
const MAX_DEALT = 500;

const importanceOf = (
  classifier: Classifier,
  data: LabelledTable,
  columns: readonly SeenColumn[],
): readonly CardFeature[] => {
  const wordsOf = new Map(columns.map(({ name, words }) => [name, words]));
  const names = columns.map(({ name }) => name);
  return columnImportance(classifier, data, { names, mostRows: MAX_DEALT }).map(({ column, permutation }) => ({
    name: column,
    words: wordsOf.get(column)!,
    weight: permutation,
  }));
};

/** By what is known of people alike. */
export const likelihoodOf = ({ mean, low, high }: Rate): Likelihood => ({
  probability: mean,
  interval: { low, high },
  evidence: 'segment',
  contributions: [],
});

const logLoss = (p: number, label: number): number => -Math.log(Math.max(1e-12, label === 1 ? p : 1 - p));

const tableOf = (people: readonly SeenPerson[], columns: readonly SeenColumn[]): FeatureTable => ({
  rowCount: people.length,
  columns: columns.map((_, column) => ({
    kind: 'number',
    values: Float64Array.from(people, ({ vector }) => vector[column]!),
  })),
});

/** Known people lie in the order of a hash, so every third is a fair share. */
const foldsOf = (count: number, personOf: (row: number) => number): readonly ValidationFold[] =>
  Array.from({ length: FOLDS }, (_, fold) => {
    const all = Int32Array.from({ length: count }, (_, row) => row);
    const isAsked = (row: number) => personOf(row) % FOLDS === fold;
    return { train: all.filter((row) => !isAsked(row)), test: all.filter(isAsked) };
  });

/** By probability: the share of those next to it, of people whom the model had not met, and what that may be. */
function alikeRange(probabilities: Float64Array, labels: Uint8Array): (probability: number) => Range {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[a]! - probabilities[b]! || a - b);
  const sorted = Float64Array.from(order, (at) => probabilities[at]!);
  const before = new Float64Array(order.length + 1); // how many of those further down it happened of
  for (const [place, at] of order.entries()) before[place + 1] = before[place]! + labels[at]!;
  const width = Math.min(MAX_ALIKE, Math.max(1, Math.floor(order.length * ALIKE_SHARE)));
  const ranges = new Map<number, Range>();
  return (probability) => {
    const start = Math.max(0, Math.min(order.length - width, placeOf(sorted, probability) - (width >> 1)));
    const known = ranges.get(start);
    if (known !== undefined) return known;
    const happened = before[start + width]! - before[start]!;
    const [a, b] = [happened + 0.5, width - happened + 0.5]; // Jeffreys' prior
    const range = { low: betaQuantile((1 - LEVEL) / 2, a, b), high: betaQuantile((1 + LEVEL) / 2, a, b) };
    ranges.set(start, range);
    return range;
  };
}

function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function contributionsOf(
  { vector, columns }: { readonly vector: Float32Array; readonly columns: readonly SeenColumn[] },
  values: Float64Array,
  row: number,
): readonly Contribution[] {
  return columns
    .map(({ name: feature }, column) => ({
      feature,
      ...(Number.isNaN(vector[column]) ? {} : { value: vector[column]! }),
      logOdds: values[row * columns.length + column]!,
    }))
    .filter(({ logOdds }) => logOdds !== 0)
    .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds))
    .slice(0, MAX_CONTRIBUTIONS);
}
