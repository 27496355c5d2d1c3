import type { SparseRows } from '../math/sparse-rows.ts';
import type { WeightedGraph } from './graph.ts';

/**
 * What the friends of a person chose: of each item, the summed weights of the friends who did, 0 for what none chose.
 * O(choices of the friends) a person.
 *
 * Source: Sinha & Swearingen (2001), "Comparing Recommendations Made by Online Systems and Friends".
 *
 * @param graph - of the people.
 * @param choices - people × items.
 * @returns (items) of a person, made anew at each call.
 */
export const friendChoices =
  ({ starts, neighbours, weights }: WeightedGraph, { offsets, columns, columnCount }: SparseRows) =>
  (person: number): Float32Array => {
    const counts = new Float32Array(columnCount);
    for (let e = starts[person]!; e < starts[person + 1]!; e++) {
      const friend = neighbours[e]!;
      for (let at = offsets[friend]!; at < offsets[friend + 1]!; at++) counts[columns[at]!]! += weights[e]!;
    }
    return counts;
  };

/** Columns, those that weigh most first, with what each weighs as a share of all that are given. */
export interface ChosenColumns {
  readonly columns: Int32Array;
  /** (columns) in (0, 1]. */
  readonly shares: Float32Array;
}

/**
 * Of each person, the items that friends chose most, by their weights; of equal ones the lower column first. What the
 * person chose too is left out. O(choices of the friends · log of them) a person, and one number an item for all.
 *
 * @param most - at least 1.
 */
export function mostChosen(
  { starts, neighbours, weights }: WeightedGraph,
  { offsets, columns, columnCount }: SparseRows,
  most: number,
): (person: number) => ChosenColumns {
  const sums = new Float64Array(columnCount); // 0 between calls
  return (person) => {
    const met: number[] = [];
    for (let e = starts[person]!; e < starts[person + 1]!; e++) {
      const friend = neighbours[e]!;
      for (let at = offsets[friend]!; at < offsets[friend + 1]!; at++) {
        const column = columns[at]!;
        if (sums[column] === 0) met.push(column);
        sums[column]! += weights[e]!;
      }
    }
    const own = new Set(columns.subarray(offsets[person]!, offsets[person + 1]!));
    const best = met
      .filter((column) => !own.has(column))
      .sort((a, b) => sums[b]! - sums[a]! || a - b)
      .slice(0, most);
    const total = best.reduce((sum, column) => sum + sums[column]!, 0);
    const shares = Float32Array.from(best, (column) => sums[column]! / total);
    for (const column of met) sums[column] = 0;
    return { columns: Int32Array.from(best), shares };
  };
}
