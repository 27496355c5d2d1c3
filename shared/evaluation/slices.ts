import { type Interval, pairedBootstrap } from '../math/paired-bootstrap.ts';
import { popularityPercentiles } from './list-measures.ts';
import { ndcg, personMeans, type RankingMetrics, rankingMetrics } from './ranking-metrics.ts';
import type { RankingTask } from './ranking-task.ts';

/** Figures of some of the tasks. */
export interface Slice {
  readonly name: string;
  readonly tasks: number;
  readonly people: number;
  readonly figures: RankingMetrics;
  /** Of ndcg@10, over people; null where there is nobody. */
  readonly interval: Interval | null;
  /** Why the figures are null, where they are. */
  readonly reason: string | null;
}

/**
 * Figures of the tasks of each name, in the order of `names`; a task may belong to several or to none.
 *
 * @param ranks - 1-based, parallel to the tasks; 0 is a miss.
 * @param random - for the intervals; the same numbers give the same intervals.
 */
export function slices(
  tasks: readonly RankingTask[],
  ranks: Int32Array,
  by: { readonly names: readonly string[]; readonly namesOf: (task: RankingTask) => readonly string[] },
  random: () => number,
): readonly Slice[] {
  const members = new Map<string, number[]>(by.names.map((name) => [name, []]));
  tasks.forEach((task, i) => {
    for (const name of by.namesOf(task)) members.get(name)?.push(i);
  });
  return [...members].map(([name, at]) => {
    const personKeys = at.map((i) => tasks[i]!.personKey);
    const own = Int32Array.from(at, (i) => ranks[i]!);
    const gains = personMeans(personKeys, own, (rank) => ndcg(rank, 10));
    return {
      name,
      tasks: at.length,
      people: gains.length,
      figures: rankingMetrics(personKeys, own),
      interval: gains.length === 0 ? null : pairedBootstrap(gains, new Float64Array(gains.length), { random }),
      reason: at.length === 0 ? `no task is of ${name}` : null,
    };
  });
}

/** A person whose input is shorter than this is a new one. */
const NEW_PERSON_BELOW = 3;

/** What a recommender knows least of: items that no training event names, and people of fewer than three events. */
export const newcomers = (counts: ArrayLike<number>) => ({
  names: ['newItem', 'newPerson'],
  namesOf: ({ items, target }: RankingTask): readonly string[] => [
    ...(counts[target] === 0 ? ['newItem'] : []),
    ...(items.length < NEW_PERSON_BELOW ? ['newPerson'] : []),
  ],
});

/** Longest histories of the groups. */
const LENGTHS = [0, 1, 2, 5, 10, 20, 50] as const;

/** How much is known of the person, in events. */
export const historyLengths = {
  names: [...LENGTHS.map((to, i) => spanOf((LENGTHS[i - 1] ?? -1) + 1, to)), `${LENGTHS.at(-1)! + 1}+`],
  namesOf({ items }: RankingTask): readonly string[] {
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
export function popularityDeciles(counts: ArrayLike<number>) {
  const met = Array.from({ length: counts.length }, (_, item) => item).filter((item) => counts[item]! > 0);
  const percentiles = popularityPercentiles(met.map((item) => counts[item]!));
  const decileOf = new Map(met.map((item, i) => [item, Math.min(10, Math.floor(percentiles[i]! * 10) + 1)]));
  return {
    names: ['new', ...Array.from({ length: 10 }, (_, i) => String(i + 1))],
    namesOf: ({ target }: RankingTask): readonly string[] => [String(decileOf.get(target) ?? 'new')],
  };
}
