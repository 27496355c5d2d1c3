import { ndcg } from '../../shared/evaluation/ranking-metrics.ts';
import type { Candidates, RankingTask } from '../../shared/evaluation/ranking-task.ts';
import { CONTENT_FIELDS } from '../../shared/features/content.ts';
import { cellIndexer } from '../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { type Blend, blendTaskCollector, type SourceScores, searchBlend } from '../../shared/learning/blend.ts';
import { type Axes, coordinateSearch } from '../../shared/learning/coordinate-search.ts';
import type { EaseSettings } from '../../shared/learning/ease.ts';
import {
  type EmbeddingState,
  fitItemEmbeddings,
  type TrainedEmbeddings,
  type TrainingOptions,
} from '../../shared/learning/embedding-training.ts';
import type { ImplicitAlsSettings } from '../../shared/learning/implicit-als.ts';
import {
  type BatchLogits,
  batchLogits,
  batchProducts,
  type ItemEmbeddingSettings,
} from '../../shared/learning/item-embeddings.ts';
import { fitItemNeighbours } from '../../shared/learning/item-neighbours.ts';
import { personFactor } from '../../shared/learning/linear-factors.ts';
import { eventWeightsOf, type Recommender, type Source, sourceScores } from '../../shared/learning/recommender.ts';
import {
  fitSequenceNeighbours,
  recencyOf,
  type SequenceNeighbourSettings,
  type SequenceNeighbours,
  withScoring,
} from '../../shared/learning/sequence-neighbours.ts';
import {
  type SessionNeighbourSettings,
  type SessionNeighbours,
  scoreSession,
  sparseScores,
  withSessionScoring,
} from '../../shared/learning/session-neighbours.ts';
import { targetRanker } from '../../shared/learning/target-ranker.ts';
import type { Neighbours } from '../../shared/math/kernels.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import {
  type Engine,
  embeddingSource,
  FITTERS,
  fitRecommender,
  recommenderOf,
  SOURCES,
  sessionIndexOf,
  type TrainingSet,
} from './fit.ts';
import { matrixOf } from './person-matrix.ts';
import { sampleOf } from './sample.ts';
import { historiesAt } from './sessions.ts';
import { sharedFeatures } from './shared-features.ts';

/** How much intent each kind shows, in steps: looking, wanting, buying. */
const INTENT: Readonly<Record<string, number>> = { view: 0, click: 0, purchase: 2 };
/** A weight a kind that grows by `ratio` with each step of intent; 1 treats all alike. */
const byIntent = (ratio: number): readonly number[] => HISTORY_KINDS.map((kind) => ratio ** (INTENT[kind] ?? 1));

const EVEN = byIntent(1);

/**
 * Where the search begins, and what a shop gets that has too little data to search: the middle of what was best on
 * public shop data.
 */
export const DEFAULT_SETTINGS: RecommenderSettings = {
  historyLimit: 200,
  historyKindWeights: EVEN,
  targetKindWeights: EVEN,
  sequence: {
    distanceExponent: 0.5,
    backwardWeight: 0.3,
    repeatWeight: 0,
    rowExponent: 0.5,
    columnExponent: 0.1,
    recencyExponent: 1,
    neighbourCount: 100,
    maxDistance: 50,
  },
  together: null,
  factors: null,
  linear: null,
  sessions: null,
  embeddings: null,
  content: {
    fieldWeights: CONTENT_FIELDS.map((field) => (field === 'description' ? 0.5 : 1)),
    idfExponent: 1,
    postingLimit: 2000,
    neighbourCount: 100,
    recencyExponent: 1,
  },
  blend: {
    popularity: { weight: 0.1, floor: 1e-3 },
    sequence: { weight: 1, floor: 1e-3 },
    content: { weight: 0.3, floor: 1e-3 },
  },
};

export const DEFAULT_TOGETHER = {
  rowExponent: 0.7,
  columnExponent: 0.3,
  historyExponent: 0.5,
  neighbourCount: 200,
  recencyExponent: 0,
};

export const DEFAULT_FACTORS: ImplicitAlsSettings = {
  dimensions: 64,
  iterations: 12,
  stepCount: 3,
  observedWeight: 1,
  unobservedWeight: 0.1,
  zeroPairs: 'all',
  regularization: 0.05,
  frequencyExponent: 0.5,
  initialScale: 0.1,
  seed: 1,
};

