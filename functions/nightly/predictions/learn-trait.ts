import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import type { ForeseenClasses } from '../../../shared/evaluation/multiclass.ts';
import {
  baseLogLosses,
  classProbabilities,
  fitTraitClassifier,
  type LabelledRows,
  logLosses,
  type TraitClassifier,
} from '../../../shared/learning/trait-classifier.ts';
import { pairedBootstrap } from '../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import type { SparseRows } from '../../../shared/math/sparse-rows.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';

/** Somebody to learn from, or to foresee for. */
export interface KnownPerson {
  readonly partition: string;
  /** Numbers of the tokens, as they were met in the scan. */
  readonly tokens: Int32Array;
  readonly shares: Float32Array;
  /** By the place of the trait's name: what they told and may be learnt from, */
  readonly learnable: readonly (string | undefined)[];
  /** and whether they told nothing, and may be foreseen for. */
  readonly isAsked: readonly boolean[];
}

/** A trait as the people who told it have taught it. */
export interface LearntTrait {
  readonly classifier: TraitClassifier;
  readonly classes: readonly string[];
  /** By a token's number. */
  readonly columns: ReadonlyMap<number, number>;
  readonly people: number;
  /** Log loss less than the base rate's on people not met, in nats, and the low end of its 95 % interval. */
  readonly gain: number;
  readonly gainLow: number;
  /** Of people not met, what was foreseen of them. */
  readonly heldOut: ForeseenClasses;
  /** Log loss by how common the values are, on the same people. */
  readonly baseLogLoss: number;
}

/** Fewer people than this say nothing of all; fewer who share a value or a token might be recognised by it. */
const MIN_PEOPLE = 100;
const MIN_SHARED = 20;
const MAX_CLASSES = 10;
/** The rest is left out, the same in each night: what more would add is less than what it costs. */
const MAX_LEARNT_FROM = 200_000;
const RIDGES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];
const FOLDS = 5;

/**
 * Learns a trait from those who told it.
 * @param place - of the trait's name among the declared ones. @param tokens - by their numbers.
 * @returns what was learnt, or why nothing was that is of use.
 */
export function learnTrait(
  people: readonly KnownPerson[],
  place: number,
  tokens: readonly string[],
): LearntTrait | { readonly why: string } {
  const told = people.filter((known) => known.learnable[place] !== undefined);
  const classes = commonest(told.map((known) => known.learnable[place]!)).slice(0, MAX_CLASSES);
  const classed = someOf(told.filter((known) => classes.includes(known.learnable[place]!)));
  if (classes.length < 2) return { why: 'fewer than two values that twenty people told' };
  if (classed.length < MIN_PEOPLE) return { why: `fewer than ${MIN_PEOPLE} people told it` };
  const shared = commonest(classed.flatMap((known) => Array.from(known.tokens, (token) => tokens[token]!)));
  const columnOf = new Map(shared.map((token, column) => [token, column]));
  const columns = new Map(
    tokens.flatMap((token, i) => (columnOf.has(token) ? [[i, columnOf.get(token)!] as const] : [])),
  );
  const dataOf = (some: readonly KnownPerson[]): LabelledRows => ({
    rows: rowsOf(some, columns),
    labels: Int32Array.from(some, (known) => classes.indexOf(known.learnable[place]!)),
    classCount: classes.length,
  });
  // A fifth decides how much ridge, another one measures, and neither is learnt from before it has.
  const inFolds = (wanted: (fold: number) => boolean) =>
    dataOf(classed.filter(({ partition }) => wanted(stringHash(partition, 1) % FOLDS)));
  const ridge = bestRidge(
    inFolds((fold) => fold > 1),
    inFolds((fold) => fold === 1),
  );
  const [known, unmet] = [inFolds((fold) => fold > 0), inFolds((fold) => fold === 0)];
  const trial = fitTraitClassifier(known, ridge);
  const base = baseLogLosses(known, unmet);
  const gain = pairedBootstrap(base, logLosses(trial, unmet), { random: seededRandom(1) });
  if (!(gain.low > 0)) return { why: 'no better than how common the values are' };
  const classifier = fitTraitClassifier(dataOf(classed), ridge);
  return {
    classifier,
    classes,
    columns,
    people: classed.length,
    gain: gain.mean,
    gainLow: gain.low,
    heldOut: {
      labels: unmet.labels,
      probabilities: Float64Array.from(
        Array.from(unmet.labels, (_, row) => [...classProbabilities(trial, unmet.rows, row)]).flat(),
      ),
      classCount: classes.length,
    },
    baseLogLoss: base.reduce((sum, loss) => sum + loss, 0) / base.length,
  };
}

/** What the trait most likely is of each who did not tell it and may be foreseen for, by partition. */
export function foreseen(
  { classifier, classes, columns }: LearntTrait,
  people: readonly KnownPerson[],
  place: number,
): ReadonlyMap<string, { readonly value: string; readonly probability: number }> {
  const asked = people.filter(({ isAsked, tokens }) => isAsked[place] && tokens.some((token) => columns.has(token)));
  const rows = rowsOf(asked, columns);
  return new Map(
    asked.map(({ partition }, row) => {
      const probabilities = classProbabilities(classifier, rows, row);
      const best = probabilities.indexOf(Math.max(...probabilities));
      return [partition, { value: classes[best]!, probability: probabilities[best]! }];
    }),
  );
}

/** As many as are learnt from, in an order that is the same each night. */
function someOf(people: readonly KnownPerson[]): readonly KnownPerson[] {
  const partitions = people.map(({ partition }) => partition);
  return Array.from(lowestHashed(partitions, MAX_LEARNT_FROM), (at) => people[at]!);
}

/** Texts that at least MIN_SHARED people have, the commonest first. */
function commonest(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= MIN_SHARED)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([text]) => text);
}

function bestRidge(known: LabelledRows, unmet: LabelledRows): number {
  const losses = RIDGES.map((ridge) => logLosses(fitTraitClassifier(known, ridge), unmet).reduce((a, b) => a + b, 0));
  return RIDGES[losses.indexOf(Math.min(...losses))]!;
}

/** A row a person; tokens that are no column are left out. */
function rowsOf(people: readonly KnownPerson[], columns: ReadonlyMap<number, number>): SparseRows {
  const entries = people.map(({ tokens, shares }) =>
    Array.from(tokens, (token, at) => [columns.get(token) ?? NO_COLUMN, shares[at]!] as const)
      .filter(([column]) => column !== NO_COLUMN)
      .sort(([a], [b]) => a - b),
  );
  const offsets = new Int32Array(people.length + 1);
  entries.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.length;
  });
  return {
    columnCount: new Set(columns.values()).size,
    offsets,
    columns: Int32Array.from(entries.flatMap((row) => row.map(([column]) => column))),
    weights: Float32Array.from(entries.flatMap((row) => row.map(([, share]) => share))),
  };
}

const NO_COLUMN = -1;
