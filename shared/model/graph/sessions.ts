import { matchWeight, queryWeight, type SessionNeighbours } from '../../learning/session-neighbours.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { type GraphSoFar, INT32, LEAST_UNIT } from './so-far.ts';

/** Places of a query, at most: each is a bit, and what a set of them counts a number in a table. */
export const MOST_QUERY_PLACES = 16;
const PLACES_IN_A_BYTE = 8;

/**
 * The past sessions most like the history vote for their items, as `scoreSession` says it: `amounts<at>` for
 * `places<at>`, in units of `floor` of all that is said. The query has q places, some of no item where the history is shorter; m
 * sessions are looked at, k of them are neighbours, with W items at most. Session S is none: a place for what is not
 * there.
 * @returns how many places there may be.
 */
export function speakBySessions(graph: GraphSoFar, index: SessionNeighbours, floor: number, at: number): number {
  const { settings, sessionStarts, sessionItems, itemStarts, itemSessions, itemCount } = index;
  const { historyLimit: q, sessionsPerItem: m, neighbourCount } = settings;
  if (q > MOST_QUERY_PLACES) throw new RangeError(`historyLimit: want at most ${MOST_QUERY_PLACES}, got ${q}`);
  const sessionCount = index.sessionWeights.length;
  const width = longestSession(index);
  const own = (name: string) => `${name}${at}`;
  const place = Int32Array.from({ length: q * m }, (_, i) => Math.floor(i / m));
  const bits = place.map((p) => 1 << p);
  const upTo = (length: number) => Int32Array.from({ length }, (_, i) => i);
  graph.constants.push(
    constant(own('itemFrom'), [itemCount + 1, 1], withOneMore(itemStarts.subarray(0, -1))),
    constant(own('itemTo'), [itemCount + 1, 1], withOneMore(itemStarts.subarray(1))),
    constant(own('itemSessions'), [itemSessions.length + 1], withOneMore(itemSessions, sessionCount)),
    constant(own('sessionFrom'), [sessionCount + 1], withOneMore(sessionStarts.subarray(0, -1))),
    constant(own('sessionLength'), [sessionCount + 1, 1], lengths(sessionStarts)),
    constant(own('sessionWeights'), [sessionCount + 1], withOneMore(index.sessionWeights)),
    constant(own('sessionItems'), [sessionItems.length + 1], withOneMore(sessionItems)),
    constant(own('similarityTable'), [q + 1, 1 << q], similarities(index)),
    constant(
      own('matchWeights'),
      [q * m],
      Float32Array.from(place, (p) => matchWeight(settings, p)),
    ),
    constant(own('bits'), [q * m], q > PLACES_IN_A_BYTE ? bits : Uint8Array.from(bits)),
    constant(
      own('newerBits'),
      [q * m],
      bits.map((bit) => bit - 1),
    ),
    constant(own('allBits'), [1], Int32Array.of((1 << q) - 1)),
    constant(
      own('noBits'),
      [sessionCount + 1],
      q > PLACES_IN_A_BYTE ? new Int32Array(sessionCount + 1) : new Uint8Array(sessionCount + 1),
    ),
    constant(own('noBit'), [1], Int32Array.of(0)),
    constant(own('upToM'), [1, m], upTo(m)),
    constant(own('upToW'), [1, width], upTo(width)),
    constant(own('upToQ'), [q, 1], BigInt64Array.from(upTo(q), BigInt)),
    constant(own('noSession'), [1], Int32Array.of(sessionCount)),
    constant(own('noEntry'), [1], Int32Array.of(itemSessions.length)),
    constant(own('floor'), [1], Float32Array.of(floor)),
    constant(own('leastUnit'), [1], Float32Array.of(LEAST_UNIT)),
    integers(own('noItems'), ...new Array<number>(q).fill(itemCount)),
    integers(own('q'), q),
    integers(own('m'), m),
    integers(own('k'), Math.min(neighbourCount, m)),
  );
  graph.nodes.push(
    // The query, newest first; an item met again counts at its newest place.
    node('Min', ['length', own('q')], [own('count')]),
    node('Concat', ['items', own('noItems')], [own('padded')], { axis: 0 }),
    node('Slice', [own('padded'), 'zero', own('q')], [own('query')]),
    node('Unsqueeze', [own('query'), 'one'], [own('queryColumn')]),
    node('Equal', [own('queryColumn'), own('query')], [own('same')]),
    node('Cast', [own('same')], [own('sameNumber')], { to: INT32 }),
    node('ArgMax', [own('sameNumber')], [own('firstMet')], { axis: 1 }), // (q, 1)
    node('Equal', [own('firstMet'), own('upToQ')], [own('isNewest')]),
    // The sessions with each of them: (q, m), and session S where there are fewer.
    node('Gather', [own('itemFrom'), own('query')], [own('from')]),
    node('Gather', [own('itemTo'), own('query')], [own('to')]),
    node('Add', [own('from'), own('upToM')], [own('listed')]),
    node('Less', [own('listed'), own('to')], [own('inList')]),
    node('And', [own('inList'), own('isNewest')], [own('isEntry')]),
    node('Where', [own('isEntry'), own('listed'), own('noEntry')], [own('entryGrid')]),
    node('Reshape', [own('entryGrid'), 'flat'], [own('entries')]),
    node('GatherElements', [own('itemSessions'), own('entries')], [own('sessions')]),
    // The places that each shares with the query. Under the newest of them, and only there, it is counted as found.
    node('ScatterElements', [own('noBits'), own('sessions'), own('bits')], [own('sharedBits')], {
      axis: 0,
      reduction: 'add',
    }),
    node('GatherElements', [own('sharedBits'), own('sessions')], [own('sharedBitsHere')]),
    node('Cast', [own('sharedBitsHere')], [own('shared')], { to: INT32 }),
    node('BitwiseAnd', [own('shared'), own('newerBits')], [own('sharedNewer')]),
    node('Equal', [own('sharedNewer'), own('noBit')], [own('isFound')]),
    node('Where', [own('isFound'), own('sessions'), own('noSession')], [own('found')]),
    // The m newest of those found; of these the k most similar, equal ones the newer.
    node('TopK', [own('found'), own('m')], [own('candidates'), own('candidateAt')], { axis: 0, largest: 0 }),
    node('GatherElements', [own('shared'), own('candidateAt')], [own('sharedOrMore')]),
    node('BitwiseAnd', [own('sharedOrMore'), own('allBits')], [own('sharedOfCandidates')]), // of session S: anything
    node('Gather', [own('similarityTable'), own('count')], [own('similarityRow')]),
    node('Reshape', [own('similarityRow'), 'flat'], [own('similarityHere')]),
    node('GatherElements', [own('similarityHere'), own('sharedOfCandidates')], [own('rawSimilarity')]),
    node('GatherElements', [own('sessionWeights'), own('candidates')], [own('ofSession')]),
    node('Mul', [own('rawSimilarity'), own('ofSession')], [own('similarities')]),
    node('TopK', [own('similarities'), own('k')], [own('nearness'), own('nearAt')], { axis: 0 }),
    node('GatherElements', [own('candidates'), own('nearAt')], [own('near')]),
    node('GatherElements', [own('candidateAt'), own('nearAt')], [own('nearIn')]),
    node('GatherElements', [own('matchWeights'), own('nearIn')], [own('matched')]),
    node('Mul', [own('nearness'), own('matched')], [own('voice')]),
    // Their items, all in one list of T.
    node('GatherElements', [own('sessionFrom'), own('near')], [own('nearFrom')]),
    node('Gather', [own('sessionLength'), own('near')], [own('nearLength')]), // (k, 1)
    node('Less', [own('upToW'), own('nearLength')], [own('isVote')]), // (k, W)
    node('NonZero', [own('isVote')], [own('voteAt')]), // (2, T)
    node('Split', [own('voteAt')], [own('voterRow'), own('placeRow')], { axis: 0, num_outputs: 2 }),
    node('Squeeze', [own('voterRow'), 'zero'], [own('voter')]),
    node('Squeeze', [own('placeRow'), 'zero'], [own('place64')]),
    node('Cast', [own('place64')], [own('place')], { to: INT32 }),
    node('GatherElements', [own('nearFrom'), own('voter')], [own('fromHere')]),
    node('Add', [own('fromHere'), own('place')], [own('votes')]),
    node('GatherElements', [own('sessionItems'), own('votes')], [own('places')]),
    node('GatherElements', [own('voice'), own('voter')], [own('voiceHere')]),
  );
  const weighed = byDistance(graph, index, width, own, byEntry(graph, index, own, own('voiceHere')));
  graph.nodes.push(
    node('ReduceSum', [weighed, 'zero'], [own('total')], { keepdims: 1 }),
    node('Mul', [own('total'), own('floor')], [own('floorHere')]),
    node('Add', [own('floorHere'), own('leastUnit')], [own('unit')]),
    node('Div', [weighed, own('unit')], [own('amounts')]),
  );
  return Math.min(neighbourCount, m) * width;
}

