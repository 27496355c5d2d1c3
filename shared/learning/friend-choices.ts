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
