import type { Source } from '../../learning/recommender.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { FLOAT, type GraphSoFar } from './so-far.ts';

/**
 * `sumHere` (n): what is always said in a blend, and what the cells of the context say, the less the longer the history.
 * Both are rows of one table, so that a request costs one gathering and one product.
 * @param sums - (blends, itemCount)
 */
export function sumWithContext(
  graph: GraphSoFar,
  { lifts, fadeEvents }: Extract<Source, { kind: 'context' }>,
  at: number,
  sums: Float32Array,
  itemCount: number,
): void {
  const own = (name: string) => `${name}${at}`;
  const table = new Float32Array(sums.length + lifts.length);
  table.set(sums);
  table.set(lifts, sums.length);
  graph.constants.push(
    constant('sumsAndLifts', [table.length / itemCount, itemCount], table),
    constant(own('fadeEvents'), [1], Float32Array.of(fadeEvents)),
    integers('blendCount', sums.length / itemCount),
  );
  graph.nodes.push(
    node('Cast', ['length'], [own('eventCount')], { to: FLOAT }),
    node('Add', [own('eventCount'), own('fadeEvents')], [own('eventsAndFade')]),
    node('Div', [own('fadeEvents'), own('eventsAndFade')], [own('faded')]),
    node('Mul', [own('faded'), own('weight')], [own('weightNow')]),
    node('Shape', ['context'], ['cellCount']),
    node('Expand', [own('weightNow'), 'cellCount'], [own('cellWeights')]), // (C)
    node('Concat', ['unit', own('cellWeights')], [own('rowWeights')], { axis: 0 }),
    node('Add', ['context', 'blendCount'], ['liftRows']),
    node('Concat', ['blend', 'liftRows'], ['rowsHere'], { axis: 0 }),
    node('Gather', ['sumsAndLifts', 'rowsHere'], ['saidHere'], { axis: 0 }), // (1 + C, n)
    node('MatMul', [own('rowWeights'), 'saidHere'], ['sumHere']),
  );
}

/** `contributed<at>` (k): of what was summed up, the context's part. */
export function contextOfAnswers(graph: GraphSoFar, at: number): void {
  const own = (name: string) => `${name}${at}`;
  graph.nodes.push(
    node('Concat', ['none', own('cellWeights')], [own('liftWeights')], { axis: 0 }),
    node('Gather', ['saidHere', 'ids'], ['saidOfAnswersHere'], { axis: 1 }), // (1 + C, k)
    node('MatMul', [own('liftWeights'), 'saidOfAnswersHere'], [own('contributed')]),
  );
}
