import type { WeightedGraph } from './graph.ts';

/** Chance to go on along an edge, as its authors have it. */
const DAMPING = 0.85;
const TOLERANCE = 1e-10;
const MAX_STEPS = 200;

/**
 * How often each node is met by somebody who wanders along the edges, by their weights, and begins anywhere with a
 * chance of .15 a step, or where there is no edge: influence, in shares that sum to 1. Steps until nothing changes by
 * 1e-10 in sum. O(edges) a step.
 *
 * Source: Page, Brin, Motwani & Winograd (1999), "The PageRank Citation Ranking: Bringing Order to the Web".
 */
export function pageRank({ nodeCount, starts, neighbours, weights }: WeightedGraph): Float64Array {
  const out = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node++)
    for (let e = starts[node]!; e < starts[node + 1]!; e++) out[node]! += weights[e]!;
  let ranks = new Float64Array(nodeCount).fill(1 / nodeCount);
  for (let step = 0; step < MAX_STEPS; step++) {
    let stranded = 0;
    for (let node = 0; node < nodeCount; node++) if (out[node] === 0) stranded += ranks[node]!;
    const next = new Float64Array(nodeCount).fill((1 - DAMPING + DAMPING * stranded) / nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      for (let e = starts[node]!; e < starts[node + 1]!; e++)
        next[neighbours[e]!]! += (DAMPING * ranks[node]! * weights[e]!) / out[node]!;
    }
    const change = next.reduce((sum, rank, node) => sum + Math.abs(rank - ranks[node]!), 0);
    ranks = next;
    if (change < TOLERANCE) break;
  }
  return ranks;
}
