import { DAY_MS } from '../../../shared/domain/time.ts';
import type { PackedHistories } from '../../../shared/evaluation/splits.ts';
import { cellIndexer } from '../../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { fitAffinity } from '../../../shared/learning/affinity.ts';
import { fitContentNeighbours } from '../../../shared/learning/content-neighbours.ts';
import { fitContextLifts } from '../../../shared/learning/context-lifts.ts';
import { fitEase } from '../../../shared/learning/ease.ts';
import { fitItemEmbeddings } from '../../../shared/learning/embedding-training.ts';
import { fitImplicitAls } from '../../../shared/learning/implicit-als.ts';
import type { ItemEmbeddings } from '../../../shared/learning/item-embeddings.ts';
import { fitItemNeighbours } from '../../../shared/learning/item-neighbours.ts';
import { linearFactors } from '../../../shared/learning/linear-factors.ts';
import type { HistoryWeights, Source } from '../../../shared/learning/recommender.ts';
import { fitSequenceNeighbours, recencyOf } from '../../../shared/learning/sequence-neighbours.ts';
import { fitTrending } from '../../../shared/learning/trending.ts';
import { fitVectorNeighbours } from '../../../shared/learning/vector-neighbours.ts';
import { rowCountOf } from '../../../shared/math/sparse-rows.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { SourceName } from '../../../shared/model/sources.ts';
import type { Arithmetic } from './arithmetic.ts';
import { matrixOf } from './person-matrix.ts';
import { sessionIndexOf } from './session-index.ts';
import { facetValues, sharedFeatures } from './shared-features.ts';
import type { TrainingSet } from './training-set.ts';

/** Undefined where there are no settings for the source, or nothing to fit it on. */
type Fit = (set: TrainingSet, settings: RecommenderSettings, arithmetic: Arithmetic) => Promise<Source | undefined>;

/** Each source by its settings. */
export const FITTERS: Readonly<Record<SourceName, Fit>> = {
  embeddings: async ({ histories, content, itemCount, learnt }, { embeddings }, arithmetic) => {
    if (embeddings === null) return undefined;
    const epochs = learnt ? Math.ceil(embeddings.epochs * FURTHER_SHARE) : embeddings.epochs;
    const data = { histories, features: sharedFeatures(content), itemCount };
    const from = learnt && { from: learnt };
    const { model } = await fitItemEmbeddings(data, { ...embeddings, epochs }, arithmetic, from);
    return embeddingSource(model);
  },

  factors: async (set, settings, { kernels }) => {
    if (settings.factors === null) return undefined;
    const matrix = matrixOf(set);
    const als = fitImplicitAls(matrix, settings.factors, kernels);
    const counts = new Float64Array(set.itemCount);
    for (const item of matrix.columns) counts[item]!++;
    const model = linearFactors(als, counts, matrix.columns.length / Math.max(1, rowCountOf(matrix)));
    return {
      kind: 'factors',
      name: 'factors',
      model: { ...model, ...read(settings, settings.factors.recencyExponent) },
    };
  },

  popularity: async ({ histories, itemCount }, { targetKindWeights }) => {
    const shares = new Float32Array(itemCount);
    histories.items.forEach((item, at) => {
      shares[item]! += targetKindWeights[histories.kinds[at]!]!;
    });
    return { kind: 'prior', name: 'popularity', shares };
  },

  sequence: async ({ histories, itemCount, countedOverAll }, settings, { kernels }) => {
    if (settings.sequence === null) return undefined;
    const { historyLimit, historyKindWeights, targetKindWeights, sequence } = settings;
    const whole = { ...sequence, historyLimit, historyKindWeights, targetKindWeights, popularityWeight: 0 };
    const counted = await (countedOverAll?.(whole) ?? fitSequenceNeighbours(histories, itemCount, whole, kernels));
    const { width, neighbours, weights } = counted;
    const kindWeights = { historyKindWeights: Float32Array.from(historyKindWeights) };
    const table = { itemCount, width, neighbours, weights, recency: recencyOf(whole), ...kindWeights };
    return { kind: 'neighbours', name: 'sequence', table };
  },

  together: async (set, settings, { kernels }) => {
    if (settings.together === null) return undefined;
    const table = fitItemNeighbours(matrixOf(set), settings.together, kernels);
    return {
      kind: 'neighbours',
      name: 'together',
      table: { itemCount: set.itemCount, ...table, ...read(settings, settings.together.recencyExponent) },
    };
  },

  linear: async (set, settings) => {
    if (settings.linear === null) return undefined;
    const { recencyExponent, ...chosen } = settings.linear;
    return {
      kind: 'linear',
      name: 'linear',
      table: { ...fitEase(matrixOf(set), chosen), ...read(settings, recencyExponent) },
    };
  },

  bought: async ({ sessions, itemCount }, settings, { kernels }) => {
    const matrix = matrixOf({ histories: ofKind(sessions.histories, PURCHASE), itemCount });
    if (matrix.columns.length === 0) return undefined;
    const table = fitItemNeighbours(matrix, BOUGHT_SETTINGS, kernels);
    return { kind: 'neighbours', name: 'bought', table: { itemCount, ...table, ...read(settings, 1) } };
  },

  content: async ({ content }, settings) => {
    if (settings.content === null || content === undefined) return undefined;
    const { recencyExponent, ...chosen } = settings.content;
    const table = fitContentNeighbours(content.counts, content.fields, chosen);
    // Squared, so that a few alike items weigh more than many that are hardly so.
    const weights = table.weights.map((cosine) => cosine * cosine);
    return {
      kind: 'neighbours',
      name: 'content',
      table: { ...table, weights, ...read(settings, recencyExponent) },
    };
  },

  images: async ({ images = [], itemCount }, settings) => {
    if (images.length === 0) return undefined;
    const table = fitVectorNeighbours(itemCount, images, IMAGE_SETTINGS);
    const weights = table.weights.map((cosine) => cosine * cosine);
    return { kind: 'neighbours', name: 'images', table: { ...table, weights, ...read(settings, 1) } };
  },

  affinity: async ({ histories, content, itemCount }) => {
    const values = facetValues(content);
    const model = values && fitAffinity(histories, values, itemCount, AFFINITY_SETTINGS);
    return model && { kind: 'affinity', name: 'affinity', model };
  },

  sessions: async (set, { sessions: chosen, targetKindWeights }) =>
    chosen === null
      ? undefined
      : { kind: 'sessions', name: 'sessions', index: sessionIndexOf(set, { ...chosen, targetKindWeights }) },

  current: async () => ({ kind: 'own', name: 'current', from: 0, to: 1 }),
  earlier: async (_, { historyLimit }) => ({ kind: 'own', name: 'earlier', from: 1, to: historyLimit }),

  trending: async ({ histories: { items }, atMs, itemCount }) => {
    if (atMs === undefined || atMs.length === 0) return undefined;
    const nowMs = atMs.reduce((newest, at) => Math.max(newest, at), Number.NEGATIVE_INFINITY);
    const { scores } = fitTrending({ items, times: atMs }, itemCount, nowMs, TRENDING_SETTINGS);
    return { kind: 'prior', name: 'trending', shares: scores.map((rise) => (rise > CLEAR_RISE ? rise : 0)) };
  },

  context: async ({ histories: { items, kinds, contexts }, itemCount, cells = [] }, { targetKindWeights }) => {
    if (contexts === undefined || cells.length === 0) return undefined;
    const weights = Float32Array.from(kinds, (kind) => targetKindWeights[kind]!);
    const indexesOf = cellIndexer(cells);
    const events = { items, weights, cellsAt: (at: number) => indexesOf(contexts[at]!) };
    const lifts = fitContextLifts(events, itemCount, cells.length, CONTEXT_DOUBT);
    return { kind: 'context', name: 'context', lifts, fadeEvents: CONTEXT_FADE_EVENTS };
  },
};

