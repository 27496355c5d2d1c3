import type { RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';

/** At most `count` tasks, the same ones each time: those of the people whose keys hash lowest. */
export const sampleOf = (tasks: readonly RankingTask[], count: number): readonly RankingTask[] =>
  tasks.length <= count
    ? tasks
    : tasks
        .map((task) => ({ task, key: stringHash(task.personKey) }))
        .sort((a, b) => a.key - b.key)
        .slice(0, count)
        .map(({ task }) => task);