const DEFAULT_LINEAR: EaseSettings = {
  ridge: 30,
  ridgeExponent: 0.5,
  neighbourCount: 200,
  maxItems: 100_000,
  keepNegative: true,
};

/** People or items, whichever are fewer: the closed form inverts a matrix of that side. */
const MAX_LINEAR_SIDE = 2500;
const smallerSide = ({ histories, itemCount }: TrainingSet): number =>
  Math.min(histories.offsets.length - 1, itemCount);

export const DEFAULT_SESSIONS: Omit<SessionNeighbourSettings, 'targetKindWeights'> = {
  sessionsPerItem: 500,
  neighbourCount: 100,
  historyLimit: 5,
  sessionLimit: 50,
  queryDecay: 'linear',
  matchDecay: 'linear',
  idfExponent: 0,
  lengthExponent: 0,
  ageScale: 1e18,
  distanceScale: 1e9,
  backwardWeight: 1,
};

/** Events that a training of vectors looks at in all its passes, at most. */
const MAX_EMBEDDING_LOOKS = 5_000_000;

/** Of one pass: a large shop's night spends most on them, 55 µs a look. The largest public data sets have fewer. */
const MAX_PASS_LOOKS = 1_200_000;

export const DEFAULT_EMBEDDINGS: ItemEmbeddingSettings = {
  dimensions: 64,
  historyLimit: 20,
  epochs: 30,
  positionLimit: MAX_PASS_LOOKS,
  batchSize: 1024,
  negatives: 2048,
  learningRate: 0.003,
  eventDropout: 0.2,
  vectorDropout: 0.4,
  seed: 1,
};

/** How each source counts before the search. */
const START: Blend = {
  embeddings: { weight: 1, floor: 1 },
  factors: { weight: 1, floor: 1 },
  linear: { weight: 1, floor: 1 },
  popularity: { weight: 0.1, floor: 1e-3 },
  sequence: { weight: 1, floor: 1e-3 },
  together: { weight: 0.5, floor: 1e-3 },
  content: { weight: 0.3, floor: 1e-3 },
  sessions: { weight: 0.5, floor: 1e-3 },
  current: { weight: 0, floor: 1 },
  earlier: { weight: 0, floor: 1 },
  context: { weight: 0.1, floor: 1 },
};

const WITH_CONTEXT: RecommenderSettings = {
  ...DEFAULT_SETTINGS,
  blend: { ...DEFAULT_SETTINGS.blend, context: START['context']! },
};

/** Sources that no person's blend has: placements ask for them. */
const UNTUNED: ReadonlySet<string> = new Set(['bought', 'trending']);
/** Sources of what a person has met before. */
const OWN: ReadonlySet<string> = new Set(['current', 'earlier']);

/** Sources to which the order of a history says nothing or little. */
const BY_COMPANY: ReadonlySet<string> = new Set(['factors', 'together', 'linear']);

type SequenceAxes = Axes<SequenceNeighbourSettings>;

/** What may differ from shop to shop. Cheap axes first: the last three only change how a fitted table is read. */
const SEQUENCE_AXES: SequenceAxes = {
  repeatWeight: [0, 0.3, 1],
  neighbourCount: [100, 200],
  recencyExponent: [0.3, 0.6, 1, 1.3, 1.7, 2.2, 3],
  historyKindWeights: [EVEN, byIntent(2), byIntent(4), byIntent(8)],
  columnExponent: [0, 0.1, 0.25, 0.5],
  rowExponent: [0.3, 0.5, 0.7, 1],
  backwardWeight: [0, 0.3, 0.6, 1],
  distanceExponent: [0.25, 0.5, 1],
  targetKindWeights: [byIntent(0.5), EVEN, byIntent(2), byIntent(4)],
};

const TOGETHER_AXES: Axes<typeof DEFAULT_TOGETHER> = {
  recencyExponent: [0, 0.5, 1, 1.5],
  columnExponent: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  rowExponent: [0, 0.3, 0.5, 0.7, 1],
  historyExponent: [0, 0.3, 0.5, 1],
  neighbourCount: [100, 200, 400],
};