export const AFFINITY_SETTINGS = {
  historyLimit: 20,
  doubt: 5,
  lookLimit: 3000,
  negatives: 200,
  groupLimit: 20_000,
  seed: 1,
};

/** Events as the whole would have them that are added to each item of a cell. */
const CONTEXT_DOUBT = 10;
/** After so many events a person's own speak as loud as the context. */
const CONTEXT_FADE_EVENTS = 4;

/** Passes over all histories, as a share of a trial's, where the trial's vectors are gone on from. */
const FURTHER_SHARE = 1 / 3;

const PURCHASE = HISTORY_KINDS.indexOf('purchase');
/** What is bought in one session is few things: counts are small, so the popular is held back gently. */
const BOUGHT_SETTINGS = { rowExponent: 0.5, columnExponent: 0.3, historyExponent: 0.5, neighbourCount: 50 };
const IMAGE_SETTINGS = { neighbourCount: 50, compareAll: 5000, leadersAsked: 8, seed: 1 };
/** Standard deviations above what its own past lets one expect; less is chance. */
const CLEAR_RISE = 1;
const TRENDING_SETTINGS = { recentHalfLife: 2 * DAY_MS, pastHalfLife: 28 * DAY_MS, doubt: 5 };

/** Only the events of one kind, and only histories that have some. */
function ofKind({ offsets, items, kinds }: PackedHistories, kind: number): PackedHistories {
  let size = 0;
  for (const each of kinds) if (each === kind) size++;
  const starts = new Int32Array(size + 1);
  const kept = new Int32Array(size);
  let history = 0;
  let at = 0;
  for (let u = 0; u + 1 < offsets.length; u++) {
    const from = at;
    for (let e = offsets[u]!; e < offsets[u + 1]!; e++) if (kinds[e] === kind) kept[at++] = items[e]!;
    if (at > from) starts[++history] = at;
  }
  return { offsets: starts.slice(0, history + 1), items: kept, kinds: new Uint8Array(size).fill(kind) };
}

export const embeddingSource = (model: ItemEmbeddings): Source => ({ kind: 'embeddings', name: 'embeddings', model });

const read = ({ historyLimit, historyKindWeights }: RecommenderSettings, recencyExponent: number): HistoryWeights => ({
  recency: recencyOf({ historyLimit, recencyExponent }),
  historyKindWeights: Float32Array.from(historyKindWeights),
});
