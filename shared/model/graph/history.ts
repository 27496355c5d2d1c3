import type { HistoryWeights } from '../../learning/recommender.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import type { GraphSoFar } from './so-far.ts';

/**
 * `history`: the items as far as the longest of some weights reach; `eventWeights` (readers, L): what each event counts
 * for each of them, 0 beyond its own reach.
 */
export function readHistory(graph: GraphSoFar, readers: readonly HistoryWeights[]): void {
  const reach = Math.max(...readers.map(({ recency }) => recency.length));
  const kindCount = Math.max(...readers.map(({ historyKindWeights }) => historyKindWeights.length));
  const recency = new Float32Array(readers.length * reach);
  const kindWeights = new Float32Array(readers.length * kindCount);
  readers.forEach((reader, row) => {
    recency.set(reader.recency, row * reach);
    kindWeights.set(reader.historyKindWeights, row * kindCount);
  });
  graph.constants.push(
    constant('recency', [readers.length, reach], recency),
    constant('kindWeights', [readers.length, kindCount], kindWeights),
    integers('reach', reach),
  );
  graph.nodes.push(
    node('Slice', ['items', 'zero', 'reach'], ['history']),
    node('Slice', ['kinds', 'zero', 'reach'], ['historyKinds']),
    node('Slice', ['recency', 'zero', 'length', 'one'], ['recencyHere']),
    node('Gather', ['kindWeights', 'historyKinds'], ['kindHere'], { axis: 1 }),
    node('Mul', ['recencyHere', 'kindHere'], ['eventWeights']),
  );
}
