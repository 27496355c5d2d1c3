import { ndcg } from '../../shared/evaluation/ranking-metrics.ts';
import type { Candidates, RankingTask } from '../../shared/evaluation/ranking-task.ts';
import type { PackedHistories } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { type Axes, coordinateSearch, type SearchResult } from '../../shared/learning/coordinate-search.ts';
import {
  fitSequenceNeighbours,
  type SequenceNeighbourSettings,
  type SequenceNeighbours,
  withScoring,
} from '../../shared/learning/sequence-neighbours.ts';
import { targetRanker } from '../../shared/learning/target-ranker.ts';
import { stringHash } from '../../shared/math/string-hash.ts';

/** How much intent each kind shows, in steps: looking, wanting, buying. */
const INTENT: Readonly<Record<string, number>> = { view: 0, click: 0, purchase: 2 };
/** A weight a kind that grows by `ratio` with each step of intent; 1 treats all alike. */
const byIntent = (ratio: number): readonly number[] => HISTORY_KINDS.map((kind) => ratio ** (INTENT[kind] ?? 1));

const EVEN = byIntent(1);

/**
 * Where the search begins, and what a shop gets that has too little data to search: the middle of what was best on
 * public shop data.
 */
export const DEFAULT_SETTINGS: SequenceNeighbourSettings = {
  distanceExponent: 0.5,
  backwardWeight: 0.3,
  repeatWeight: 0,
  rowExponent: 0.5,
  columnExponent: 0.1,
  recencyExponent: 1,
  neighbourCount: 50,
  maxDistance: 50,
  historyLimit: 200,
  popularityWeight: 0.001,
  targetKindWeights: EVEN,
  historyKindWeights: EVEN,
};

/** What may differ from shop to shop. Cheap axes first: the last three only change how a fitted table is read. */
const AXES: Axes<SequenceNeighbourSettings> = {
  repeatWeight: [0, 0.3, 1],
  neighbourCount: [50, 100, 200],
  recencyExponent: [0.3, 0.6, 1, 1.3, 1.7, 2.2, 3],
  popularityWeight: [0, 0.0001, 0.001, 0.01, 0.1, 1],
  historyKindWeights: [EVEN, byIntent(2), byIntent(4), byIntent(8)],
  columnExponent: [0, 0.1, 0.25, 0.5],
  rowExponent: [0.3, 0.5, 0.7, 1],
  backwardWeight: [0, 0.3, 0.6, 1],
  distanceExponent: [0.25, 0.5, 1],
  targetKindWeights: [byIntent(0.5), EVEN, byIntent(2), byIntent(4)],
};

const SEARCH_BUDGET = 80;
/** A figure on fewer tasks says more about their people than about the settings. */
const MIN_TASKS = 100;
const MAX_TASKS = 5000;
/** Tables held at a time: the search comes back to the best one between trials. */
const MAX_FITTED = 4;

export interface Tuned {
  readonly settings: SequenceNeighbourSettings;
  /** ndcg@10 on the validation people; null when the settings were not searched. */
  readonly validation: number | null;
  readonly triedCount: number;
}

/** Settings with the best ndcg@10 on the validation tasks; the defaults where there are too few to tell. */
export function tune(
  train: PackedHistories,
  validation: readonly RankingTask[],
  itemCount: number,
  candidates: Candidates,
): Tuned {
  if (validation.length < MIN_TASKS) return { settings: DEFAULT_SETTINGS, validation: null, triedCount: 0 };
  const tasks = sample(validation, MAX_TASKS);
  const fitted = new Map<string, SequenceNeighbours>();

  const objective = (settings: SequenceNeighbourSettings): number => {
    const { recencyExponent, popularityWeight, historyKindWeights, ...counted } = settings;
    const key = JSON.stringify(counted);
    const unit = fitted.get(key) ?? fitSequenceNeighbours(train, itemCount, { ...settings, popularityWeight: 1 });
    if (!fitted.has(key)) {
      if (fitted.size >= MAX_FITTED) fitted.clear();
      fitted.set(key, unit);
    }
    const model = withScoring(unit, settings);
    const rankOf = targetRanker(model, candidates);
    return tasks.reduce((sum, task) => sum + ndcg(rankOf(task.items, task.kinds, task.target), 10), 0) / tasks.length;
  };
  const { settings, value, triedCount }: SearchResult<SequenceNeighbourSettings> = coordinateSearch(
    DEFAULT_SETTINGS,
    axesFor(train, candidates),
    objective,
    SEARCH_BUDGET,
  );
  return { settings, validation: value, triedCount };
}

/** Kind weights are not searched where there is only one kind, nor repeats where only new items are asked for. */
function axesFor({ kinds }: PackedHistories, candidates: Candidates): Axes<SequenceNeighbourSettings> {
  const { historyKindWeights, targetKindWeights, repeatWeight, neighbourCount, ...others } = AXES;
  return {
    ...(candidates === 'all' && { repeatWeight }),
    ...others,
    ...(new Set(kinds).size > 1 && { historyKindWeights, targetKindWeights }),
    ...(candidates === 'all' && { neighbourCount }),
  };
}

/** At most `count` tasks, the same ones each time: those of the people whose keys hash lowest. */
const sample = (tasks: readonly RankingTask[], count: number): readonly RankingTask[] =>
  tasks.length <= count
    ? tasks
    : tasks
        .map((task) => ({ task, key: stringHash(task.personKey) }))
        .sort((a, b) => a.key - b.key)
        .slice(0, count)
        .map(({ task }) => task);
