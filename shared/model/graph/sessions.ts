import { matchWeight, queryWeight, type SessionNeighbours } from '../../learning/session-neighbours.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { type GraphSoFar, INT32, INT64 } from './so-far.ts';
import { addSpoken } from './spoken.ts';

/**
 * The past sessions most like the history vote for their items, as `scoreSession` says it: Q items of the query, m
 * sessions looked at, k of them neighbours, W items a session. Session S is none: a place for what is not there.
 */
export function addSessions(
  graph: GraphSoFar,
  index: SessionNeighbours,
  at: number,
  scores: string,
  floor: number,
): string {
  const { settings, sessionStarts, sessionItems, itemStarts, itemSessions } = index;
  const { historyLimit: q, sessionsPerItem: m, neighbourCount: k, backwardWeight } = settings;
  const sessionCount = index.sessionWeights.length;
  const width = longestSession(index);
  const own = (name: string) => `${name}${at}`;
  const queryTable = new Float32Array((q + 1) * q);
  for (let length = 1; length <= q; length++) {
    for (let place = 0; place < length; place++) queryTable[length * q + place] = queryWeight(settings, place, length);
  }
  graph.constants.push(
    constant(own('itemSessions'), [itemSessions.length + 1], withOneMore(itemSessions)),
    constant(own('sessionItems'), [sessionItems.length + 1], withOneMore(sessionItems)),
    constant(own('itemFrom'), [index.itemCount], itemStarts.slice(0, -1)),
    constant(own('itemTo'), [index.itemCount], itemStarts.slice(1)),
    constant(own('sessionFrom'), [sessionCount + 1], withOneMore(sessionStarts.subarray(0, -1))),
    constant(own('sessionTo'), [sessionCount + 1], withOneMore(sessionStarts.subarray(1))),
    constant(own('sessionWeights'), [sessionCount + 1], withOneMore(index.sessionWeights)),
    constant(own('entryWeights'), [sessionItems.length + 1], entryWeights(index)),
    constant(own('queryTable'), [q + 1, q], queryTable),
    constant(
      own('matchTable'),
      [q + 1],
      Float32Array.from({ length: q + 1 }, (_, place) => (place < q ? matchWeight(settings, place) : 0)),
    ),
    constant(own('distanceTable'), [2 * width + 1], distances(index.distanceWeights, width, backwardWeight)),
    constant(
      own('isBefore'),
      [q, q],
      Int32Array.from({ length: q * q }, (_, i) => (i % q < Math.floor(i / q) ? 1 : 0)),
    ),
    constant(
      own('upToM'),
      [1, m],
      Int32Array.from({ length: m }, (_, i) => i),
    ),
    constant(
      own('upToQ'),
      [q, 1],
      Int32Array.from({ length: q }, (_, i) => i),
    ),
    constant(
      own('upToW'),
      [1, width],
      Int32Array.from({ length: width }, (_, i) => i),
    ),
    constant(own('noSession'), [1], Int32Array.of(sessionCount)),
    constant(own('noPlace'), [1], Int32Array.of(q)),
    constant(own('noEntry'), [1], Int32Array.of(0)),
    constant(own('width'), [1], Int32Array.of(width)),
    constant(own('noWeight'), [sessionCount + 1], new Float32Array(sessionCount + 1)),
    constant(own('noPlaces'), [sessionCount + 1], new Int32Array(sessionCount + 1).fill(q)),
    constant(own('never'), [1], Int32Array.of(-1)),
    integers(own('limit'), q),
    integers(own('m'), m),
    integers(own('k'), k),
  );
  graph.nodes.push(
    // The query: distinct items, newest first, each at its newest place.
    node('Min', ['length', own('limit')], [own('count')]),
    node('Slice', ['items', 'zero', own('count')], [own('query')]),
    node('Unsqueeze', [own('query'), 'one'], [own('queryColumn')]),
    node('Equal', [own('queryColumn'), own('query')], [own('same')]),
    node('Cast', [own('same')], [own('sameNumber')], { to: INT32 }),
    node('Slice', [own('isBefore'), 'zero', own('count'), 'zero'], [own('beforeRows')]),
    node('Slice', [own('beforeRows'), 'zero', own('count'), 'one'], [own('beforeHere')]),
    node('Mul', [own('sameNumber'), own('beforeHere')], [own('sameBefore')]),
    node('ReduceSum', [own('sameBefore'), 'one'], [own('metBefore')], { keepdims: 1 }), // (Q, 1)
    node('Equal', [own('metBefore'), own('noEntry')], [own('isNewest')]),
    node('Gather', [own('queryTable'), own('count')], [own('queryRow')]),
    node('Slice', [own('queryRow'), 'zero', own('count'), 'one'], [own('queryWeightRow')]),
    node('Reshape', [own('queryWeightRow'), 'column'], [own('queryWeights')]), // (Q, 1)
    // The sessions with each of them: (Q, m), and session S where there are fewer.
    node('Gather', [own('itemFrom'), own('query')], [own('fromRow')]),
    node('Unsqueeze', [own('fromRow'), 'one'], [own('from')]),
    node('Gather', [own('itemTo'), own('query')], [own('toRow')]),
    node('Unsqueeze', [own('toRow'), 'one'], [own('to')]),
    node('Add', [own('from'), own('upToM')], [own('entries')]),
    node('Less', [own('entries'), own('to')], [own('inList')]),
    node('And', [own('inList'), own('isNewest')], [own('isEntry')]),
    node('Where', [own('isEntry'), own('entries'), own('noEntry')], [own('safeEntries')]),
    node('Gather', [own('itemSessions'), own('safeEntries')], [own('listed')]),
    node('Where', [own('isEntry'), own('listed'), own('noSession')], [own('sessionsGrid')]),
    node('Reshape', [own('sessionsGrid'), 'flat'], [own('sessions')]),
    node('Shape', [own('sessionsGrid')], [own('grid')]),
    node('Expand', [own('queryWeights'), own('grid')], [own('weightGrid')]),
    node('Reshape', [own('weightGrid'), 'flat'], [own('weightsFlat')]),
    node('ScatterElements', [own('noWeight'), own('sessions'), own('weightsFlat')], [own('similarity')], {
      axis: 0,
      reduction: 'add',
    }),
    // Where the newest shared item stands: there, and only there, a session is counted as found.
    node('Slice', [own('upToQ'), 'zero', own('count'), 'zero'], [own('placeColumn')]),
    node('Expand', [own('placeColumn'), own('grid')], [own('placeGrid')]),
    node('Reshape', [own('placeGrid'), 'flat'], [own('placesFlat')]),
    node('ScatterElements', [own('noPlaces'), own('sessions'), own('placesFlat')], [own('newestPlace')], {
      axis: 0,
      reduction: 'min',
    }),
    node('Gather', [own('newestPlace'), own('sessions')], [own('newestHere')]),
    node('Equal', [own('newestHere'), own('placesFlat')], [own('isFirst')]),
    node('Less', [own('sessions'), own('noSession')], [own('isSession')]),
    node('And', [own('isFirst'), own('isSession')], [own('isFound')]),
    // The m newest of those found; of these the k most similar, equal ones the newer.
    node('Neg', [own('sessions')], [own('newness')]),
    node('Sub', [own('never'), own('noSession')], [own('oldest')]),
    node('Where', [own('isFound'), own('newness'), own('oldest')], [own('foundNewness')]),
    node('Shape', [own('sessions')], [own('foundCount')]),
    node('Min', [own('foundCount'), own('m')], [own('mHere')]),
    node('TopK', [own('foundNewness'), own('mHere')], [own('newest'), own('newestAt')], { axis: 0 }),
    node('Neg', [own('newest')], [own('candidatesOver')]),
    node('Min', [own('candidatesOver'), own('noSession')], [own('candidates')]),
    node('Gather', [own('similarity'), own('candidates')], [own('rawSimilarity')]),
    node('Gather', [own('sessionWeights'), own('candidates')], [own('ofSession')]),
    node('Mul', [own('rawSimilarity'), own('ofSession')], [own('similarities')]),
    node('Min', [own('mHere'), own('k')], [own('kHere')]),
    node('TopK', [own('similarities'), own('kHere')], [own('nearness'), own('nearAt')], { axis: 0 }),
    node('Gather', [own('candidates'), own('nearAt')], [own('near')]),
    node('Gather', [own('newestPlace'), own('near')], [own('nearPlace')]),
    node('Gather', [own('matchTable'), own('nearPlace')], [own('matched')]),
    node('Mul', [own('nearness'), own('matched')], [own('voice')]),
    // Their items, all in one list of T, each by its distance from the shared one.
    node('Gather', [own('sessionFrom'), own('near')], [own('nearFrom')]),
    node('Gather', [own('sessionTo'), own('near')], [own('nearTo')]),
    node('Sub', [own('nearTo'), own('nearFrom')], [own('nearLengthRow')]),
    node('Unsqueeze', [own('nearLengthRow'), 'one'], [own('nearLength')]),
    node('Less', [own('upToW'), own('nearLength')], [own('isVote')]), // (k, W)
    node('NonZero', [own('isVote')], [own('voteAt')]), // (2, T)
    node('Gather', [own('voteAt'), 'zero'], [own('voterRow')]),
    node('Squeeze', [own('voterRow'), 'zero'], [own('voter')]),
    node('Gather', [own('voteAt'), 'one'], [own('placeRow')]),
    node('Squeeze', [own('placeRow'), 'zero'], [own('place64')]),
    node('Cast', [own('place64')], [own('place')], { to: INT32 }),
    node('Gather', [own('nearFrom'), own('voter')], [own('fromHere')]),
    node('Add', [own('fromHere'), own('place')], [own('votes')]),
    node('Gather', [own('sessionItems'), own('votes')], [own('voted')]),
    node('Cast', [own('voted')], [own('places')], { to: INT64 }),
    // Where the shared item stands in each session.
    node('Concat', [own('query'), 'zero'], [own('queryPadded')], { axis: 0 }),
    node('Shape', [own('query')], [own('queryLength')]),
    node('Cast', [own('queryLength')], [own('queryLength32')], { to: INT32 }),
    node('Min', [own('nearPlace'), own('queryLength32')], [own('safePlace')]),
    node('Gather', [own('queryPadded'), own('safePlace')], [own('shared')]),
    node('Gather', [own('shared'), own('voter')], [own('sharedHere')]),
    node('Equal', [own('places'), own('sharedHere')], [own('isShared')]),
    node('Where', [own('isShared'), own('place'), own('width')], [own('sharedPlaces')]),
    node('Expand', [own('width'), own('kHere')], [own('nowhere')]),
    node('ScatterElements', [own('nowhere'), own('voter'), own('sharedPlaces')], [own('middle')], {
      axis: 0,
      reduction: 'min',
    }),
    node('Gather', [own('middle'), own('voter')], [own('middleHere')]),
    node('Sub', [own('place'), own('middleHere')], [own('apart')]),
    node('Add', [own('apart'), own('width')], [own('apartRow')]),
    node('Gather', [own('distanceTable'), own('apartRow')], [own('byDistance')]),
    node('Gather', [own('entryWeights'), own('votes')], [own('byEntry')]),
    node('Gather', [own('voice'), own('voter')], [own('voiceHere')]),
    node('Mul', [own('voiceHere'), own('byEntry')], [own('voteOfAny')]),
    node('Mul', [own('voteOfAny'), own('byDistance')], [own('amounts')]),
    node('ReduceSum', [own('amounts'), 'zero'], [own('total')], { keepdims: 1 }),
  );
  return addSpoken(graph, at, scores, floor);
}

