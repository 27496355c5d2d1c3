import { intervalOfMean } from '../../../shared/evaluation/interval-of-mean.ts';
import { type RankedTargets, ranksInList, setMetrics } from '../../../shared/evaluation/ranking-metrics.ts';
import { type RankingTask, relevantItems } from '../../../shared/evaluation/ranking-task.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import { ndcgAt } from '../../../shared/math/ranks.ts';
import { BOOTSTRAP_SEED, CUTS } from './measuring.ts';

/** Two recommenders' lists on the same tasks, person by person. @param cut - of the ndcg that their lift is told by. */
export function compareLists(
  tasks: readonly RankingTask[],
  lists: readonly Int32Array[],
  baseline: readonly Int32Array[],
  cut: number,
) {
  const [ours, theirs] = [rankedTargets(tasks, lists), rankedTargets(tasks, baseline)];
  const gain = (of: readonly RankedTargets[], i: number) => ndcgAt(of[i]!.ranks, cut);
  return {
    people: new Set(tasks.map(({ personKey }) => personKey)).size,
    tasks: tasks.length,
    model: setMetrics(ours, CUTS).figures,
    baseline: setMetrics(theirs, CUTS).figures,
    lift: intervalOfMean(tasks, (i) => gain(ours, i) - gain(theirs, i), seededRandom(BOOTSTRAP_SEED)),
  };
}

/** Where the relevant items of each task stand in its list. */
export const rankedTargets = (
  tasks: readonly RankingTask[],
  lists: readonly ArrayLike<number>[],
): readonly RankedTargets[] =>
  tasks.map((task, i) => ({ personKey: task.personKey, ranks: ranksInList(relevantItems(task), lists[i]!) }));
