import type { Interval } from '../math/paired-bootstrap.ts';
import { seededRandom } from '../math/random.ts';
import { ndcgAt } from '../math/ranks.ts';
import { intervalOfMean } from './interval-of-mean.ts';
import { type ListMeasures, listMeasures } from './list-measures.ts';
import { ranksInList } from './ranking-metrics.ts';
import { type RankingTask, relevantItems } from './ranking-task.ts';
import { historyLengths, newcomers, popularityDeciles, type Slice, slices } from './slices.ts';

/** What one method's lists are worth beside the figures that are means over all. */
export interface MeasuredLists {
  /** Of ndcg@k, 95 %, by bootstrap over people; null without people. */
  readonly interval: Interval | null;
  /** What the first k of each list are like, right or not. */
  readonly shown: ListMeasures & { readonly k: number };
  /** ndcg@k of some of the tasks. */
  readonly slices: {
    /** By the number of events in the task's input. */
    readonly historyLength: readonly Slice[];
    /** By tenths of the items by training interactions. */
    readonly itemPopularity: readonly Slice[];
    readonly newcomers: readonly Slice[];
  };
}

/** What the lists are held against. */
export interface ListContext {
  readonly k: number;
  /** Training interactions by item. */
  readonly counts: ArrayLike<number>;
  /** Whether events of a person were trained on. */
  readonly isTrained: (personKey: string) => boolean;
  /** Of the draws of people. */
  readonly seed: number;
}

/** @param lists - one a task, item indexes, the best first, at least k of them where there are as many candidates. */
export function measureLists(
  tasks: readonly RankingTask[],
  lists: readonly ArrayLike<number>[],
  { k, counts, isTrained, seed }: ListContext,
): MeasuredLists {
  const slicesBy = (slicing: Parameters<typeof slices>[2]) =>
    slices(tasks, lists, slicing, { k, random: seededRandom(seed) });
  return {
    interval: intervalOfNdcg(tasks, lists, { k, seed }),
    shown: { k, ...listMeasures({ lists, targets: tasks.flatMap((task) => [...relevantItems(task)]), counts, k }) },
    slices: {
      historyLength: slicesBy(historyLengths),
      itemPopularity: slicesBy(popularityDeciles(counts)),
      newcomers: slicesBy(newcomers(counts, isTrained)),
    },
  };
}

/** The mean ndcg@k over people with its 95 % interval; null without people. */
export const intervalOfNdcg = (
  tasks: readonly RankingTask[],
  lists: readonly ArrayLike<number>[],
  { k, seed }: Pick<ListContext, 'k' | 'seed'>,
): Interval | null =>
  intervalOfMean(tasks, (i) => ndcgAt(ranksInList(relevantItems(tasks[i]!), lists[i]!), k), seededRandom(seed));
