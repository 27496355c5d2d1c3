import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import type { ForeseenRows } from '../../../shared/evaluation/calibration-errors.ts';
import { countGroups, rateOf, shrunkRate } from '../../../shared/learning/group-rates.ts';
import type { Kernels } from '../../../shared/math/kernels.ts';
import { ALIKE } from './alike.ts';
import { allWeight, type Interests, weightOf } from './interests.ts';
import {
  LEVEL,
  type LearntBehaviour,
  type Likelihood,
  learnBehaviour,
  likelihoodOf,
  SEEN_COLUMNS,
  type SeenColumn,
  type SeenPerson,
  type ToldBehaviour,
} from './learn-behaviour.ts';

/** Somebody as the model of categories sees them. */
export interface InterestedPerson {
  /** By PROFILE_COLUMNS. */
  readonly vector: Float32Array;
  readonly interests: Interests;
}

export interface KnownBuyer extends InterestedPerson {
  /** Numbers of the categories that they bought of. */
  readonly boughtOf: readonly number[];
}

export interface LearntCategories {
  /** Of each person, in the order of the categories. */
  of(people: readonly InterestedPerson[]): readonly (readonly Likelihood[])[];
  readonly basis: LearntBehaviour['basis'];
  /** Of pairs of a person and a category that they turned to, by group: `categoryOfGroup` tells of which category. */
  told(): ToldBehaviour;
  /** What was learnt from. */
  readonly people: number;
  readonly pairs: number;
  readonly positives: number;
}

/** @returns the place among the categories that were learnt. */
export const categoryOfGroup = (group: number): number => Math.floor(group / GROUPS);

/** Pairs of a person and a category to learn from, at most. */
const MOST_PAIRS = 6_000;
/** With fewer who bought of it, what is said of a category is said of people alike. */
const MIN_BUYERS = 20;
/** Of all that a person turns to, the part from which on a category is their own. */
const MOST_OF_ALL = 0.5;
const TIERS = 3;
const GROUPS = TIERS * ALIKE.count;

export const CATEGORY_COLUMNS: readonly SeenColumn[] = [
  ...SEEN_COLUMNS,
  { name: 'categoryInterest', words: 'turn much to the category, or little' },
  { name: 'categoryShare', words: 'turn to hardly anything else, or to much' },
  { name: 'categoryPopularity', words: 'the category is one that all turn to, or few' },
];

/**
 * How likely people buy of each category. One model of all categories, asked of who turned to one before: by their
 * profile, how much they turn to it, how much all do. Of who never did, of categories that few bought of, and where the
 * model is no better: the share of people alike, of that category, drawn to the share over all categories where it is
 * of few.
 *
 * @param known - in an order that is the same each night. @param categories - by their numbers.
 */
export function learnCategories(
  known: readonly KnownBuyer[],
  categories: readonly number[],
  { isExplained, kernels }: { readonly isExplained: boolean; readonly kernels?: Kernels | undefined },
): LearntCategories {
  const popularity = popularityOf(known, categories);
  const rowsOf = (person: InterestedPerson): readonly SeenPerson[] =>
    categories.map((category, c) => pairOf(person, weightOf(person.interests, category), popularity[c]!));
  const pairs = known.flatMap((person, row) =>
    rowsOf(person).map((pair, c) => ({ ...pair, row, c, happened: person.boughtOf.includes(categories[c]!) ? 1 : 0 })),
  );
  const rates = ratesOf(pairs, categories.length);
  const turned = pairs.filter(({ group }) => isTurnedTo(group)).slice(0, MOST_PAIRS);
  const buyers = categories.map((_, c) => turned.filter((pair) => pair.c === c && pair.happened === 1).length);
  const people = new Set(turned.map(({ row }) => row)).size;
  const model = learnBehaviour(
    turned.map(({ vector, group, c }) => ({ vector, group: c * GROUPS + group })),
    Uint8Array.from(turned, ({ happened }) => happened),
    {
      isExplained,
      kernels,
      columns: CATEGORY_COLUMNS,
      groupCount: categories.length * GROUPS,
      groupWords: `category, how much they turn to it, ${ALIKE.words}`,
      personOf: (at) => turned[at]!.row,
    },
  );
  const isByModel = ({ group }: SeenPerson, c: number): boolean =>
    model.basis['by'] !== 'groups' && isTurnedTo(group) && buyers[c]! >= MIN_BUYERS;
  return {
    of(people) {
      const rows = people.map(rowsOf);
      const asked = rows.flatMap((ofPerson) => ofPerson.filter(isByModel));
      const answers = model.of(asked).values();
      return rows.map((ofPerson) =>
        ofPerson.map((pair, c) => (isByModel(pair, c) ? answers.next().value! : likelihoodOf(rates(c, pair.group)))),
      );
    },
    basis: model.basis,
    told: () => {
      const told = model.told();
      if (people < LEAST_TOLD) return { ...told, ...OF_NOBODY };
      if (told.evidence === 'person') return told;
      const heldOut = heldOutRates(pairs, turned, categories.length);
      return { ...told, heldOut, byGroups: heldOut }; // by the shares that are told of people, which are of all pairs
    },
    people,
    pairs: turned.length,
    positives: turned.filter(({ happened }) => happened === 1).length,
  };
}

