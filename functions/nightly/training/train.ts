import type { ImageEmbedding } from '../../../shared/domain/item-image.ts';
import type { Cell } from '../../../shared/features/context.ts';
import type { SourceBlend } from '../../../shared/learning/blend.ts';
import type { VectorGroup } from '../../../shared/learning/vector-neighbours.ts';
import { jsonBytes } from '../../../shared/model/json-bytes.ts';
import { recommenderGraph } from '../../../shared/model/recommender-graph.ts';
import {
  RECOMMENDER_NAME,
  RECOMMENDER_SCHEMA,
  type RecommenderEvaluation,
} from '../../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { PairCounting } from '../../../shared/ports/pair-counting.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import type { RelationColumns, SnapshotReader } from '../../../shared/ports/snapshots.ts';
import type { Clock, Hash, Log } from '../../../shared/ports/system.ts';
import { type NightGoal, nightSplit } from '../histories/night-goal.ts';
import { readTrainingData, type TrainingData } from '../histories/training-data.ts';
import { type Progress, progressOf } from '../progress.ts';
import type { Arithmetic } from './arithmetic.ts';
import { countedOverAll } from './counted-over-all.ts';
import { fitRecommender } from './fit-recommender.ts';
import { goldenCheck } from './golden.ts';
import { imageGroups } from './item-images.ts';
import { learnFriends } from './learn-friends.ts';
import { trainingSetOf } from './training-set.ts';
import { pinnedTo, type Tuned, type TunedRecommender, tune } from './tune.ts';

