import type { Affinity } from '../../learning/affinity.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { FLOAT, type GraphSoFar } from './so-far.ts';

/** Adds what the facets of items say to the scores; `contributes<at>` (n) is how much. */
export function addAffinity(graph: GraphSoFar, model: Affinity, at: number, scores: string): string {
  const { historyLimit, doubt, width, groupOf, groups, shares, liking, last } = model;
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(
    constant(own('groupOf'), [groupOf.length], groupOf),
    constant(own('groups'), [groups.length / width, width], groups),
    constant(own('valuesInRow'), [groups.length], groups),
    integers(own('byGroup'), -1, width),
    integers(own('width'), width),
    constant(
      own('ofOne'),
      [shares.length],
      shares.map((share) => 1 / (doubt * share)),
    ),
    constant(own('unmetRatios'), [shares.length], new Float32Array(shares.length).fill(1)),
    constant(own('liking'), [shares.length], liking),
    constant(own('lastLiking'), [shares.length], last),
    constant(own('doubt'), [1], Float32Array.of(doubt)),
    integers(own('limit'), historyLimit),
    integers('two', 2),
  );
  graph.nodes.push(
    node('Min', ['length', own('limit')], [own('count')]),
    node('Slice', ['items', 'zero', own('count')], [own('items')]),
    node('Gather', [own('groupOf'), own('items')], [own('groupsMet')]),
    node('Gather', [own('groups'), own('groupsMet')], [own('valuesMet')]), // (L, width)
    // Of (met + doubt · share) / ((events + doubt) · share), the lift's, what the value's own events make it grow by.
    node('Reshape', [own('valuesMet'), 'flat'], [own('valuesInTurn')]),
    node('GatherElements', [own('ofOne'), own('valuesInTurn')], [own('growth')]),
    node('ScatterElements', [own('unmetRatios'), own('valuesInTurn'), own('growth')], [own('ratios')], {
      axis: 0,
      reduction: 'add',
    }),
    node('Log', [own('ratios')], [own('raised')]),
    node('Cast', [own('count')], [own('events')], { to: FLOAT }),
    node('Add', [own('events'), own('doubt')], [own('eventsAndDoubt')]),
    node('Div', [own('doubt'), own('eventsAndDoubt')], [own('unmetRatio')]),
    node('Log', [own('unmetRatio')], [own('unmet')]),
    node('Add', [own('raised'), own('unmet')], [own('lifts')]),
    node('Mul', [own('lifts'), own('liking')], [own('liked')]),
    node('Slice', [own('valuesInTurn'), 'zero', own('width')], [own('valuesOfLast')]),
    node('GatherElements', [own('lastLiking'), own('valuesOfLast')], [own('likedOfLast')]),
    node('ScatterElements', [own('liked'), own('valuesOfLast'), own('likedOfLast')], [own('saidOfValues')], {
      axis: 0,
      reduction: 'add',
    }),
    node('Mul', [own('saidOfValues'), own('weight')], [own('weighted')]),
    // One number at a time `GatherElements` is ten times as fast as `Gather`.
    node('GatherElements', [own('weighted'), own('valuesInRow')], [own('saidInRow')]),
    node('Reshape', [own('saidInRow'), own('byGroup')], [own('saidByGroup')]), // (groups, width)
    node('ReduceSum', [own('saidByGroup'), 'one'], [own('saidOfGroups')], { keepdims: 0 }),
    node('GatherElements', [own('saidOfGroups'), own('groupOf')], [own('contributes')]),
    node('Add', [scores, own('contributes')], [own('scores')]),
  );
  return own('scores');
}

/**
 * `evidence<at>` (E, k): of what the person's own events add to an answer over somebody who met none of its values, the
 * part of each event: a value's lift is shared evenly by the events that have it.
 */
export function affinityOfAnswers(graph: GraphSoFar, at: number): void {
  const own = (name: string) => `${name}${at}`;
  graph.nodes.push(
    node('Sub', [own('ratios'), 'unit'], [own('grown')]),
    node('Div', [own('grown'), own('ofOne')], [own('met')]),
    node('Div', [own('raised'), own('met')], [own('raisedByOne')]), // only of values that were met
    node('Mul', [own('raisedByOne'), own('liking')], [own('likedByOne')]),
    node('Slice', [own('valuesMet'), 'zero', 'explained'], [own('explainedValues')]), // (E, width)
    node('Gather', [own('likedByOne'), own('explainedValues')], [own('amounts')]),
    node('Shape', [own('explainedValues')], [own('explainedShape')]),
    node('Slice', [own('explainedShape'), 'zero', 'one'], [own('explainedCount')]),
    node('Shape', [own('liking')], [own('valueCount')]),
    node('Concat', [own('explainedCount'), own('valueCount')], [own('byValueShape')], { axis: 0 }),
    node('ConstantOfShape', [own('byValueShape')], [own('noneByValue')]),
    node('ScatterElements', [own('noneByValue'), own('explainedValues'), own('amounts')], [own('byValue')], {
      axis: 1,
    }),
    node('Gather', [own('groupOf'), 'ids'], [own('groupsOfAnswers')]),
    node('Gather', [own('groups'), own('groupsOfAnswers')], [own('valuesOfAnswers')]), // (k, width)
    node('Gather', [own('byValue'), own('valuesOfAnswers')], [own('byAnswerValue')], { axis: 1 }), // (E, k, width)
    node('ReduceSum', [own('byAnswerValue'), 'two'], [own('byEvent')], { keepdims: 0 }),
    node('Mul', [own('byEvent'), own('weight')], [own('evidence')]),
  );
}