type Pair = SeenPerson & { readonly row: number; readonly c: number; readonly happened: number };

const FOLDS = 3;

/** What shares of pairs of other people say of some pairs. */
function heldOutRates(pairs: readonly Pair[], asked: readonly Pair[], categoryCount: number): ForeseenRows {
  const byOthers = Array.from({ length: FOLDS }, (_, fold) =>
    ratesOf(
      pairs.filter(({ row }) => row % FOLDS !== fold),
      categoryCount,
    ),
  );
  return {
    isPositive: Uint8Array.from(asked, ({ happened }) => happened),
    probabilities: Float64Array.from(asked, ({ row, c, group }) => byOthers[row % FOLDS]!(c, group).mean),
  };
}

const NO_ROWS = { isPositive: new Uint8Array(0), probabilities: new Float64Array(0) };
/** Few people may have many pairs. */
const OF_NOBODY = { heldOut: NO_ROWS, byGroups: NO_ROWS, groups: new Int32Array(0) };

/** Of each category, its part of all that people turn to. */
function popularityOf(known: readonly InterestedPerson[], categories: readonly number[]): readonly number[] {
  const all = known.reduce((sum, { interests }) => sum + allWeight(interests), 0);
  return categories.map(
    (category) => known.reduce((sum, { interests }) => sum + weightOf(interests, category), 0) / Math.max(1, all),
  );
}

function pairOf({ vector, interests }: InterestedPerson, weight: number, popularity: number): SeenPerson {
  const share = weight === 0 ? 0 : weight / allWeight(interests);
  const tier = weight === 0 ? 0 : share < MOST_OF_ALL ? 1 : 2;
  const row = new Float32Array(CATEGORY_COLUMNS.length);
  row.set(vector);
  row.set([weight, share, popularity], vector.length);
  return { vector: row, group: tier * ALIKE.count + ALIKE.of(vector) };
}

const isTurnedTo = (group: number): boolean => group >= ALIKE.count;

/** By category and group: its own trials, beside a few of the group's over all categories. */
function ratesOf(
  pairs: readonly (SeenPerson & { readonly c: number; readonly happened: number })[],
  categoryCount: number,
) {
  const count = (groupOf: (pair: (typeof pairs)[number]) => number, groups: number) =>
    countGroups(
      pairs.map(groupOf),
      pairs.map(({ happened }) => happened),
      groups,
    );
  const overAll = count(({ group }) => group, GROUPS);
  const own = count(({ c, group }) => c * GROUPS + group, categoryCount * GROUPS);
  const whole = Array.from({ length: GROUPS }, (_, group) => ({
    mean: rateOf(overAll, group, LEVEL).mean,
    trials: 1 + overAll.trials[group]!,
  }));
  const rates = Array.from({ length: categoryCount * GROUPS }, (_, at) =>
    shrunkRate({ happened: own.happened[at]!, trials: own.trials[at]! }, whole[at % GROUPS]!, LEVEL),
  );
  return (c: number, group: number) => rates[c * GROUPS + group]!;
}
