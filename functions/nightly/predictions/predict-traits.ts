import type { TraitPrediction } from '../../../shared/domain/prediction.ts';
import { DAY_MS, isoOf } from '../../../shared/domain/time.ts';
import { traitTokens } from '../../../shared/features/profile/trait-tokens.ts';
import { traitsOf } from '../../../shared/features/profile/traits.ts';
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
import type { TraitPredictions } from '../../../shared/ports/people.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { allows, type ConsentRegime } from '../../../shared/privacy/consent.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { FoldedPerson, StateWatcher } from '../states/profile-states.ts';

export interface PredictTraitsPorts {
  /** Names of the traits that the shop declared; none: nothing is foreseen. */
  readonly traits: readonly string[];
  readonly predictions: TraitPredictions;
  readonly regime: ConsentRegime;
  readonly log: Log;
}

/** Somebody to learn from, or to foresee for. */
interface Known {
  readonly partition: string;
  /** Numbers of the tokens, as they were met in the scan. */
  readonly tokens: Int32Array;
  readonly shares: Float32Array;
  /** By the place of the trait's name: what they told and may be learnt from, */
  readonly learnable: readonly (string | undefined)[];
  /** and whether they told nothing, and may be foreseen for. */
  readonly isAsked: readonly boolean[];
}

/** Fewer people than this say nothing of all; fewer who share a value or a token might be recognised by it. */
const MIN_PEOPLE = 100;
const MIN_SHARED = 20;
const MAX_CLASSES = 10;
/** The rest is left out, the same in each night: what more would add is less than what it costs. */
const MAX_LEARNT_FROM = 200_000;
const RIDGES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];
const FOLDS = 5;
const WRITTEN_AT_ONCE = 500;
/** Of people who withdraw their consent nothing is told from that moment, and nothing is kept after so many days. */
const KEPT_DAYS = 3;

/**
 * Foresees the declared traits of those who stated that they may be foreseen and did not tell them, from those who told
 * them and may be learnt from. A model that does not beat how common the values are, on a fifth of the people whom it
 * has not met, is not used.
 */
export function predictTraits({ traits, predictions, regime, log }: PredictTraitsPorts): StateWatcher {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let people: Known[] = [];
  let tokenNumbers = new Map<string, number>();

  const numberOf = (token: string): number => {
    const number = tokenNumbers.get(token) ?? tokenNumbers.size;
    tokenNumbers.set(token, number);
    return number;
  };

  const see = ({ partition, state, record }: FoldedPerson): void => {
    if (traits.length === 0) return;
    const situation = { regime, market: state.places.lastMarket };
    const [mayTrain, mayPredict] = [allows('train', record, situation), allows('predict', record, situation)];
    if (!mayTrain && !mayPredict) return;
    const said = traitsOf(state.traits, record);
    const usable = traitsOf(
      state.traits.filter(([, , , refused]) => isUsable({ refused }, 'train')),
      record,
    );
    const learnable = traits.map((name) => (mayTrain ? classOf(usable[name]) : undefined));
    const isAsked = traits.map((name) => mayPredict && !Object.hasOwn(said, name));
    const tokens = [...traitTokens(state)];
    const isOfUse = isAsked.includes(true) || learnable.some((value) => value !== undefined);
    if (!isOfUse || tokens.length === 0) return;
    people.push({
      partition,
      tokens: Int32Array.from(tokens, ([token]) => numberOf(token)),
      shares: Float32Array.from(tokens, ([, share]) => share),
      learnable,
      isAsked,
    });
  };

  const foresee = (name: string, place: number): ReadonlyMap<string, TraitPrediction> => {
    const model = learn(people, place, [...tokenNumbers.keys()]);
    if ('why' in model) {
      log.info('trait not foreseen', { trait: name, why: model.why });
      return new Map();
    }
    log.info('trait foreseen', { trait: name, people: model.people, gain: model.gain, gainLow: model.gainLow });
    const asked = people.filter(
      ({ isAsked, tokens }) => isAsked[place] && tokens.some((token) => model.columns.has(token)),
    );
    const rows = rowsOf(asked, model.columns);
    const about = { name, predicted: true as const, modelVersion: scan.snapshotId, asOf: isoOf(scan.takenAtMs) };
    return new Map(
      asked.map(({ partition }, row) => {
        const probabilities = classProbabilities(model.classifier, rows, row);
        const best = probabilities.indexOf(Math.max(...probabilities));
        return [partition, { ...about, value: model.classes[best]!, probability: probabilities[best]! }];
      }),
    );
  };

  return {
    start(begun) {
      scan = begun;
      people = [];
      tokenNumbers = new Map();
    },
    see,
    async finish() {
      // The scan's order is not the same each night; a sum's last bits depend on it.
      people.sort((a, b) => (a.partition < b.partition ? -1 : 1));
      const foreseen = traits.map(foresee);
      const byPerson = new Map<string, readonly TraitPrediction[]>();
      for (const { partition } of people) {
        const ofPerson = foreseen.flatMap((ofTrait) => ofTrait.get(partition) ?? []);
        if (ofPerson.length > 0) byPerson.set(partition, ofPerson);
      }
      people = [];
      const rows = [...byPerson];
      for (let start = 0; start < rows.length; start += WRITTEN_AT_ONCE)
        await predictions.put(new Map(rows.slice(start, start + WRITTEN_AT_ONCE)), scan.takenAtMs + KEPT_DAYS * DAY_MS);
    },
  };
}

/** What was told, as a class: texts without regard to case, numbers and booleans as written; nothing else is one. */
function classOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
  return text.trim().toLowerCase() || undefined;
}

interface Learnt {
  readonly classifier: TraitClassifier;
  readonly classes: readonly string[];
  /** By a token's number. */
  readonly columns: ReadonlyMap<number, number>;
  readonly people: number;
  /** Log loss less than the base rate's on people not met, in nats, and the low end of its 95 % interval. */
  readonly gain: number;
  readonly gainLow: number;
}

function learn(people: readonly Known[], place: number, tokens: readonly string[]): Learnt | { readonly why: string } {
  const told = people.filter((known) => known.learnable[place] !== undefined);
  const classes = commonest(told.map((known) => known.learnable[place]!)).slice(0, MAX_CLASSES);
  const classed = told
    .filter((known) => classes.includes(known.learnable[place]!))
    .sort((a, b) => stringHash(a.partition) - stringHash(b.partition))
    .slice(0, MAX_LEARNT_FROM);
  if (classes.length < 2) return { why: 'fewer than two values that twenty people told' };
  if (classed.length < MIN_PEOPLE) return { why: `fewer than ${MIN_PEOPLE} people told it` };
  const shared = commonest(classed.flatMap((known) => Array.from(known.tokens, (token) => tokens[token]!)));
  const columnOf = new Map(shared.map((token, column) => [token, column]));
  const columns = new Map(
    tokens.flatMap((token, i) => (columnOf.has(token) ? [[i, columnOf.get(token)!] as const] : [])),
  );
  const dataOf = (some: readonly Known[]): LabelledRows => ({
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
  const gain = pairedBootstrap(baseLogLosses(known, unmet), logLosses(fitTraitClassifier(known, ridge), unmet), {
    random: seededRandom(1),
  });
  if (!(gain.low > 0)) return { why: 'no better than how common the values are' };
  const classifier = fitTraitClassifier(dataOf(classed), ridge);
  return { classifier, classes, columns, people: classed.length, gain: gain.mean, gainLow: gain.low };
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
function rowsOf(people: readonly Known[], columns: ReadonlyMap<number, number>): SparseRows {
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
