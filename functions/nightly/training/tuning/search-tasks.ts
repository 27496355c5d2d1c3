import { sampleOf } from '../../../../shared/evaluation/lowest-hashed.ts';
import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import type { Search } from './search.ts';

/** Validation tasks by the search that they are for. */
export interface SearchTasks {
  readonly forSequence: readonly RankingTask[];
  readonly forEmbeddings: readonly RankingTask[];
  readonly forOthers: readonly RankingTask[];
  readonly forBlend: readonly RankingTask[];
  /** Those for the blend and others. */
  readonly forKeptSources: readonly RankingTask[];
}

export function searchTasks({ set, some }: Search, validation: readonly RankingTask[]): SearchTasks {
  const atMost = (count: number, scores: number) => Math.min(count, Math.ceil(scores / set.itemCount));
  const maxTasks = atMost(MAX_TASKS, MAX_TASK_SCORES);
  // Somebody new tells nothing of what reads histories; how it counts beside context is the blend's question.
  const withHistory = validation.filter(({ items }) => items.length > 0);
  const forOthers = sampleOf(withHistory, MAX_SOURCE_TASKS);
  return {
    forSequence: some === set ? sampleOf(withHistory, maxTasks) : forOthers,
    forEmbeddings: sampleOf(withHistory, MAX_STOPPING_TASKS),
    forOthers,
    forBlend: sampleOf(validation, maxTasks),
    forKeptSources: sampleOf(validation, atMost(MAX_KEPT_TASKS, MAX_KEPT_SCORES)),
  };
}

const MAX_TASKS = 20_000;
/** Scores of a source that a blend is tried on: 8,000 tasks among 50,000 items. */
const MAX_TASK_SCORES = 400_000_000;
const MAX_KEPT_TASKS = 30_000;
const MAX_KEPT_SCORES = 3 * MAX_TASK_SCORES;
const MAX_SOURCE_TASKS = 2000;
/** A pass of vectors is told from the next by small differences. */
const MAX_STOPPING_TASKS = 6000;
