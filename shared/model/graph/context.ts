import type { Recommender, Source } from '../../learning/recommender.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { FLOAT, type GraphSoFar, gatherByBlend, weightOf } from './so-far.ts';

/**
 * `alwaysScores` (n): the bias, what is always said in a blend, and what the cells of the context say, the less the
 * longer the history. Both are rows of one table, so that a request costs one gathering and one product.
 * @param sums - (blends, itemCount)
 */
export function sumWithContext(
  graph: GraphSoFar,
  { name, lifts, fadeEvents }: Extract<Source, { kind: 'context' }>,
  sums: Float32Array,
  recommender: Recommender,
): void {
  const { itemCount } = recommender;
  const table = new Float32Array(sums.length + lifts.length);
  table.set(sums);
  table.set(lifts, sums.length);
  graph.constants.push(
    constant('sumsAndLifts', [table.length / itemCount, itemCount], table),
    constant('fadeEvents', [1], Float32Array.of(fadeEvents)),
    integers('blendCount', sums.length / itemCount),
  );
  gatherByBlend(graph, 'fadeWeight', [], (blend) => [fadeEvents * weightOf(recommender, blend, name)]);
  graph.nodes.push(
    node('Cast', ['length'], ['eventCount'], { to: FLOAT }),
    node('Add', ['eventCount', 'fadeEvents'], ['eventsAndFade']),
    node('Div', ['fadeWeight', 'eventsAndFade'], ['weightNow']),
    node('Shape', ['context'], ['cellCount']),
    node('Expand', ['weightNow', 'cellCount'], ['cellWeights']), // (C)
    node('Concat', ['unit', 'cellWeights'], ['rowWeights'], { axis: 0 }),
    node('Unsqueeze', ['rowWeights', 'zero'], ['rowWeightsRow']),
    node('Add', ['context', 'blendCount'], ['liftRows']),
    node('Concat', ['blend', 'liftRows'], ['rowsHere'], { axis: 0 }),
    node('Gather', ['sumsAndLifts', 'rowsHere'], ['saidHere']), // (1 + C, n)
    node('Gemm', ['rowWeightsRow', 'saidHere', 'bias'], ['alwaysRow']),
    node('Reshape', ['alwaysRow', 'flat'], ['alwaysScores']),
  );
}

/** `contextOfAnswers` (1, k): of what was summed up, the context's part. */
export function contextOfAnswers(graph: GraphSoFar): void {
  graph.nodes.push(
    node('Concat', ['none', 'cellWeights'], ['liftWeights'], { axis: 0 }),
    node('Unsqueeze', ['liftWeights', 'zero'], ['liftWeightsRow']),
    node('Gather', ['saidHere', 'ids'], ['saidOfAnswersHere'], { axis: 1 }), // (1 + C, k)
    node('MatMul', ['liftWeightsRow', 'saidOfAnswersHere'], ['contextOfAnswers']),
  );
}