type Own = (name: string) => string;

/** By vote: times what the item and its kind count. Weights that are all 1 have no step in the graph. */
function byEntry(graph: GraphSoFar, index: SessionNeighbours, own: Own, votes: string): string {
  const weights = entryWeights(index);
  if (weights.subarray(0, -1).every(isOne)) return votes;
  graph.constants.push(constant(own('entryWeights'), [weights.length], weights));
  graph.nodes.push(
    node('GatherElements', [own('entryWeights'), own('votes')], [own('ofEntry')]),
    node('Mul', [votes, own('ofEntry')], [own('byEntry')]),
  );
  return own('byEntry');
}

/** By vote: times what the item counts by its distance from the shared one. */
function byDistance(graph: GraphSoFar, index: SessionNeighbours, width: number, own: Own, votes: string): string {
  const { distanceWeights, itemSessions, settings } = index;
  if (settings.backwardWeight === 1 && distanceWeights.every(isOne)) return votes;
  graph.constants.push(
    constant(own('middles'), [itemSessions.length + 1], middles(index, width)),
    constant(own('distanceTable'), [2 * width + 1], distances(distanceWeights, width, settings.backwardWeight)),
  );
  graph.nodes.push(
    node('GatherElements', [own('entries'), own('nearIn')], [own('nearEntries')]),
    node('GatherElements', [own('middles'), own('nearEntries')], [own('middle')]),
    node('GatherElements', [own('middle'), own('voter')], [own('middleHere')]),
    node('Sub', [own('place'), own('middleHere')], [own('apart')]),
    node('GatherElements', [own('distanceTable'), own('apart')], [own('ofDistance')]),
    node('Mul', [votes, own('ofDistance')], [own('byDistance')]),
  );
  return own('byDistance');
}

