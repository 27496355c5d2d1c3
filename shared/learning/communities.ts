import { seededRandom } from '../math/random.ts';
import { undirectedGraph, type WeightedGraph } from './graph.ts';

export interface Communities {
  /** (nodes): numbers from 0 on, in the order in which the nodes first have them. */
  readonly of: Int32Array;
  readonly count: number;
  /** In [−½, 1); null without edges. */
  readonly modularity: number | null;
}

/** A move must win more than rounding. */
const MIN_GAIN = 1e-12;
const MAX_PASSES = 100;
/** Orders of visiting that are tried; the best modularity stays. */
const TRIES = 5;

/**
 * Communities by the Louvain method: nodes move to the neighbouring community that raises modularity most, until none
 * does; then communities become nodes, and it begins again. Which node moves first decides among near equals, so some
 * random orders are tried. The same graph and seed give the same communities. O(edges) a pass, few passes.
 *
 * Source: Blondel, Guillaume, Lambiotte & Lefebvre (2008), "Fast unfolding of communities in large networks";
 * modularity: Newman (2004), "Analysis of weighted networks".
 */
export function communitiesOf(graph: WeightedGraph, seed = 1): Communities {
  const random = seededRandom(seed);
  let best: Communities | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const found = louvain(graph, random);
    if (best === undefined || (found.modularity ?? 0) > (best.modularity ?? 0)) best = found;
  }
  return best!;
}

function louvain(graph: WeightedGraph, random: () => number): Communities {
  let level: Level = { graph, loops: new Float64Array(graph.nodeCount) };
  let of = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  for (;;) {
    const moved = movedNodes(level, random);
    const parts = numbered(moved);
    if (parts.count === level.graph.nodeCount) break;
    of = of.map((node) => parts.of[node]!);
    level = merged(level, parts);
  }
  const { of: final, count } = numbered(of);
  return { of: final, count, modularity: modularityOf(graph, final) };
}

interface Level {
  readonly graph: WeightedGraph;
  /** Of each node, the weight of the edges within it, both ends counted. */
  readonly loops: Float64Array;
}

/** The community of each node after no move wins more. */
function movedNodes({ graph, loops }: Level, random: () => number): Int32Array {
  const { nodeCount, starts, neighbours, weights } = graph;
  const degrees = loops.slice();
  for (let node = 0; node < nodeCount; node++)
    for (let e = starts[node]!; e < starts[node + 1]!; e++) degrees[node]! += weights[e]!;
  const total = degrees.reduce((sum, degree) => sum + degree, 0);
  const community = Int32Array.from({ length: nodeCount }, (_, node) => node);
  if (total === 0) return community;
  const sums = degrees.slice();
  const toward = new Float64Array(nodeCount);
  const order = shuffled(nodeCount, random);
  for (let pass = 0, isMoving = true; isMoving && pass < MAX_PASSES; pass++) {
    isMoving = false;
    for (const node of order) {
      const [start, end] = [starts[node]!, starts[node + 1]!];
      const own = community[node]!;
      for (let e = start; e < end; e++) toward[community[neighbours[e]!]!]! += weights[e]!;
      sums[own]! -= degrees[node]!;
      const gainOf = (to: number) => toward[to]! - (sums[to]! * degrees[node]!) / total;
      let [best, gain] = [own, gainOf(own)];
      for (let e = start; e < end; e++) {
        const to = community[neighbours[e]!]!;
        if (gainOf(to) > gain + MIN_GAIN) [best, gain] = [to, gainOf(to)];
      }
      sums[best]! += degrees[node]!;
      for (let e = start; e < end; e++) toward[community[neighbours[e]!]!] = 0;
      if (best !== own) {
        community[node] = best;
        isMoving = true;
      }
    }
  }
  return community;
}

/** Communities as nodes: edges between them summed, those within kept as loops. */
function merged({ graph, loops }: Level, { of, count }: { readonly of: Int32Array; readonly count: number }): Level {
  const { nodeCount, starts, neighbours, weights } = graph;
  const within = new Float64Array(count);
  const [from, to, between]: [number[], number[], number[]] = [[], [], []];
  for (let node = 0; node < nodeCount; node++) {
    const own = of[node]!;
    within[own]! += loops[node]!;
    for (let e = starts[node]!; e < starts[node + 1]!; e++) {
      const other = of[neighbours[e]!]!;
      if (other === own) within[own]! += weights[e]!;
      else if (node < neighbours[e]!) {
        from.push(own);
        to.push(other);
        between.push(weights[e]!);
      }
    }
  }
  const edges = { from: Int32Array.from(from), to: Int32Array.from(to), weights: Float64Array.from(between) };
  return { graph: undirectedGraph(count, edges), loops: within };
}

function numbered(parts: Int32Array): { readonly of: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>();
  for (const part of parts) if (!numbers.has(part)) numbers.set(part, numbers.size);
  return { of: parts.map((part) => numbers.get(part)!), count: numbers.size };
}

/** Fisher & Yates. */
function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, node) => node);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * The share of edges within communities, less what their degrees alone would bring. Null without edges.
 * @param of - each node's community, a number from 0 on, below the number of nodes.
 */
export function modularityOf({ nodeCount, starts, neighbours, weights }: WeightedGraph, of: Int32Array): number | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return null;
  const degrees = new Float64Array(nodeCount);
  let within = 0;
  for (let node = 0; node < nodeCount; node++) {
    for (let e = starts[node]!; e < starts[node + 1]!; e++) {
      degrees[of[node]!]! += weights[e]!;
      if (of[node] === of[neighbours[e]!]) within += weights[e]!;
    }
  }
  return within / total - degrees.reduce((sum, degree) => sum + (degree / total) ** 2, 0);
}
