import { groupedBootstrap } from '../math/grouped-bootstrap.ts';
import type { Interval } from '../math/paired-bootstrap.ts';
import { meansByPerson } from './ranking-metrics.ts';
import type { RankingTask } from './ranking-task.ts';

/**
 * The mean over people of a measure of their tasks, with its 95 % interval; null without people. People are drawn with
 * all their tasks, and where tasks belong to sessions, sessions with all theirs: moments of one session are alike.
 *
 * @param measure - of the task at a position.
 * @param random - the same numbers give the same interval.
 */
export function intervalOfMean(
  tasks: readonly Pick<RankingTask, 'personKey' | 'sessionKey'>[],
  measure: (position: number) => number,
  random: () => number,
): Interval | null {
  if (tasks.length === 0) return null;
  const means = meansByPerson(
    tasks.map(({ personKey }) => personKey),
    measure,
  );
  const groupOf = new Map(tasks.map(({ personKey, sessionKey }) => [personKey, sessionKey ?? personKey]));
  const places = new Map<string, number>();
  for (const group of groupOf.values()) if (!places.has(group)) places.set(group, places.size);
  const [counts, sums] = [new Float64Array(places.size), new Float64Array(places.size)];
  [...groupOf.values()].forEach((group, person) => {
    counts[places.get(group)!]! += 1;
    sums[places.get(group)!]! += means[person]!;
  });
  return groupedBootstrap([counts, sums], ([people, sum]) => sum! / people!, { random });
}
