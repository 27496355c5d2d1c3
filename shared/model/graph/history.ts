import type { HistoryWeights } from '../../learning/recommender.ts';
import { constant, node } from '../../math/onnx-encoder.ts';
import type { GraphSoFar } from './so-far.ts';

/** The history as far as `weights` reach: `items<at>`, and what each of its events counts: `eventWeights<at>`. */
export function readHistory(graph: GraphSoFar, { recency, historyKindWeights }: HistoryWeights, at: number): void {
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(
    constant(own('recency'), [recency.length], recency),
    constant(own('kindWeights'), [historyKindWeights.length], historyKindWeights),
  );
  graph.nodes.push(
    node('Slice', [own('recency'), 'zero', 'length'], [own('recencyHere')]),
    node('Shape', [own('recencyHere')], [own('count')]),
    node('Slice', ['items', 'zero', own('count')], [own('items')]),
    node('Slice', ['kinds', 'zero', own('count')], [own('kinds')]),
    node('Gather', [own('kindWeights'), own('kinds')], [own('kindHere')]),
    node('Mul', [own('recencyHere'), own('kindHere')], [own('eventWeights')]),
  );
}