const SESSION_AXES: Axes<typeof DEFAULT_SESSIONS> = {
  sessionsPerItem: [250, 500, 1500],
  neighbourCount: [50, 100, 200, 500],
  historyLimit: [2, 3, 5, 9],
  queryDecay: ['linear', 0.5, 1, 2],
  matchDecay: ['linear', 0, 0.5, 1],
  idfExponent: [0, 0.5, 1, 2],
  distanceScale: [1, 2, 4, 8, 1e9],
  backwardWeight: [0, 0.3, 0.6, 1],
  lengthExponent: [0, 0.25, 0.5],
};

/** Trials that a search may take, and events that all its trials together may count. */
const MAX_TRIALS = 80;
const MAX_TRIAL_EVENTS = 60_000_000;
/**
 * Events of the people on whom settings of tables are tried: many trials on a few people say more than one on all. The
 * largest public data sets have half of it. What is chosen is then fitted on everybody, for the blend as for the model.
 */
const MAX_SEARCH_EVENTS = 2_000_000;
const MAX_BLEND_TRIALS = 250;
const SEARCH_SEED = 1;
/** A figure on fewer tasks says more about their people than about the settings. */
const MIN_TASKS = 100;
const MAX_TASKS = 8000;
/** Scores of a source that a blend is tried on: 8,000 tasks among 50,000 items. */
const MAX_TASK_SCORES = 400_000_000;
const MAX_SOURCE_TASKS = 2000;
/** A pass of vectors is told from the next by small differences. */
const MAX_STOPPING_TASKS = 6000;
/** Tables held at a time: the search comes back to the best one between trials. */
const MAX_FITTED = 4;
/** Of each source, the candidates that a blend is tried on. */
const BLEND_DEPTH = 150;
/** For the trial of factors beside what reads order; a model that keeps them learns them from all. */
const MAX_FACTOR_TRIAL_EVENTS = 10_000_000;
/** Fewer events to learn from than this, and vectors say nothing. */
const MIN_EMBEDDING_EVENTS = 2000;
const MAX_EMBEDDING_EPOCHS = 30;
/** Passes without gain before the training stops. */
const PATIENCE = 4;
/** Numbers of a batch of logits. */
const MAX_LOGITS = 8_000_000;

export interface Tuned {
  readonly settings: RecommenderSettings;
  /** ndcg@k on the validation people; null when the settings were not searched. */
  readonly validation: number | null;
  readonly triedCount: number;
}

/** The search of one source's settings, or of the blend: what each trial reached, in their order. */
export interface SearchTrace {
  readonly of: string;
  readonly values: readonly number[];
}

export interface TunedRecommender extends Tuned {
  /** In the order in which the searches were. */
  readonly trace: readonly SearchTrace[];
  /** Fitted on the training histories with the settings. */
  readonly recommender: Recommender;
  /** For a fit of more histories to go on from. */
  readonly learnt?: EmbeddingState;
}

export interface TuneOptions {
  readonly candidates: Candidates;
  /** The cut of the figure that is sought. */
  readonly k: number;
  readonly engine: Engine;
  /** Told of each step. */
  readonly note?: (text: string) => void;
}

type Search = Required<TuneOptions> & {
  readonly set: TrainingSet;
  /** The same with some of the people only. */
  readonly some: TrainingSet;
  readonly trials: number;
};

