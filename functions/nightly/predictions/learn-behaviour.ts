import type { Contribution, Evidence, Range } from '../../../shared/domain/prediction.ts';
import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import { fitClassifier, type ValidationFold } from '../../../shared/learning/classifier.ts';
import type { FeatureTable } from '../../../shared/learning/feature-columns.ts';
import { countGroups, type Rate, rateOf } from '../../../shared/learning/group-rates.ts';
import { treeContributions } from '../../../shared/learning/tree-contributions.ts';
import { betaQuantile } from '../../../shared/math/beta.ts';
import type { Kernels } from '../../../shared/math/kernels.ts';
import { pairedBootstrap } from '../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import { ALIKE_GROUPS } from './alike.ts';

/** Somebody as models see them. */
export interface SeenPerson {
  readonly vector: Float32Array;
  /** `alikeGroup` */
  readonly group: number;
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
}

/** Fewer people, or fewer of whom it happened or did not, teach a model little that groups do not say. */
const MIN_PEOPLE = 500;
const MIN_OF_EACH = 50;
const FOLDS = 3;
/** Of an interval. */
const LEVEL = 0.8;
/** People of much the same probability, whose share is where an interval comes from. */
const MAX_ALIKE = 300;
const ALIKE_SHARE = 0.1;
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
  { isExplained, kernels }: { readonly isExplained: boolean; readonly kernels?: Kernels | undefined },
): LearntBehaviour {
  const positives = happened.reduce((sum, one) => sum + one, 0);
  const counts = countGroups(
    known.map(({ group }) => group),
    happened,
    ALIKE_GROUPS,
  );
  const rates = Array.from({ length: ALIKE_GROUPS }, (_, group) => rateOf(counts, group, LEVEL));
  const byGroups = (why: string): LearntBehaviour => ({
    of: (people) => people.map(({ group }) => likelihoodOf(rates[group]!)),
    basis: { by: 'groups', why },
  });
  if (known.length < MIN_PEOPLE) return byGroups(`fewer than ${MIN_PEOPLE} people`);
  if (Math.min(positives, known.length - positives) < MIN_OF_EACH)
    return byGroups(`fewer than ${MIN_OF_EACH} of whom it happened, or did not`);

  const classifier = fitClassifier({ table: tableOf(known), isPositive: happened }, foldsOf(known.length), kernels);
  const { rows, probabilities } = classifier.outOfFold;
  const labels = Uint8Array.from(rows, (row) => happened[row]!);
  const groupLosses = Float64Array.from(rows, (row, at) => logLoss(rates[known[row]!.group]!.mean, labels[at]!));
  const modelLosses = probabilities.map((p, at) => logLoss(p, labels[at]!));
  const gain = pairedBootstrap(groupLosses, modelLosses, { random: seededRandom(1) });
  if (!(gain.low > 0)) return byGroups('no better by a model');
  const alike = alikeRange(probabilities, labels);
  return {
    of(people) {
      const table = tableOf(people);
      const chosen = classifier.chosen(table);
      const values = isExplained ? treeContributions(classifier.ensemble, table).values : undefined;
      return people.map(({ vector }, row) => ({
        probability: chosen[row]!,
        interval: alike(chosen[row]!),
        evidence: 'person',
        contributions: values === undefined ? [] : contributionsOf(vector, values, row),
      }));
    },
    basis: { by: classifier.choice.combination, calibration: classifier.choice.calibration, gain: gain.mean },
  };
}

const likelihoodOf = ({ mean, low, high }: Rate): Likelihood => ({
  probability: mean,
  interval: { low, high },
  evidence: 'segment',
  contributions: [],
});

const logLoss = (p: number, label: number): number => -Math.log(Math.max(1e-12, label === 1 ? p : 1 - p));

const tableOf = (people: readonly SeenPerson[]): FeatureTable => ({
  rowCount: people.length,
  columns: PROFILE_COLUMNS.map((_, column) => ({
    kind: 'number',
    values: Float64Array.from(people, ({ vector }) => vector[column]!),
  })),
});

/** Known people lie in the order of a hash, so every third is a fair share. */
const foldsOf = (count: number): readonly ValidationFold[] =>
  Array.from({ length: FOLDS }, (_, fold) => {
    const all = Int32Array.from({ length: count }, (_, row) => row);
    return { train: all.filter((row) => row % FOLDS !== fold), test: all.filter((row) => row % FOLDS === fold) };
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

function contributionsOf(vector: Float32Array, values: Float64Array, row: number): readonly Contribution[] {
  const width = PROFILE_COLUMNS.length;
  return PROFILE_COLUMNS.map(({ name }, column) => ({
    feature: name,
    ...(Number.isNaN(vector[column]) ? {} : { value: vector[column]! }),
    logOdds: values[row * width + column]!,
  }))
    .filter(({ logOdds }) => logOdds !== 0)
    .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds))
    .slice(0, MAX_CONTRIBUTIONS);
}
