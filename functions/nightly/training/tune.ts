import type { RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import type { Blend } from '../../../shared/learning/blend.ts';
import type { EmbeddingState } from '../../../shared/learning/embedding-state.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { Arithmetic } from './arithmetic.ts';
import { fitRecommender, recommenderOf } from './fit-recommender.ts';
import type { TrainingSet } from './training-set.ts';
import { tuneBlend } from './tuning/blend.ts';
import { DEFAULT_SETTINGS } from './tuning/default-settings.ts';
import { tuneEmbeddings } from './tuning/embeddings.ts';
import { DEFAULT_FACTORS, tuneFactors } from './tuning/factors.ts';
import { linearSettings } from './tuning/linear.ts';
import { type Search, searchOf, startRecency, type TuneOptions } from './tuning/search.ts';
import { type SearchTasks, searchTasks } from './tuning/search-tasks.ts';
import { tuneSequence, withoutShared } from './tuning/sequence.ts';
import { tuneSessions } from './tuning/sessions.ts';
import { sourcesToBlend } from './tuning/sources-to-blend.ts';
import { tuneTogether } from './tuning/together.ts';

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

/**
 * Settings with the best ndcg@k on the validation tasks; the defaults where there are too few to tell.
 *
 * First each source alone: its own settings, by its own figure. Then every source is fitted with what it was given, and
 * the blend says how much each counts; what counts nothing is left out.
 */
export async function tune(
  set: TrainingSet,
  validation: readonly RankingTask[],
  options: TuneOptions,
): Promise<TunedRecommender> {
  if (validation.length < MIN_TASKS) return untuned(set, options.arithmetic);
  const search = searchOf(set, options);
  const tasks = searchTasks(search, validation);
  const found = await tuneSources(search, tasks);
  const chosen = settingsOf(set, found);
  const sources = await sourcesToBlend(search, chosen, found.embeddings?.model);
  const blend = await tuneBlend(search, sources, tasks);
  const settings = forBlend(chosen, blend.blend);
  const { sequence, together, factors, sessions, embeddings } = found;
  const counted = [sequence, together, factors, sessions, blend];
  return {
    settings,
    validation: blend.value,
    triedCount: counted.reduce((sum, each) => sum + (each?.triedCount ?? 0), 0),
    trace: Object.entries({ ...found, blend }).flatMap(([of, each]) => (each ? [{ of, values: each.values }] : [])),
    recommender: recommenderOf(
      set.itemCount,
      settings,
      sources.filter(({ name }) => isWanted(settings.blend, name)),
    ),
    ...(embeddings && settings.embeddings && { learnt: embeddings.state }),
  };
}

/** Settings that somebody chose instead. */
export const pinnedTo = (settings: RecommenderSettings): Tuned => ({ settings, validation: null, triedCount: 0 });

/** A figure on fewer tasks says more about their people than about the settings. */
const MIN_TASKS = 100;

async function untuned(set: TrainingSet, arithmetic: Arithmetic): Promise<TunedRecommender> {
  const settings = set.cells?.length ? WITH_CONTEXT : DEFAULT_SETTINGS;
  const recommender = await fitRecommender(set, settings, arithmetic);
  return { settings, validation: null, triedCount: 0, trace: [], recommender };
}

const WITH_CONTEXT: RecommenderSettings = {
  ...DEFAULT_SETTINGS,
  blend: { ...DEFAULT_SETTINGS.blend, context: { weight: 0.3, floor: 1 } },
};

/** Each source's search; where a history has no order, factors stand in for what reads order. */
async function tuneSources(search: Search, { forSequence, forEmbeddings, forOthers }: SearchTasks) {
  const { isOrdered } = search.set;
  const sequence = isOrdered ? tuneSequence(search, forSequence) : undefined;
  const together = tuneTogether(search, forOthers);
  const factors = isOrdered ? undefined : await tuneFactors(search, forOthers);
  const { targetKindWeights } = sequence?.settings ?? DEFAULT_SETTINGS;
  const sessions = isOrdered ? tuneSessions(search, forOthers, targetKindWeights) : undefined;
  const embeddings = isOrdered ? await tuneEmbeddings(search, forEmbeddings) : undefined;
  return { sequence, together, factors, sessions, embeddings };
}

type TunedSources = Awaited<ReturnType<typeof tuneSources>>;

/** What was found, and the defaults of what is not searched. */
function settingsOf(
  set: TrainingSet,
  { sequence, together, factors, sessions, embeddings }: TunedSources,
): RecommenderSettings {
  const { historyKindWeights, targetKindWeights } = sequence?.settings ?? DEFAULT_SETTINGS;
  return {
    historyLimit: DEFAULT_SETTINGS.historyLimit,
    historyKindWeights,
    targetKindWeights,
    sequence: sequence ? withoutShared(sequence.settings) : null,
    together: together.settings,
    factors: { ...(factors?.settings ?? DEFAULT_FACTORS), recencyExponent: startRecency(set) },
    linear: linearSettings(set),
    sessions: sessions?.settings ?? null,
    embeddings: embeddings?.settings ?? null,
    content: set.content ? DEFAULT_SETTINGS.content : null,
    blend: {},
  };
}

const isWanted = (blend: Blend, name: string): boolean => (blend[name]?.weight ?? 0) !== 0;

/** Settings without what the blend does not want. */
function forBlend(settings: RecommenderSettings, blend: Blend): RecommenderSettings {
  const ifWanted = <S>(name: string, own: S): S | null => (isWanted(blend, name) ? own : null);
  return {
    ...settings,
    sequence: ifWanted('sequence', settings.sequence),
    together: ifWanted('together', settings.together),
    factors: ifWanted('factors', settings.factors),
    linear: ifWanted('linear', settings.linear),
    sessions: ifWanted('sessions', settings.sessions),
    embeddings: ifWanted('embeddings', settings.embeddings),
    content: ifWanted('content', settings.content),
    blend: Object.fromEntries(Object.entries(blend).filter(([name]) => isWanted(blend, name))),
  };
}