/** Settings with the best ndcg@k on the validation tasks; the defaults where there are too few to tell. */
export async function tune(
  set: TrainingSet,
  validation: readonly RankingTask[],
  { note = () => {}, ...options }: TuneOptions,
): Promise<TunedRecommender> {
  const { engine, candidates, k } = options;
  if (validation.length < MIN_TASKS) {
    const settings = set.cells?.length ? WITH_CONTEXT : DEFAULT_SETTINGS;
    const recommender = await fitRecommender(set, settings, engine);
    return { settings, validation: null, triedCount: 0, trace: [], recommender };
  }
  const some = withSomePeople(set, MAX_SEARCH_EVENTS);
  const trials = Math.max(1, Math.min(MAX_TRIALS, Math.floor(MAX_TRIAL_EVENTS / some.histories.items.length)));
  const search: Search = { ...options, note, set, some, trials };
  const maxTasks = Math.min(MAX_TASKS, Math.ceil(MAX_TASK_SCORES / set.itemCount));
  // Somebody new tells nothing of what reads histories; how it counts beside context is the blend's question.
  const withHistory = validation.filter(({ items }) => items.length > 0);
  const few = sampleOf(withHistory, MAX_SOURCE_TASKS);

  const ofSequence = some === set ? sampleOf(withHistory, maxTasks) : few;
  const sequence = set.isOrdered ? tuneSequence(search, ofSequence) : undefined;
  const { historyKindWeights, targetKindWeights } = sequence?.settings ?? DEFAULT_SETTINGS;
  const together = tuneTogether(search, few);
  const factors = set.isOrdered ? undefined : await tuneFactors(search, few);
  const sessions = set.isOrdered ? tuneSessions(search, few, targetKindWeights) : undefined;
  const embeddings = set.isOrdered
    ? await tuneEmbeddings(search, sampleOf(withHistory, MAX_STOPPING_TASKS))
    : undefined;
  const chosen: RecommenderSettings = {
    historyLimit: DEFAULT_SETTINGS.historyLimit,
    historyKindWeights,
    targetKindWeights,
    sequence: sequence ? withoutShared(sequence.settings) : null,
    together: together.settings,
    factors: { ...(factors?.settings ?? DEFAULT_FACTORS), recencyExponent: set.isOrdered ? 0.5 : 0 },
    linear:
      smallerSide(set) <= MAX_LINEAR_SIDE ? { ...DEFAULT_LINEAR, recencyExponent: set.isOrdered ? 0.5 : 0 } : null,
    sessions: sessions?.settings ?? null,
    embeddings: embeddings?.settings ?? null,
    content: set.content ? DEFAULT_SETTINGS.content : null,
    blend: {},
  };

  const sources: Source[] = [];
  const forFactors = set.isOrdered ? withSomePeople(set, MAX_FACTOR_TRIAL_EVENTS) : set;
  for (const name of SOURCES) {
    if (UNTUNED.has(name) || (candidates === 'new' && OWN.has(name))) continue;
    const source =
      name === 'embeddings'
        ? embeddings && embeddingSource(embeddings.model)
        : await FITTERS[name](name === 'factors' ? forFactors : set, chosen, engine);
    if (source !== undefined) sources.push(source);
    note(`fitted ${name} for the trial`);
  }
  const blend = await tuneBlend(search, sources, sampleOf(validation, maxTasks));
  note(`blend: ndcg@${k} ${blend.value.toFixed(4)} after ${blend.triedCount} trials`);
  const settings = forBlend(chosen, blend.blend);
  const wanted = sources.filter(({ name }) => (settings.blend[name]?.weight ?? 0) !== 0);
  return {
    settings,
    validation: blend.value,
    triedCount: [sequence, together, factors, sessions, blend].reduce(
      (sum, found) => sum + (found?.triedCount ?? 0),
      0,
    ),
    trace: Object.entries({ sequence, together, factors, sessions, embeddings, blend }).flatMap(([of, found]) =>
      found === undefined ? [] : [{ of, values: found.values }],
    ),
    recommender: recommenderOf(set.itemCount, settings, wanted),
    ...(embeddings && settings.embeddings && { learnt: embeddings.state }),
  };
}

/** The histories of some people, drawn by the same seed each time, with about so many events; or all. */
function withSomePeople(set: TrainingSet, eventCount: number): TrainingSet {
  const { offsets, items } = set.histories;
  if (items.length <= eventCount) return set;
  const random = seededRandom(SEARCH_SEED);
  const share = eventCount / items.length;
  const drawn = Int32Array.from(offsets.keys())
    .subarray(0, offsets.length - 1)
    .filter(() => random() < share);
  return { ...set, histories: historiesAt(set.histories, drawn) };
}

/** Settings without what the blend does not want. */
function forBlend(settings: RecommenderSettings, blend: Blend): RecommenderSettings {
  const isWanted = (name: string): boolean => (blend[name]?.weight ?? 0) !== 0;
  return {
    ...settings,
    sequence: isWanted('sequence') ? settings.sequence : null,
    together: isWanted('together') ? settings.together : null,
    factors: isWanted('factors') ? settings.factors : null,
    linear: isWanted('linear') ? settings.linear : null,
    sessions: isWanted('sessions') ? settings.sessions : null,
    embeddings: isWanted('embeddings') ? settings.embeddings : null,
    content: isWanted('content') ? settings.content : null,
    blend: Object.fromEntries(Object.entries(blend).filter(([name]) => isWanted(name))),
  };
}

