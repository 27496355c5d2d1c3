import { meansByPerson } from '../../shared/evaluation/ranking-metrics.ts';
import { type RankingTask, ranksAmong } from '../../shared/evaluation/ranking-task.ts';
import { ndcgAt } from '../../shared/math/ranks.ts';

/** Each person's mean ndcg@10, in the order in which people first come; what they have met is no candidate. */
export const ndcgByPerson = (
  tasks: readonly RankingTask[],
  scoreOf: (task: RankingTask) => Float32Array | Float64Array,
): Float64Array =>
  meansByPerson(
    tasks.map(({ personKey }) => personKey),
    (i) => ndcgAt(ranksAmong(scoreOf(tasks[i]!), tasks[i]!, 'new'), 10),
  );
