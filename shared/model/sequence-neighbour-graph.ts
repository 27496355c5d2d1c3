import type { SequenceNeighbours } from '../learning/sequence-neighbours.ts';
import { constant, encodeModel, integers, node, value } from './onnx-encoder.ts';

/** Penalty that keeps an item out of every answer; scores at or below `BLOCKED_SCORE` are no answers. */
export const BLOCKED_PENALTY = -1e30;
export const BLOCKED_SCORE = -1e29;

/** Names and element types of the graph's inputs and outputs, as the manifest records them. */
export const GRAPH_INPUTS = ['items', 'kinds', 'blocked', 'penalty', 'k'] as const;
export const GRAPH_OUTPUTS = ['ids', 'scores', 'contributions'] as const;

/**
 * The whole recommender as one graph: recent items in, the k best items out.
 *
 * | input | shape | what |
 * |---|---|---|
 * | items | int64 (L) | indexes of the person's recent items, newest first; L may be 0; at most `recency.length` |
 * | kinds | int64 (L) | what the person did to each: index into the kind weights |
 * | blocked | int64 (M) | indexes that must not come back: seen, excluded; M may be 0; repeats are fine |
 * | penalty | float (n) | 0, or `BLOCKED_PENALTY` for what may not be offered now |
 * | k | int64 (1) | how many; at most n |
 *
 * | output | shape | what |
 * |---|---|---|
 * | ids | int64 (k) | indexes, best first; equal scores by lower index |
 * | scores | float (k) | `BLOCKED_SCORE` or less: not an answer |
 * | contributions | float (L, k) | what each recent item adds to each answer's score |
 *
 * score(j) = popularity(j) + Σₖ recency(k) · kindWeight(kinds(k)) · M(items(k), j), so an answer's score is its column
 * of contributions plus its popularity.
 */
export function sequenceNeighbourGraph(model: SequenceNeighbours): Uint8Array {
  const { itemCount: n, width, neighbours, weights, popularity, recency, historyKindWeights } = model;
  return encodeModel({
    name: 'sequence-neighbours',
    constants: [
      constant('neighbours', [n, width], neighbours),
      constant('weights', [n, width], weights),
      constant('popularity', [n], popularity),
      constant('recency', [recency.length], recency),
      constant('kindWeights', [historyKindWeights.length], historyKindWeights),
      constant('blockedPenalty', [1], Float32Array.of(BLOCKED_PENALTY)),
      constant('none', [1], Float32Array.of(0)),
      integers('zero', 0),
      integers('one', 1),
      integers('two', 2),
      integers('flat', -1),
    ],
    inputs: [
      value('items', 'int64', ['L']),
      value('kinds', 'int64', ['L']),
      value('blocked', 'int64', ['M']),
      value('penalty', 'float', [n]),
      value('k', 'int64', [1]),
    ],
    outputs: [
      value('ids', 'int64', ['K']),
      value('scores', 'float', ['K']),
      value('contributions', 'float', ['L', 'K']),
    ],
    nodes: [
      // What each recent item says: its row of the table, by how recent it is and what was done to it.
      node('Shape', ['items'], ['length']),
      node('Slice', ['recency', 'zero', 'length'], ['recencyHere']),
      node('Gather', ['kindWeights', 'kinds'], ['kindHere']),
      node('Mul', ['recencyHere', 'kindHere'], ['eventWeights']),
      node('Unsqueeze', ['eventWeights', 'one'], ['eventColumn']),
      node('Gather', ['neighbours', 'items'], ['rows32']),
      node('Cast', ['rows32'], ['rows'], { to: 7 }),
      node('Gather', ['weights', 'items'], ['rowWeights']),
      node('Mul', ['eventColumn', 'rowWeights'], ['spoken']),
      // Scores: popularity, and all that was said, added at the places that it was said of.
      node('Reshape', ['rows', 'flat'], ['places']),
      node('Reshape', ['spoken', 'flat'], ['amounts']),
      node('ScatterElements', ['popularity', 'places', 'amounts'], ['said'], { axis: 0, reduction: 'add' }),
      node('Add', ['said', 'penalty'], ['allowed']),
      node('Shape', ['blocked'], ['blockedLength']),
      node('Expand', ['blockedPenalty', 'blockedLength'], ['blockedAmounts']),
      node('ScatterElements', ['allowed', 'blocked', 'blockedAmounts'], ['open'], { axis: 0 }),
      node('TopK', ['open', 'k'], ['scores', 'ids'], { axis: 0, largest: 1, sorted: 1 }),
      // Contributions: of each recent item's row, what stands at the places of the answers.
      node('Unsqueeze', ['rows', 'two'], ['rowsColumn']), // (L, width, 1)
      node('Equal', ['rowsColumn', 'ids'], ['isAnswer']), // (L, width, K)
      node('Unsqueeze', ['spoken', 'two'], ['spokenColumn']),
      node('Where', ['isAnswer', 'spokenColumn', 'none'], ['spokenOfAnswers']),
      node('ReduceSum', ['spokenOfAnswers', 'one'], ['contributions'], { keepdims: 0 }),
    ],
  });
}