function withoutShared(settings: SequenceNeighbourSettings): NonNullable<RecommenderSettings['sequence']> {
  const { historyLimit: _l, popularityWeight: _p, historyKindWeights: _h, targetKindWeights: _t, ...own } = settings;
  return own;
}

// ── Sequence neighbours ─────────────────────────────────────────────────────────────────────────────

function tuneSequence({ some, candidates, k, trials, engine, note }: Search, tasks: readonly RankingTask[]) {
  const { histories, itemCount } = some;
  const fitted = new Map<string, SequenceNeighbours>();
  const objective = (settings: SequenceNeighbourSettings): number => {
    const { recencyExponent, historyKindWeights, ...counted } = settings;
    const key = JSON.stringify(counted);
    const table = fitted.get(key) ?? fitSequenceNeighbours(histories, itemCount, settings, engine.kernels);
    if (!fitted.has(key)) {
      if (fitted.size >= MAX_FITTED) fitted.clear();
      fitted.set(key, table);
    }
    return meanGain(withScoring(table, settings), tasks, candidates, k);
  };
  const start: SequenceNeighbourSettings = {
    ...DEFAULT_SETTINGS.sequence!,
    historyLimit: DEFAULT_SETTINGS.historyLimit,
    historyKindWeights: EVEN,
    targetKindWeights: EVEN,
    popularityWeight: 1, // only to break ties: far below what any neighbour says
  };
  const found = coordinateSearch<SequenceNeighbourSettings>(
    start,
    sequenceAxes(histories.kinds, candidates),
    objective,
    trials,
  );
  note(`sequence: ndcg@${k} ${found.value.toFixed(4)} after ${found.triedCount} trials`);
  return found;
}

/** Kind weights are not searched where there is only one kind, nor repeats where only new items are asked for. */
function sequenceAxes(kinds: Uint8Array, candidates: Candidates): SequenceAxes {
  const { historyKindWeights, targetKindWeights, repeatWeight, neighbourCount, ...others } = SEQUENCE_AXES;
  return {
    ...(candidates === 'all' && { repeatWeight }),
    ...others,
    ...(new Set(kinds).size > 1 && { historyKindWeights, targetKindWeights }),
    ...(candidates === 'all' && { neighbourCount }),
  };
}

const TIE_BREAKER = 1e-6;

function meanGain(
  table: Omit<SequenceNeighbours, 'popularity'> & { readonly popularity?: Float32Array },
  tasks: readonly RankingTask[],
  candidates: Candidates,
  k: number,
): number {
  const popularity = table.popularity?.map((share) => share * TIE_BREAKER) ?? new Float32Array(table.itemCount);
  const rankOf = targetRanker({ ...table, popularity }, candidates);
  let sum = 0;
  for (const task of tasks) {
    const targets = [task.target, ...(task.alsoRelevant ?? [])];
    let gain = 0;
    for (const target of targets) gain += ndcg(rankOf(task.items, task.kinds, target), k);
    sum += gain / targets.length;
  }
  return sum / tasks.length;
}

// ── Items that are met together ─────────────────────────────────────────────────────────────────────

function tuneTogether({ some: set, candidates, k, trials, engine, note }: Search, tasks: readonly RankingTask[]) {
  const matrix = matrixOf(set);
  const historyKindWeights = Float32Array.from(EVEN);
  const known = new Map<string, Neighbours>();
  const objective = (settings: typeof DEFAULT_TOGETHER): number => {
    const { recencyExponent, ...counted } = settings;
    const key = JSON.stringify(counted);
    const fitted = known.get(key) ?? fitItemNeighbours(matrix, counted, engine.kernels);
    if (!known.has(key)) {
      if (known.size >= MAX_FITTED) known.clear();
      known.set(key, fitted);
    }
    const recency = recencyOf({ historyLimit: DEFAULT_SETTINGS.historyLimit, recencyExponent });
    return meanGain({ itemCount: set.itemCount, ...fitted, recency, historyKindWeights }, tasks, candidates, k);
  };
  const { recencyExponent, ...others } = TOGETHER_AXES;
  const axes: Axes<typeof DEFAULT_TOGETHER> = set.isOrdered ? { recencyExponent: recencyExponent!, ...others } : others;
  const start = { ...DEFAULT_TOGETHER, recencyExponent: set.isOrdered ? 0.5 : 0 };
  const found = coordinateSearch<typeof DEFAULT_TOGETHER>(
    start,
    axes,
    objective,
    Math.ceil(trials / (set.isOrdered ? 8 : 2)),
  );
  note(`together: ndcg@${k} ${found.value.toFixed(4)} after ${found.triedCount} trials`);
  return found;
}

