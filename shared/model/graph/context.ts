import type { Source } from '../../learning/recommender.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { FLOAT, type GraphSoFar } from './so-far.ts';

/** Adds what the cells of the context say of all items, the less the longer the history: `added<at>` (n). */
export function addContext(
  graph: GraphSoFar,
  { lifts, fadeEvents }: Extract<Source, { kind: 'context' }>,
  itemCount: number,
  at: number,
  scores: string,
): string {
  const own = (name: string) => `${name}${at}`;
  const cellCount = lifts.length / itemCount;
  // A last row of zeros is always asked for too: no context would be a sum over nothing.
  const rows = new Float32Array(lifts.length + itemCount);
  rows.set(lifts);
  graph.constants.push(
    constant(own('lifts'), [cellCount + 1, itemCount], rows),
    constant(own('fadeEvents'), [1], Float32Array.of(fadeEvents)),
    integers(own('noCell'), cellCount),
  );
  graph.nodes.push(
    node('Cast', ['length'], [own('eventCount')], { to: FLOAT }),
    node('Add', [own('eventCount'), own('fadeEvents')], [own('eventsAndFade')]),
    node('Div', [own('fadeEvents'), own('eventsAndFade')], [own('faded')]),
    node('Mul', [own('faded'), own('weight')], [own('weightNow')]),
    node('Concat', ['context', own('noCell')], [own('cells')], { axis: 0 }),
    node('Gather', [own('lifts'), own('cells')], [own('liftsHere')], { axis: 0 }), // (C + 1, n)
    node('ReduceSum', [own('liftsHere'), 'zero'], [own('lifted')], { keepdims: 0 }),
    node('Mul', [own('lifted'), own('weightNow')], [own('added')]),
    node('Add', [scores, own('added')], [own('scores')]),
  );
  return own('scores');
}