/** And a 0 at the end, for the place of what is not there: no list is empty then. */
function withOneMore<T extends Int32Array | Float32Array>(values: T): T {
  const longer = values instanceof Int32Array ? new Int32Array(values.length + 1) : new Float32Array(values.length + 1);
  longer.set(values);
  return longer as T;
}

const longestSession = ({ sessionStarts }: SessionNeighbours): number => {
  let longest = 1;
  for (let s = 0; s + 1 < sessionStarts.length; s++)
    longest = Math.max(longest, sessionStarts[s + 1]! - sessionStarts[s]!);
  return longest;
};

/** What each entry of a session counts by its item and its kind, and one to spare. */
function entryWeights({ sessionItems, sessionKinds, itemWeights, settings }: SessionNeighbours): Float32Array {
  const weights = new Float32Array(sessionItems.length + 1);
  sessionItems.forEach((item, entry) => {
    weights[entry] = itemWeights[item]! * settings.targetKindWeights[sessionKinds[entry]!]!;
  });
  return weights;
}

/** By (place − place of the shared item) + width: newer items stand before it. */
const distances = (weights: Float32Array, width: number, backwardWeight: number): Float32Array =>
  Float32Array.from({ length: 2 * width + 1 }, (_, i) => {
    const apart = i - width;
    return Math.abs(apart) < weights.length ? weights[Math.abs(apart)]! * (apart > 0 ? backwardWeight : 1) : 0;
  });