// ── Factors ─────────────────────────────────────────────────────────────────────────────────────────

const FACTOR_DIMENSIONS = [64, 128];
const UNOBSERVED_WEIGHTS = [0.03, 0.1, 0.3];

/** Every pair of the two settings that matter most. */
async function tuneFactors({ set, candidates, k, engine, note }: Search, tasks: readonly RankingTask[]) {
  let best: { settings: ImplicitAlsSettings; value: number } | undefined;
  const values: number[] = [];
  for (const dimensions of FACTOR_DIMENSIONS) {
    for (const unobservedWeight of UNOBSERVED_WEIGHTS) {
      const settings = { ...DEFAULT_FACTORS, dimensions, unobservedWeight };
      const chosen = { ...DEFAULT_SETTINGS, factors: { ...settings, recencyExponent: 0 } };
      const source = await FITTERS.factors(set, chosen, engine);
      if (source?.kind !== 'factors') return undefined;
      const value = await meanNdcgOf(await productsOf(source.model, engine), tasks, set.itemCount, candidates, k);
      values.push(value);
      if (best === undefined || value > best.value) best = { settings, value };
    }
  }
  note(`factors: ndcg@${k} ${best!.value.toFixed(4)} after ${values.length} trials`);
  return { ...best!, triedCount: values.length, values };
}

/** Batches of scores by factors, as `sourceScores` says them. */
const productsOf = (model: Extract<Source, { kind: 'factors' }>['model'], { compile }: Engine): Promise<BatchLogits> =>
  batchProducts(
    { ...model, vectors: model.factors, biases: new Float32Array(model.itemCount) },
    ({ items, kinds }) => personFactor(model, items, eventWeightsOf(model, kinds)),
    compile,
  );

// ── Session neighbours ──────────────────────────────────────────────────────────────────────────────

function tuneSessions(
  { set, candidates, k, trials, note }: Search,
  tasks: readonly RankingTask[],
  targetKindWeights: readonly number[],
) {
  const { itemCount } = set;
  const indexes = new Map<string, SessionNeighbours>();
  const scratch = sparseScores(itemCount);
  const objective = (settings: typeof DEFAULT_SESSIONS): number => {
    const whole = { ...settings, targetKindWeights };
    const key = `${settings.sessionsPerItem}`;
    const index = indexes.get(key) ?? sessionIndexOf(set, whole);
    if (indexes.size >= MAX_FITTED) indexes.clear();
    indexes.set(key, index);
    const model = withSessionScoring(index, whole);
    let sum = 0;
    for (const { items, target } of tasks) {
      if (candidates === 'new' && items.includes(target)) continue;
      const { scores, items: spoken, count } = scoreSession(model, items, scratch);
      const score = scores[target]!;
      if (!(score > 0)) continue;
      let rank = 1;
      for (let i = 0; i < count; i++) if (scores[spoken[i]!]! > score) rank++;
      if (candidates === 'new') for (const own of new Set(items)) if (scores[own]! > score) rank--;
      sum += ndcg(rank, k);
    }
    return sum / tasks.length;
  };
  const found = coordinateSearch<typeof DEFAULT_SESSIONS>(
    DEFAULT_SESSIONS,
    SESSION_AXES,
    objective,
    Math.ceil(trials / 2),
  );
  note(`sessions: ndcg@${k} ${found.value.toFixed(4)} after ${found.triedCount} trials`);
  return found;
}

// ── Embeddings ──────────────────────────────────────────────────────────────────────────────────────

/** Trains until the validation figure stops rising; the passes it took are the setting. Undefined: too little data. */
async function tuneEmbeddings(
  { set, candidates, k, engine, note }: Search,
  tasks: readonly RankingTask[],
): Promise<
  ({ readonly settings: ItemEmbeddingSettings; readonly values: readonly number[] } & TrainedEmbeddings) | undefined
