import {
  meansByPerson,
  ndcgAt,
  type RankedTargets,
  ranksInList,
  setMetrics,
} from '../../shared/evaluation/ranking-metrics.ts';
import type { Candidates, RankingTask } from '../../shared/evaluation/ranking-task.ts';
import type { PackedHistories } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { type Recommender, scoreBlend } from '../../shared/learning/recommender.ts';
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { RECOMMENDER_NAME, type RecommenderEvaluation } from '../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer, Scorer } from '../../shared/ports/scorer.ts';
import type { SnapshotReader } from '../../shared/ports/snapshots.ts';
import type { Hash, Log } from '../../shared/ports/system.ts';
import { type Engine, fitRecommender } from './fit.ts';
import { servedLists } from './served-lists.ts';
import { sessionsOf } from './sessions.ts';
import { nightSplit } from './train.ts';
import { readTrainingData, type TrainingData } from './training-data.ts';

export interface EvaluatePorts {
  readonly snapshots: SnapshotReader;
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
  readonly hash: Hash;
  readonly engine: Engine;
  readonly log: Log;
}

export interface EvaluateInput {
  readonly snapshotId: string;
  readonly version: string;
  readonly settings: RecommenderSettings;
}

/** Bootstrap draws come from this seed, so that the same night gives the same interval. */
const BOOTSTRAP_SEED = 20_261_124;
const GOLDEN_HISTORIES = 100;
/** As long as the longest cut of the metrics. */
export const LIST_LENGTH = 20;
/** Scores that differ by less may come in either order: the graph adds in 32 bits, the twin in 64. */
const MAX_ROUNDING = 1e-5;
const NONE = new Int32Array(0);
/** The figure that decides. */
const CUT = 10;

/** Measures the trial graph on the test window beside popularity, and holds the model's graph against its twin. */
export const evaluate =
  ({ snapshots, models, loadScorer, hash, engine, log }: EvaluatePorts) =>
  async ({ snapshotId, version, settings }: EvaluateInput): Promise<RecommenderEvaluation> => {
    const data = await readTrainingData(snapshots, snapshotId, hash);
    const itemCount = data.itemIds.length;
    const { goal, split } = nightSplit(data);
    const trial = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'trial.onnx'));
    const lists = await servedLists(trial, split.test, {
      historyLimit: settings.historyLimit,
      itemCount,
      k: LIST_LENGTH,
      candidates: 'new',
    });
    const goalKinds = goal === 'purchase' ? [HISTORY_KINDS.indexOf('purchase')] : [...HISTORY_KINDS.keys()];

    const popularity = popularityCounts(split.beforeTest, itemCount, new Set(goalKinds));
    const baselineLists = popularityLists(split.test, popularity, 'new');
    const { baseline, ...measured } = compareLists(split.test, lists, baselineLists, CUT);
    const model = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'model.onnx'));
    const twin = await fitRecommender(
      {
        histories: data.people,
        atMs: data.people.atMs,
        sessions: sessionsOf(data.people),
        itemCount,
        content: data.content,
        isOrdered: true,
      },
      settings,
      engine,
    );
    const evaluation: RecommenderEvaluation = {
      goal,
      ...measured,
      popularity: baseline,
      coverage: new Set(lists.flatMap((list) => [...list.subarray(0, CUT)])).size / itemCount,
      golden: await goldenCheck(model, twin, data),
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

/** For each task the most popular candidates, equal ones by lower index. */
export function popularityLists(
  tasks: readonly RankingTask[],
  popularity: Float64Array,
  candidates: Candidates,
): readonly Int32Array[] {
  const order = topK(popularity, popularity.length);
  return tasks.map(({ items }) => {
    const out = new Set(candidates === 'new' ? items : []);
    const list: number[] = [];
    for (let at = 0; at < order.length && list.length < LIST_LENGTH; at++) {
      if (!out.has(order[at]!)) list.push(order[at]!);
    }
    return Int32Array.from(list);
  });
}

const CUTS = [5, 10, 20];

/** Two recommenders' lists on the same tasks, person by person. @param cut - of the ndcg that their lift is told by. */
export function compareLists(
  tasks: readonly RankingTask[],
  lists: readonly Int32Array[],
  baseline: readonly Int32Array[],
  cut: number,
) {
  const personKeys = tasks.map(({ personKey }) => personKey);
  const ranked = (given: readonly Int32Array[]): readonly RankedTargets[] =>
    tasks.map(({ personKey, target, alsoRelevant }, i) => ({
      personKey,
      ranks: ranksInList(Int32Array.of(target, ...(alsoRelevant ?? [])), given[i]!),
    }));
  const [ours, theirs] = [ranked(lists), ranked(baseline)];
  const gain = (of: readonly RankedTargets[]) => meansByPerson(personKeys, (i) => ndcgAt(of[i]!.ranks, cut));
  const interval = (a: Float64Array, b: Float64Array) =>
    a.length === 0 ? null : pairedBootstrap(a, b, { random: seededRandom(BOOTSTRAP_SEED) });
  const gained = gain(ours);
  return {
    people: gained.length,
    tasks: tasks.length,
    model: setMetrics(ours, CUTS).figures,
    baseline: setMetrics(theirs, CUTS).figures,
    lift: interval(gained, gain(theirs)),
    ndcg: interval(gained, new Float64Array(gained.length)),
  };
}

/** Errors are told relative to scores above 1, as 32 bits hold them. */
const scaleOf = (score: number): number => Math.max(1, Math.abs(score));

/** The served graph must say what the readable twin says: scores, and first places under the same tie rule. */
async function goldenCheck(
  model: Scorer,
  twin: Recommender,
  { people }: TrainingData,
): Promise<RecommenderEvaluation['golden']> {
  const bias = new Float32Array(twin.itemCount);
  const step = Math.max(1, Math.floor(people.length / GOLDEN_HISTORIES));
  const askedCount = Math.min(GOLDEN_HISTORIES, Math.ceil(people.length / step));
  const asked = Array.from({ length: askedCount }, (_, i) => people.at(i * step)!);
  let largestError = 0;
  let sameRankings = true;
  for (const person of asked) {
    const items = person.items.slice().reverse().subarray(0, twin.historyLimit);
    const kinds = person.kinds.slice().reverse().subarray(0, twin.historyLimit);
    const k = Math.min(LIST_LENGTH, twin.itemCount);
    const { ids, scores: served } = await model.score({
      items,
      kinds,
      blocked: NONE,
      bias,
      blend: 'personal',
      context: {},
      k,
    });
    const { scores } = scoreBlend(twin, 'personal', items, kinds);
    const expected = topK(scores, k);
    expected.forEach((item, rank) => {
      // Scores as near as rounding are a tie, which either may break.
      const found = ids[rank] ?? -1;
      if (found !== item && !(Math.abs(scores[found]! - scores[item]!) <= MAX_ROUNDING * scaleOf(scores[item]!)))
        sameRankings = false;
      // Written so that a NaN counts as the largest error.
      const error = Math.abs((served[rank] ?? Number.NaN) - scores[found]!) / scaleOf(scores[found]!);
      if (!(error <= largestError)) largestError = Number.isNaN(error) ? Number.MAX_VALUE : error;
    });
  }
  return { histories: asked.length, largestError, sameRankings };
}
