import { ndcg, personMeans, rankingMetrics } from '../../shared/evaluation/ranking-metrics.ts';
import {
  type Candidates,
  type RankingTask,
  ranksInLists,
  ranksOfTargets,
} from '../../shared/evaluation/ranking-task.ts';
import { type PackedHistories, pack } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import {
  fitSequenceNeighbours,
  type SequenceNeighbourSettings,
  scoreHistory,
} from '../../shared/learning/sequence-neighbours.ts';
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { RECOMMENDER_NAME, type RecommenderEvaluation } from '../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer, Scorer } from '../../shared/ports/scorer.ts';
import type { SnapshotReader } from '../../shared/ports/snapshots.ts';
import type { Hash, Log } from '../../shared/ports/system.ts';
import { servedLists } from './served-lists.ts';
import { nightSplit } from './train.ts';
import { readTrainingData, type TrainingData } from './training-data.ts';

export interface EvaluatePorts {
  readonly snapshots: SnapshotReader;
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
  readonly hash: Hash;
  readonly log: Log;
}

export interface EvaluateInput {
  readonly snapshotId: string;
  readonly version: string;
  readonly settings: SequenceNeighbourSettings;
}

/** Bootstrap draws come from this seed, so that the same night gives the same interval. */
const BOOTSTRAP_SEED = 20_261_124;
const GOLDEN_HISTORIES = 100;
/** As long as the longest cut of the metrics. */
export const LIST_LENGTH = 20;
/** The figure that decides. */
const CUT = 10;

/** Measures the trial graph on the test window beside popularity, and holds the model's graph against its twin. */
export const evaluate =
  ({ snapshots, models, loadScorer, hash, log }: EvaluatePorts) =>
  async ({ snapshotId, version, settings }: EvaluateInput): Promise<RecommenderEvaluation> => {
    const data = await readTrainingData(snapshots, snapshotId, hash);
    const itemCount = data.itemIds.length;
    const { goal, split } = nightSplit(data);
    const trial = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'trial.onnx'));
    const lists = await servedLists(trial, split.test, { ...settings, itemCount, k: LIST_LENGTH, candidates: 'new' });
    const goalKinds = goal === 'purchase' ? [HISTORY_KINDS.indexOf('purchase')] : [...HISTORY_KINDS.keys()];

    const measured = compare(split.test, lists, popularityCounts(split.beforeTest, itemCount, new Set(goalKinds)));
    const model = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'model.onnx'));
    const evaluation: RecommenderEvaluation = {
      goal,
      ...measured,
      coverage: new Set(lists.flatMap((list) => [...list.subarray(0, CUT)])).size / itemCount,
      golden: await goldenCheck(model, data, settings),
    };
    log.info('evaluated', { version, goal, people: measured.people, ndcg: measured.ndcg?.mean ?? -1 });
    return evaluation;
  };

/** How often each item was met in one of the kinds. */
export function popularityCounts(
  { items, kinds }: PackedHistories,
  itemCount: number,
  counted: ReadonlySet<number>,
): Float64Array {
  const counts = new Float64Array(itemCount);
  items.forEach((item, at) => {
    if (counted.has(kinds[at]!)) counts[item]! += 1;
  });
  return counts;
}

/** Lists beside the popularity of items, person by person. */
export function compare(
  tasks: readonly RankingTask[],
  lists: readonly Int32Array[],
  popularity: Float64Array,
  candidates: Candidates = 'new',
) {
  const ranks = ranksInLists(tasks, lists);
  const baseline = ranksOfTargets(tasks, () => popularity, candidates);
  const personKeys = tasks.map(({ personKey }) => personKey);
  const gain = (of: Int32Array) => personMeans(personKeys, of, (rank) => ndcg(rank, CUT));
  const interval = (a: Float64Array, b: Float64Array) =>
    a.length === 0 ? null : pairedBootstrap(a, b, { random: seededRandom(BOOTSTRAP_SEED) });
  const gained = gain(ranks);
  return {
    people: gained.length,
    tasks: tasks.length,
    model: { ...rankingMetrics(personKeys, ranks) },
    popularity: { ...rankingMetrics(personKeys, baseline) },
    lift: interval(gained, gain(baseline)),
    ndcg: interval(gained, new Float64Array(gained.length)),
  };
}

/** The served graph must say what the readable twin says: scores, and first places under the same tie rule. */
async function goldenCheck(
  model: Scorer,
  { people, itemIds }: TrainingData,
  settings: SequenceNeighbourSettings,
): Promise<RecommenderEvaluation['golden']> {
  const twin = fitSequenceNeighbours(
    pack(people, ({ items }) => items.length),
    itemIds.length,
    settings,
  );
  const penalty = new Float32Array(itemIds.length);
  const step = Math.max(1, Math.floor(people.length / GOLDEN_HISTORIES));
  const asked = people.filter((_, i) => i % step === 0).slice(0, GOLDEN_HISTORIES);
  let largestError = 0;
  let sameRankings = true;
  for (const person of asked) {
    const items = person.items.slice().reverse().subarray(0, settings.historyLimit);
    const kinds = person.kinds.slice().reverse().subarray(0, settings.historyLimit);
    const scores = scoreHistory(twin, items, kinds);
    const expected = topK(scores, LIST_LENGTH);
    const { ids, scores: served } = await model.score({
      items,
      kinds,
      blocked: new Int32Array(0),
      penalty,
      k: expected.length,
    });
    expected.forEach((item, rank) => {
      if (ids[rank] !== item) sameRankings = false;
      // Written so that a NaN counts as the largest error.
      const error = Math.abs((served[rank] ?? Number.NaN) - scores[item]!);
      if (!(error <= largestError)) largestError = Number.isNaN(error) ? Number.MAX_VALUE : error;
    });
  }
  return { histories: asked.length, largestError, sameRankings };
}