> {
  const { histories, itemCount, content } = set;
  const events = histories.items.length;
  if (events < MIN_EMBEDDING_EVENTS) return undefined;
  const epochs = Math.max(1, Math.min(MAX_EMBEDDING_EPOCHS, Math.floor(MAX_EMBEDDING_LOOKS / events)));
  let best: ({ value: number; epoch: number } & TrainedEmbeddings) | undefined;
  const values: number[] = [];
  const afterPass: TrainingOptions['afterPass'] = async (epoch, learnt, loss) => {
    const now = learnt();
    const value = await meanNdcgOf(await batchLogits(now.model, engine.compile), tasks, itemCount, candidates, k);
    values.push(value);
    note(`embeddings: pass ${epoch}, loss ${loss.toFixed(3)}, ndcg@${k} ${value.toFixed(4)}`);
    if (best === undefined || value > best.value) best = { ...now, value, epoch };
    return epoch - best.epoch >= PATIENCE;
  };
  const settings = { ...DEFAULT_EMBEDDINGS, epochs };
  await fitItemEmbeddings(histories, sharedFeatures(content), itemCount, settings, engine.compile, { afterPass });
  return best && { ...best, settings: { ...DEFAULT_EMBEDDINGS, epochs: best.epoch }, values };
}

async function meanNdcgOf(
  logitsOf: BatchLogits,
  tasks: readonly RankingTask[],
  itemCount: number,
  candidates: Candidates,
  k: number,
): Promise<number> {
  let sum = 0;
  for (const batch of batchesOf(tasks, itemCount)) {
    const logits = await logitsOf(batch);
    batch.forEach(({ items, target, alsoRelevant }, row) => {
      const scores = logits.subarray(row * itemCount, (row + 1) * itemCount);
      const own = new Set(candidates === 'new' ? items : []);
      const targets = [target, ...(alsoRelevant ?? [])];
      let gain = 0;
      for (const wanted of targets) {
        if (own.has(wanted)) continue;
        const score = scores[wanted]!;
        let rank = 1;
        for (let item = 0; item < itemCount; item++) if (scores[item]! > score) rank++;
        for (const item of own) if (scores[item]! > score) rank--;
        gain += ndcg(rank, k);
      }
      sum += gain / targets.length;
    });
  }
  return sum / tasks.length;
}

function* batchesOf<T>(tasks: readonly T[], itemCount: number): Generator<readonly T[]> {
  const size = Math.max(1, Math.min(256, Math.floor(MAX_LOGITS / itemCount)));
  for (let from = 0; from < tasks.length; from += size) yield tasks.slice(from, from + size);
}

// ── The blend ───────────────────────────────────────────────────────────────────────────────────────

async function tuneBlend(
  { set, candidates, k, engine }: Search,
  sources: readonly Source[],
  tasks: readonly RankingTask[],
) {
  const { itemCount } = set;
  const logitsOf = await Promise.all(
    sources.map((source) => {
      if (source.kind === 'embeddings') return batchLogits(source.model, engine.compile);
      return source.kind === 'factors' ? productsOf(source.model, engine) : undefined;
    }),
  );
  const indexesOf = cellIndexer(set.cells ?? []);
  const collector = blendTaskCollector(BLEND_DEPTH);
  for (const batch of batchesOf(tasks, itemCount)) {
    const logits: (Float32Array | undefined)[] = [];
    for (const ofBatch of logitsOf) logits.push(await ofBatch?.(batch));
    batch.forEach(({ items, kinds, context = 0, target, alsoRelevant }, row) => {
      const cells = indexesOf(context);
      const said = sources.map((source, at): SourceScores => {
        const scores = logits[at]?.subarray(row * itemCount, (row + 1) * itemCount);
        if (scores === undefined) return sourceScores(source, itemCount, items, kinds, cells);
        return { name: source.name, scale: 'log-odds', scores };
      });
      collector.add(said, new Set(candidates === 'new' ? items : []), [target, ...(alsoRelevant ?? [])]);
    });
  }
  // Where order says something, what only counts company comes in by its merit.
  const isSecond = (name: string): boolean =>
    set.isOrdered && (BY_COMPANY.has(name) || (name === 'sessions' && candidates === 'new'));
  const start: Blend = Object.fromEntries(
    sources.map(({ name }) => [name, isSecond(name) ? { ...START[name]!, weight: 0 } : START[name]!]),
  );
  return searchBlend(collector.tasks(), start, k, MAX_BLEND_TRIALS, OWN);
}
