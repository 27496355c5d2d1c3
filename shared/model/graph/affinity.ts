import type { Affinity } from '../../learning/affinity.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { FLOAT, type GraphSoFar, INT64 } from './so-far.ts';

/** Adds what the facets of items say to the scores; `contributes<at>` (n) is how much. */
export function addAffinity(graph: GraphSoFar, model: Affinity, at: number, scores: string): string {
  const { historyLimit, doubt, width, groupOf, groups, shares, liking, last } = model;
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(
    constant(own('groupOf'), [groupOf.length], groupOf),
    constant(own('groups'), [groups.length / width, width], groups),
    constant(own('valuesInRow'), [groups.length], groups),
    integers(own('byGroup'), -1, width),
    constant(own('shares'), [shares.length], shares),
    constant(
      own('doubtShares'),
      [shares.length],
      shares.map((share) => doubt * share),
    ),
    constant(own('liking'), [shares.length], liking),
    constant(own('lastLiking'), [shares.length], last),
    constant(own('noCounts'), [shares.length], new Float32Array(shares.length)),
    constant(own('doubt'), [1], Float32Array.of(doubt)),
    integers(own('limit'), historyLimit),
    integers('two', 2),
  );
  graph.nodes.push(
    node('Min', ['length', own('limit')], [own('count')]),
    node('Slice', ['items', 'zero', own('count')], [own('items')]),
    node('Gather', [own('groupOf'), own('items')], [own('groupsMet')]),
    node('Gather', [own('groups'), own('groupsMet')], [own('valuesMet32')]), // (L, width)
    node('Cast', [own('valuesMet32')], [own('valuesMet')], { to: INT64 }),
    ...count(own, own('valuesMet'), 'counts', 'add'),
    node('Slice', [own('valuesMet'), 'zero', 'one'], [own('valuesOfLast')]),
    ...count(own, own('valuesOfLast'), 'isLast', 'none'),
    node('Cast', [own('count')], [own('events')], { to: FLOAT }),
    node('Add', [own('events'), own('doubt')], [own('eventsAndDoubt')]),
    node('Mul', [own('shares'), own('eventsAndDoubt')], [own('expected')]),
    node('Add', [own('counts'), own('doubtShares')], [own('found')]),
    node('Div', [own('found'), own('expected')], [own('ratios')]),
    node('Log', [own('ratios')], [own('lifts')]),
    node('Mul', [own('lifts'), own('liking')], [own('liked')]),
    node('Mul', [own('isLast'), own('lastLiking')], [own('likedLast')]),
    node('Add', [own('liked'), own('likedLast')], [own('saidOfValues')]),
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
    node('Div', [own('doubt'), own('eventsAndDoubt')], [own('unmetRatio')]),
    node('Log', [own('unmetRatio')], [own('unmet')]),
    node('Sub', [own('lifts'), own('unmet')], [own('raised')]),
    node('Max', [own('counts'), 'unit'], [own('sharers')]),
    node('Div', [own('raised'), own('sharers')], [own('raisedByOne')]),
    node('Mul', [own('raisedByOne'), own('liking')], [own('likedByOne')]),
    node('Slice', [own('valuesMet'), 'zero', 'explained'], [own('explainedValues')]), // (E, width)
    node('Gather', [own('likedByOne'), own('explainedValues')], [own('amounts')]),
    node('Shape', [own('explainedValues')], [own('explainedShape')]),
    node('Slice', [own('explainedShape'), 'zero', 'one'], [own('explainedCount')]),
    node('Shape', [own('shares')], [own('valueCount')]),
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

/** `into` (values): how often each stands among some, or whether it does. */
const count = (own: (name: string) => string, values: string, into: string, reduction: 'add' | 'none') => [
  node('Reshape', [values, 'flat'], [own(`${into}Places`)]),
  node('Shape', [own(`${into}Places`)], [own(`${into}Length`)]),
  node('Expand', ['unit', own(`${into}Length`)], [own(`${into}Ones`)]),
  node('ScatterElements', [own('noCounts'), own(`${into}Places`), own(`${into}Ones`)], [own(into)], {
    axis: 0,
    reduction,
  }),
];
