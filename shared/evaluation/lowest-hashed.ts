import { stringHash } from '../math/string-hash.ts';
import type { RankingTask } from './ranking-task.ts';

/**
 * Positions of the keys that hash lowest, lowest first, of equal ones the earlier first. Who is drawn by it depends on
 * nothing that anybody did, and is the same each time.
 */
export function lowestHashed(keys: Iterable<string>, count = Number.POSITIVE_INFINITY): Int32Array {
  const hashes = Float64Array.from(keys, (key) => stringHash(key));
  return Int32Array.from(hashes.keys())
    .sort((a, b) => hashes[a]! - hashes[b]! || a - b)
    .subarray(0, count);
}

/** The tasks as they are; where they are more than `count`, those of the people whose keys hash lowest, in that order. */
export const sampleOf = (tasks: readonly RankingTask[], count: number): readonly RankingTask[] =>
  tasks.length <= count
    ? tasks
    : Array.from(
        lowestHashed(
          tasks.map(({ personKey }) => personKey),
          count,
        ),
        (at) => tasks[at]!,
      );