export interface TrainPorts {
  readonly snapshots: SnapshotReader;
  readonly models: ModelStore;
  /** What items look like, by their ids. */
  readonly images: Pick<Documents<ImageEmbedding>, 'list'>;
  readonly hash: Hash;
  readonly arithmetic: Arithmetic;
  readonly loadScorer: LoadScorer;
  /** Where a deployment has an engine for shops that are too large to be read whole. */
  readonly counting?: Counting;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Counting {
  readonly pairs: PairCounting;
  /** Interactions; of a snapshot with more, people with so many are read, and the engine counts pairs over all. */
  readonly beyond: number;
}

export interface TrainInput {
  readonly snapshotId: string;
  /** Settings that the operator pins; absent: searched. */
  readonly settings?: RecommenderSettings;
}

export type TrainOutput =
  | {
      readonly status: 'trained';
      readonly version: string;
      /** Of the data that it was trained on. */
      readonly fingerprint: string;
      readonly tuned: Tuned;
      /** Of the graph, in the order of its contributions. */
      readonly sources: readonly string[];
      /** Of the graph, and of the trial's. */
      readonly cells: readonly Cell[];
      /** How what friends chose counts; absent where it adds no more than chance would. */
      readonly friends?: SourceBlend;
      /** What evaluation foresees, and where its window begins. */
      readonly goal: NightGoal;
      readonly testFromMs: number;
      /** The graph against its readable twin. */
      readonly golden: RecommenderEvaluation['golden'];
      readonly seconds: number;
    }
  | { readonly status: 'nothing-to-train'; readonly reason: string };

/**
 * Chooses settings on the validation window, by a trial that has seen nothing of it and is evaluated on the test
 * window after it; then fits the model itself on everything. The version names the bytes that would be served, and the
 * same data give the same bytes.
 */
export const train =
  ({ snapshots, models, images: stored, hash, arithmetic, loadScorer, counting, clock, log }: TrainPorts) =>
  async ({ snapshotId, settings: pinned }: TrainInput): Promise<TrainOutput> => {
    const startMs = clock.nowMs();
    const told = progressOf(clock, log);
    const data = await readTrainingData(snapshots, snapshotId, hash, counting?.beyond);
    if (data.people.length === 0)
      return { status: 'nothing-to-train', reason: 'nobody has done anything with an item yet' };
    told('histories read', { people: data.people.length, events: data.eventCount, isPart: data.isPart });
    const relations = await snapshots.readRelations(snapshotId);
    const images = imageGroups(data.itemIds, await stored.list());
    const trial = await makeTrial({ data, relations, images }, pinned, arithmetic, told);
    const { tuned, learnt, friends, goal, testFromMs } = trial;
    told('trial made', { bytes: trial.graph.length });

    const everything = {
      ...trainingSetOf(data, data.people),
      images,
      ...(learnt && { learnt }),
      ...(counting && data.isPart && { countedOverAll: countedOverAll(data, counting.pairs) }),
    };
    const recommender = await fitRecommender(everything, tuned.settings, arithmetic, told);
    const graph = recommenderGraph(recommender);
    told('graph made', { bytes: graph.length });
    const cells = recommender.sources.some(({ kind }) => kind === 'context') ? data.cells : [];
    const golden = await goldenCheck(await loadScorer(graph), recommender, data.people, cells);
    told('graph held against its twin', { error: golden.largestError });
    const served = [
      ['model.onnx', graph],
      ['items.json', jsonBytes(data.itemIds)],
      ['event-counts.json', jsonBytes(eventCounts(data))],
      ['catalog.json', jsonBytes(data.catalog)],
    ] as const;
    const bytes = [...served.map(([, file]) => file), ...(friends ? [jsonBytes(friends)] : [])];
    const version = hash.sha256(String(RECOMMENDER_SCHEMA), ...bytes).slice(0, 16);
    await models.put(RECOMMENDER_NAME, version, new Map([['trial.onnx', trial.graph], ...served]));
    const seconds = (clock.nowMs() - startMs) / 1000;
    log.info('trained', {
      version,
      items: data.itemIds.length,
      people: data.people.length,
      events: data.eventCount,
      seconds,
    });
    const sources = recommender.sources.map(({ name }) => name);
    const { fingerprint } = data;
    const trained = { version, fingerprint, tuned, sources, cells, goal, testFromMs, golden, seconds };
    return { status: 'trained', ...trained, ...(friends && { friends }) };
  };

/** Of the figure that settings are chosen by. */
const CUT = 10;

/** The trial's graph and the settings that it gave; what it was made from is free again when the model is fitted. */
async function makeTrial(
  {
    data,
    relations,
    images,
  }: {
    readonly data: TrainingData;
    readonly relations: RelationColumns;
    readonly images: readonly VectorGroup[];
  },
  pinned: RecommenderSettings | undefined,
  arithmetic: Arithmetic,
  told: Progress,
): Promise<{
  readonly graph: Uint8Array;
  readonly tuned: Tuned;
  readonly learnt: TunedRecommender['learnt'];
  readonly friends: SourceBlend | undefined;
  readonly goal: NightGoal;
  readonly testFromMs: number;
}> {
  const { goal, split } = nightSplit(data);
  const before = { ...trainingSetOf(data, split.train, split.validationFromMs), images };
  told('histories split', { tasks: split.validation.length, sessions: before.sessions.times.length });
  const {
    recommender,
    learnt,
    trace: _,
    ...tuned
  }: TunedRecommender = pinned
    ? { ...pinnedTo(pinned), trace: [], recommender: await fitRecommender(before, pinned, arithmetic, told) }
    : await tune(before, split.validation, { candidates: 'new', k: CUT, arithmetic, note: told });
  const search = { set: before, candidates: 'new', k: CUT, arithmetic } as const;
  told('settings chosen', { tried: tuned.triedCount, tasks: split.validation.length, ndcg: tuned.validation ?? -1 });
  const friends = await learnFriends({ ...split, people: data.people, relations, recommender }, search, told);
  return { graph: recommenderGraph(recommender), tuned, learnt, friends, goal, testFromMs: split.testFromMs };
}

/** By item index: how many events of all histories are on it. */
function eventCounts({ people, itemIds }: TrainingData): readonly number[] {
  const counts = new Array<number>(itemIds.length).fill(0);
  for (const { items } of people) for (const item of items) counts[item]!++;
  return counts;
}