const isOne = (weight: number): boolean => weight === 1;

/** And one at the end, for the place of what is not there: no list is empty then. */
function withOneMore<T extends Int32Array | Float32Array>(values: T, last = 0): T {
  const longer = values instanceof Int32Array ? new Int32Array(values.length + 1) : new Float32Array(values.length + 1);
  longer.set(values);
  longer[values.length] = last;
  return longer as T;
}

/** By session, and none of session S. */
const lengths = (starts: Int32Array): Int32Array =>
  starts.map((start, session) => (session + 1 < starts.length ? starts[session + 1]! - start : 0));

/** By entry of `itemSessions`: where the item stands in the session, less `width`. */
function middles(
  { itemCount, itemStarts, itemSessions, sessionStarts, sessionItems }: SessionNeighbours,
  width: number,
) {
  const places = new Int32Array(itemSessions.length + 1);
  for (let item = 0; item < itemCount; item++) {
    for (let entry = itemStarts[item]!; entry < itemStarts[item + 1]!; entry++) {
      const start = sessionStarts[itemSessions[entry]!]!;
      let place = 0;
      while (sessionItems[start + place] !== item) place++;
      places[entry] = place - width;
    }
  }
  return places;
}

/** (q + 1, 2^q): by the length of the query, what sharing a set of its places counts; added newest first, as there. */
function similarities({ settings }: SessionNeighbours): Float32Array {
  const q = settings.historyLimit;
  const table = new Float32Array((q + 1) << q);
  for (let length = 1; length <= q; length++) {
    for (let bits = 0; bits < 1 << length; bits++) {
      let sum = 0;
      for (let place = 0; place < length; place++) {
        if (bits & (1 << place)) sum = Math.fround(sum + Math.fround(queryWeight(settings, place, length)));
      }
      table[(length << q) + bits] = sum;
    }
  }
  return table;
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
