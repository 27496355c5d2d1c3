/** Whom each node knows: row r has neighbours `neighbours[starts[r]]` to `neighbours[starts[r + 1] - 1]`. */
export interface WeightedGraph {
  readonly nodeCount: number;
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  /** > 0, as many as neighbours. */
  readonly weights: Float64Array;
}

/** Pairs of nodes, and what each pair weighs. */
export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** > 0; 1 each where absent. */
  readonly weights?: Float64Array;
}

/**
 * An undirected graph: each edge at both of its ends, edges named twice with their weights summed, those to oneself left
 * out. Neighbours in rising order. O(edges log edges).
 * @throws RangeError for a node outside [0, nodeCount) or a weight that is not above 0.
 */
export function undirectedGraph(nodeCount: number, { from, to, weights }: Edges): WeightedGraph {
  const sums = Array.from({ length: nodeCount }, () => new Map<number, number>());
  for (let e = 0; e < from.length; e++) {
    const [a, b, weight] = [from[e]!, to[e]!, weights?.[e] ?? 1];
    if (!(a >= 0 && a < nodeCount && b >= 0 && b < nodeCount))
      throw new RangeError(`undirectedGraph: edge ${e} from ${a} to ${b} leaves [0, ${nodeCount})`);
    if (!(weight > 0)) throw new RangeError(`undirectedGraph: edge ${e} weighs ${weight}, want > 0`);
    if (a === b) continue;
    sums[a]!.set(b, (sums[a]!.get(b) ?? 0) + weight);
    sums[b]!.set(a, (sums[b]!.get(a) ?? 0) + weight);
  }
  const starts = new Int32Array(nodeCount + 1);
  sums.forEach((row, node) => {
    starts[node + 1] = starts[node]! + row.size;
  });
  const neighbours = new Int32Array(starts[nodeCount]!);
  const edgeWeights = new Float64Array(neighbours.length);
  sums.forEach((row, node) => {
    [...row]
      .sort(([a], [b]) => a - b)
      .forEach(([neighbour, weight], i) => {
        neighbours[starts[node]! + i] = neighbour;
        edgeWeights[starts[node]! + i] = weight;
      });
  });
  return { nodeCount, starts, neighbours, weights: edgeWeights };
}
