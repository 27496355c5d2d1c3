import { intervalOfMean } from '../../shared/evaluation/interval-of-mean.ts';
import { ndcgAt, type RankedTargets, ranksInList, setMetrics } from '../../shared/evaluation/ranking-metrics.ts';
import { type Candidates, type RankingTask, relevantItems } from '../../shared/evaluation/ranking-task.ts';
import type { PackedHistories } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { RECOMMENDER_NAME, type RecommenderEvaluation } from '../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../shared/model/recommender-settings.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../shared/ports/scorer.ts';
import type { SnapshotReader } from '../../shared/ports/snapshots.ts';
import type { Hash, Log } from '../../shared/ports/system.ts';
import { servedLists } from './served-lists.ts';
import { nightSplit } from './train.ts';
import { readTrainingData } from './training-data.ts';

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
  readonly settings: RecommenderSettings;
  /** What training found of the model's graph. */
  readonly golden: RecommenderEvaluation['golden'];
}

/** Bootstrap draws come from this seed, so that the same night gives the same interval. */
export const BOOTSTRAP_SEED = 20_261_124;
/** As long as the longest cut of the metrics. */
export const LIST_LENGTH = 20;
/** The figure that decides. */
const CUT = 10;

/** Measures the trial graph on the test window beside popularity. */
export const evaluate =
  ({ snapshots, models, loadScorer, hash, log }: EvaluatePorts) =>
  async ({ snapshotId, version, settings, golden }: EvaluateInput): Promise<RecommenderEvaluation> => {
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
    const evaluation: RecommenderEvaluation = {
      goal,
      ...measured,
      popularity: baseline,
      coverage: new Set(lists.flatMap((list) => [...list.subarray(0, CUT)])).size / itemCount,
      golden,
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

export const CUTS = [5, 10, 20];

/** Two recommenders' lists on the same tasks, person by person. @param cut - of the ndcg that their lift is told by. */
export function compareLists(
  tasks: readonly RankingTask[],
  lists: readonly Int32Array[],
  baseline: readonly Int32Array[],
  cut: number,
) {
  const [ours, theirs] = [rankedTargets(tasks, lists), rankedTargets(tasks, baseline)];
  const gain = (of: readonly RankedTargets[], i: number) => ndcgAt(of[i]!.ranks, cut);
  const interval = (measure: (i: number) => number) => intervalOfMean(tasks, measure, seededRandom(BOOTSTRAP_SEED));
  return {
    people: new Set(tasks.map(({ personKey }) => personKey)).size,
    tasks: tasks.length,
    model: setMetrics(ours, CUTS).figures,
    baseline: setMetrics(theirs, CUTS).figures,
    lift: interval((i) => gain(ours, i) - gain(theirs, i)),
    ndcg: interval((i) => gain(ours, i)),
  };
}

/** Where the relevant items of each task stand in its list. */
export const rankedTargets = (
  tasks: readonly RankingTask[],
  lists: readonly ArrayLike<number>[],
): readonly RankedTargets[] =>
  tasks.map((task, i) => ({ personKey: task.personKey, ranks: ranksInList(relevantItems(task), lists[i]!) }));
