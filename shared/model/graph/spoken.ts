import type { HistoryNeighbours } from '../../learning/recommender.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { readHistory } from './history.ts';
import { type GraphSoFar, INT64 } from './so-far.ts';

/**
 * Each event of the history speaks by its row of the table: `amounts<at>` of `places<at>`. The total is summed row by
 * row: one sum in 32 bits of 20,000 amounts loses those of the oldest events, a hundred thousandth of it.
 */
export function speakByRows(graph: GraphSoFar, table: HistoryNeighbours, at: number): void {
  const { itemCount: n, width, neighbours, weights } = table;
  const own = (name: string) => `${name}${at}`;
  readHistory(graph, table, at);
  graph.constants.push(
    constant(own('neighbours'), [n, width], neighbours),
    constant(own('strengths'), [n, width], weights),
  );
  graph.nodes.push(
    node('Unsqueeze', [own('eventWeights'), 'one'], [own('eventColumn')]),
    node('Gather', [own('neighbours'), own('items')], [own('rows32')]),
    node('Cast', [own('rows32')], [own('rows')], { to: INT64 }),
    node('Gather', [own('strengths'), own('items')], [own('rowStrengths')]),
    node('Mul', [own('eventColumn'), own('rowStrengths')], [own('spoken')]),
    node('Reshape', [own('rows'), 'flat'], [own('places')]),
    node('Reshape', [own('spoken'), 'flat'], [own('amounts')]),
    node('ReduceSum', [own('spoken'), 'one'], [own('rowTotals')], { keepdims: 0 }),
    node('ReduceSum', [own('rowTotals'), 'zero'], [own('total')], { keepdims: 1 }),
  );
}

/** Adds weight · what was said to the scores. */
export function addLinear(graph: GraphSoFar, at: number, scores: string): string {
  const own = (name: string) => `${name}${at}`;
  graph.nodes.push(
    node('ScatterElements', ['silent', own('places'), own('amounts')], [own('said')], { axis: 0, reduction: 'add' }),
    node('Gather', [own('said'), own('places')], [own('saidHere')]),
    node('Mul', [own('saidHere'), own('weight')], [own('added')]),
  );
  return addAtPlaces(graph, at, scores, own('places'));
}

/**
 * Adds weight · log(1 + share / floor) to the scores, from `amounts<at>` said of `places<at>`, which add up to
 * `total<at>`. Only those places change.
 */
export function addSpoken(graph: GraphSoFar, at: number, scores: string, floor: number): string {
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(constant(own('floor'), [1], Float32Array.of(floor)));
  graph.nodes.push(
    node('ScatterElements', ['silent', own('places'), own('amounts')], [own('sums')], { axis: 0, reduction: 'add' }),
    node('Mul', [own('total'), own('floor')], [own('floorHere')]),
    node('Add', [own('floorHere'), 'tiny'], [own('unit')]),
    node('Gather', [own('sums'), own('places')], [own('sumsHere')]),
    node('Div', [own('sumsHere'), own('unit')], [own('odds')]),
    node('Add', [own('odds'), 'unit'], [own('oddsMore')]),
    node('Log', [own('oddsMore')], [own('logs')]),
    node('Mul', [own('logs'), own('weight')], [own('added')]),
  );
  return addAtPlaces(graph, at, scores, own('places'));
}

/** The items of the history from one place to before another; one that stands at several counts at the newest. */
export function addOwn(
  graph: GraphSoFar,
  { from, to }: { from: number; to: number },
  at: number,
  scores: string,
): string {
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(integers(own('from'), from), integers(own('to'), to));
  graph.nodes.push(
    node('Slice', ['items', own('from'), own('to')], [own('marked')]),
    node('Slice', ['items', 'zero', own('from')], [own('unmarked')]),
    node('Shape', [own('marked')], [own('markedLength')]),
    node('Expand', ['unit', own('markedLength')], [own('ones')]),
    node('Shape', [own('unmarked')], [own('unmarkedLength')]),
    node('Expand', ['none', own('unmarkedLength')], [own('zeros')]),
    node('ScatterElements', ['silent', own('marked'), own('ones')], [own('withMarked')], { axis: 0 }),
    node('ScatterElements', [own('withMarked'), own('unmarked'), own('zeros')], [own('said')], { axis: 0 }),
    node('Gather', [own('said'), own('marked')], [own('marks')]),
    node('Mul', [own('marks'), own('weight')], [own('added')]),
  );
  return addAtPlaces(graph, at, scores, own('marked'));
}

/** Adds `added<at>` to the scores of `places`; a place named twice is given the same new score twice. */
function addAtPlaces(graph: GraphSoFar, at: number, scores: string, places: string): string {
  const own = (name: string) => `${name}${at}`;
  graph.nodes.push(
    node('Gather', [scores, places], [own('before')]),
    node('Add', [own('before'), own('added')], [own('after')]),
    node('ScatterElements', [scores, places, own('after')], [own('scores')], { axis: 0 }),
  );
  return own('scores');
}
