import type { Interval } from '../math/paired-bootstrap.ts';
import { ndcgAt } from '../math/ranks.ts';
import { intervalOfMean } from './interval-of-mean.ts';
import { popularityPercentiles } from './list-measures.ts';
import { ranksInList } from './ranking-metrics.ts';
import { type RankingTask, relevantItems } from './ranking-task.ts';

/** The tasks of one kind, measured on their own. */
export interface Slice {
  readonly name: string;
  readonly tasks: number;
  readonly people: number;
  /** Of ndcg@k, over people; null where there is nobody. */
  readonly interval: Interval | null;
  /** Why the interval is null, where it is. */
  readonly reason: string | null;
}

/** How tasks fall into slices. */
export interface Slicing {
  readonly names: readonly string[];
  /** The slices that one relevant item of a task belongs to: several, or none. */
  readonly namesOf: (task: RankingTask, relevant: number) => readonly string[];
}

/**
 * ndcg@k of the tasks of each name, in the order of `names`. Where a task has several relevant items, a slice asks of
 * it those that belong to the slice, and only them.
 *
 * O(tasks × (k + relevant items) + people × resamples).
 *
 * @param lists - one a task, item indexes, the best first; only the first k count.
 * @param random - for the intervals; the same numbers give the same intervals.
 */
export function slices(
  tasks: readonly RankingTask[],
  lists: readonly ArrayLike<number>[],
  { names, namesOf }: Slicing,
  { k, random }: { readonly k: number; readonly random: () => number },
): readonly Slice[] {
  const members = new Map<string, { readonly task: RankingTask; readonly ranks: readonly number[] }[]>(
    names.map((name) => [name, []]),
  );
  tasks.forEach((task, i) => {
    const relevant = relevantItems(task);
    const ranks = ranksInList(relevant, lists[i]!);
    const ranksOf = new Map<string, number[]>();
    relevant.forEach((item, at) => {
      for (const name of namesOf(task, item)) ranksOf.set(name, [...(ranksOf.get(name) ?? []), ranks[at]!]);
    });
    for (const [name, own] of ranksOf) members.get(name)?.push({ task, ranks: own });
  });
  return [...members].map(([name, own]) => ({
    name,
    tasks: own.length,
    people: new Set(own.map(({ task }) => task.personKey)).size,
    interval: intervalOfMean(
      own.map(({ task }) => task),
      (i) => ndcgAt(own[i]!.ranks, k),
      random,
    ),
    reason: own.length === 0 ? `no task is of ${name}` : null,
  }));
}

/** What a recommender knows least of: items that no training event names, and people none of whose events trained it. */
export const newcomers = (counts: ArrayLike<number>, isTrained: (personKey: string) => boolean): Slicing => ({
  names: ['newItem', 'newPerson'],
  namesOf: ({ personKey }, relevant) => [
    ...(counts[relevant] === 0 ? ['newItem'] : []),
    ...(isTrained(personKey) ? [] : ['newPerson']),
  ],
});

/** Longest histories of the groups. */
const LENGTHS = [0, 1, 2, 5, 10, 20, 50] as const;

/** How much is known of the person, in events. */
export const historyLengths: Slicing = {
  names: [...LENGTHS.map((to, i) => spanOf((LENGTHS[i - 1] ?? -1) + 1, to)), `${LENGTHS.at(-1)! + 1}+`],
  namesOf({ items }) {
    const at = LENGTHS.findIndex((to) => items.length <= to);
    return [historyLengths.names.at(at)!];
  },
};

function spanOf(from: number, to: number): string {
  return from === to ? String(to) : `${from}–${to}`;
}

/**
 * Tenths of the items that have training interactions, 1 the least popular and 10 the most; items with none apart, as
 * `new`.
 */
export function popularityDeciles(counts: ArrayLike<number>): Slicing {
  const met = Array.from({ length: counts.length }, (_, item) => item).filter((item) => counts[item]! > 0);
  const percentiles = popularityPercentiles(met.map((item) => counts[item]!));
  const decileOf = new Map(met.map((item, i) => [item, Math.min(10, Math.floor(percentiles[i]! * 10) + 1)]));
  return {
    names: ['new', ...Array.from({ length: 10 }, (_, i) => String(i + 1))],
    namesOf: (_task, relevant) => [String(decileOf.get(relevant) ?? 'new')],
  };
}
