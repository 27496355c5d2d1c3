import { blended } from '../learning/blend.ts';
import { type ItemEmbeddings, POOLS, poolWeights } from '../learning/item-embeddings.ts';
import type { LinearFactors } from '../learning/linear-factors.ts';
import type { HistoryNeighbours, HistoryWeights, Recommender, Source } from '../learning/recommender.ts';
import { matchWeight, queryWeight, type SessionNeighbours } from '../learning/session-neighbours.ts';
import { constant, encodeModel, integers, type Message, node, value } from '../math/onnx-encoder.ts';
import { BLEND_NAMES } from './blend.ts';

/** Bias that keeps an item out of every answer; scores at or below `BLOCKED_SCORE` are no answers. */
export const BLOCKED_BIAS = -1e30;
export const BLOCKED_SCORE = -1e29;

/** Names of the graph's inputs and outputs, as the manifest records them. */
export const GRAPH_INPUTS = ['items', 'kinds', 'blocked', 'bias', 'blend', 'k'] as const;
export const GRAPH_OUTPUTS = ['ids', 'scores', 'contributions', 'evidence'] as const;

/** TensorProto.DataType */
const INT32 = 6;
const INT64 = 7;

/** Events of a history, the newest, for which the graph says what each one speaks for. */
export const EXPLAINED_EVENTS = 20;

/**
 * The whole recommender as one graph: recent items in, the k best items out.
 *
 * | input | shape | what |
 * |---|---|---|
 * | items | int64 (L) | indexes of the person's recent items, newest first; L may be 0 |
 * | kinds | int64 (L) | what the person did to each |
 * | blocked | int64 (M) | indexes that must not come back: seen, excluded; M may be 0; repeats are fine |
 * | bias | float (n) | added to the scores: 0, a boost in log units, or `BLOCKED_BIAS` for what may not be offered now |
 * | blend | int64 (1) | index into `BLEND_NAMES` |
 * | k | int64 (1) | how many; at most n |
 *
 * | output | shape | what |
 * |---|---|---|
 * | ids | int64 (k) | indexes, best first; equal scores by lower index |
 * | scores | float (k) | log-odds against an even draw; `BLOCKED_SCORE` or less: not an answer |
 * | contributions | float (S, k) | what each source adds to each answer's score; with the bias they sum up to it |
 * | evidence | float (min(L, EXPLAINED_EVENTS), k) | share of the sources' neighbour evidence for each answer, by recent item |
 */
export function recommenderGraph(recommender: Recommender): Uint8Array {
  const { itemCount: n, sources } = recommender;
  const graph = newGraph();
  const blends = BLEND_NAMES.flatMap((name) =>
    sources.map((source) => recommender.blends[name]?.[source.name]?.weight ?? 0),
  );
  graph.constants.push(
    constant(
      'blends',
      [BLEND_NAMES.length, Math.max(1, sources.length)],
      Float32Array.from(blends.length > 0 ? blends : BLEND_NAMES.map(() => 0)),
    ),
    constant('blockedBias', [1], Float32Array.of(BLOCKED_BIAS)),
    constant('none', [1], Float32Array.of(0)),
    constant('unit', [1], Float32Array.of(1)),
    constant('tiny', [1], Float32Array.of(1e-30)),
    constant('silent', [n], new Float32Array(n)),
    integers('zero', 0),
    integers('one', 1),
    integers('two', 2),
    integers('flat', -1),
    integers('column', -1, 1),
    integers('explained', EXPLAINED_EVENTS),
  );
  graph.nodes.push(node('Gather', ['blends', 'blend'], ['weights']), node('Shape', ['items'], ['length']));

  // Sources that speak of all items come first, then those that only speak of some: they change those places only.
  let scores = 'bias';
  const ordered = [
    ...sources.filter(({ kind }) => !SPEAK_OF_SOME.has(kind)),
    ...sources.filter(({ kind }) => SPEAK_OF_SOME.has(kind)),
  ];
  for (const source of ordered) {
    const at = sources.indexOf(source);
    graph.constants.push(integers(`at${at}`, at));
    graph.nodes.push(
      node('Gather', ['weights', `at${at}`], [`weightRow${at}`], { axis: 1 }),
      node('Reshape', [`weightRow${at}`, 'flat'], [`weight${at}`]),
    );
    scores = addSource(graph, source, at, scores, recommender);
  }
  graph.nodes.push(
    node('Shape', ['blocked'], ['blockedLength']),
    node('Expand', ['blockedBias', 'blockedLength'], ['blockedAmounts']),
    node('ScatterElements', [scores, 'blocked', 'blockedAmounts'], ['open'], { axis: 0 }),
    node('TopK', ['open', 'k'], ['scores', 'ids'], { axis: 0, largest: 1, sorted: 1 }),
  );
  explain(graph, recommender);
  return encodeModel({
    name: 'recommender',
    constants: graph.constants,
    inputs: [
      value('items', 'int64', ['L']),
      value('kinds', 'int64', ['L']),
      value('blocked', 'int64', ['M']),
      value('bias', 'float', [n]),
      value('blend', 'int64', [1]),
      value('k', 'int64', [1]),
    ],
    outputs: [
      value('ids', 'int64', ['K']),
      value('scores', 'float', ['K']),
      value('contributions', 'float', ['S', 'K']),
      value('evidence', 'float', ['E', 'K']),
    ],
    nodes: graph.nodes,
  });
}

const SPEAK_OF_SOME: ReadonlySet<Source['kind']> = new Set(['neighbours', 'linear', 'sessions', 'own']);

interface GraphSoFar {
  readonly constants: Message[];
  readonly nodes: Message[];
}
const newGraph = (): GraphSoFar => ({ constants: [], nodes: [] });

/** Adds what a source says to `scores`; gives the name of the sum. Notes `said<at>`: what it says of every item. */
function addSource(graph: GraphSoFar, source: Source, at: number, scores: string, recommender: Recommender): string {
  switch (source.kind) {
    case 'neighbours':
      speakByRows(graph, source.table, at);
      return addSpoken(graph, at, scores, floorOf(recommender, source.name));
    case 'linear':
      speakByRows(graph, source.table, at);
      return addLinear(graph, at, scores);
    case 'sessions':
      return addSessions(graph, source.index, at, scores, floorOf(recommender, source.name));
    case 'own':
      return addOwn(graph, source, at, scores);
    case 'factors':
      addFactors(graph, source.model, at);
      break;
    case 'embeddings':
      addEmbeddings(graph, source.model, at);
      break;
    case 'prior': {
      const total = source.shares.reduce((sum, share) => sum + share, 0) || 1;
      const counts = { weight: 1, floor: floorOf(recommender, source.name) };
      graph.constants.push(
        constant(
          `said${at}`,
          [source.shares.length],
          source.shares.map((share) => blended(share / total, counts)),
        ),
      );
    }
  }
  graph.nodes.push(
    node('Mul', [`said${at}`, `weight${at}`], [`adds${at}`]),
    node('Add', [scores, `adds${at}`], [`scores${at}`]),
  );
  return `scores${at}`;
}

/** A source has one floor in all blends. */
const floorOf = ({ blends }: Recommender, name: string): number =>
  BLEND_NAMES.map((blend) => blends[blend]?.[name]?.floor).find((floor) => floor !== undefined) ?? 1;

/** The history as far as `weights` reach: `items<at>`, and what each of its events counts: `eventWeights<at>`. */
function readHistory(graph: GraphSoFar, { recency, historyKindWeights }: HistoryWeights, at: number): void {
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

/** Each event of the history speaks by its row of the table: `amounts<at>` of `places<at>`. */
function speakByRows(graph: GraphSoFar, table: HistoryNeighbours, at: number): void {
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
  );
}

/** Adds weight · what was said to the scores; a place named twice is given the same new score twice. */
function addLinear(graph: GraphSoFar, at: number, scores: string): string {
  const own = (name: string) => `${name}${at}`;
  graph.nodes.push(
    node('ScatterElements', ['silent', own('places'), own('amounts')], [own('said')], { axis: 0, reduction: 'add' }),
    node('Gather', [own('said'), own('places')], [own('saidHere')]),
    node('Mul', [own('saidHere'), own('weight')], [own('added')]),
    node('Gather', [scores, own('places')], [own('before')]),
    node('Add', [own('before'), own('added')], [own('after')]),
    node('ScatterElements', [scores, own('places'), own('after')], [own('scores')], { axis: 0 }),
  );
  return own('scores');
}

/**
 * Adds weight · log(1 + share / floor) to the scores, from `amounts<at>` said of `places<at>`. Only those places change;
 * a place named twice is given the same new score twice.
 */
function addSpoken(graph: GraphSoFar, at: number, scores: string, floor: number): string {
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(constant(own('floor'), [1], Float32Array.of(floor)));
  graph.nodes.push(
    node('ScatterElements', ['silent', own('places'), own('amounts')], [own('sums')], { axis: 0, reduction: 'add' }),
    node('ReduceSum', [own('amounts'), 'zero'], [own('total')], { keepdims: 1 }),
    node('Mul', [own('total'), own('floor')], [own('floorHere')]),
    node('Add', [own('floorHere'), 'tiny'], [own('unit')]),
    node('Gather', [own('sums'), own('places')], [own('sumsHere')]),
    node('Div', [own('sumsHere'), own('unit')], [own('odds')]),
    node('Add', [own('odds'), 'unit'], [own('oddsMore')]),
    node('Log', [own('oddsMore')], [own('logs')]),
    node('Mul', [own('logs'), own('weight')], [own('added')]),
    node('Gather', [scores, own('places')], [own('before')]),
    node('Add', [own('before'), own('added')], [own('after')]),
    node('ScatterElements', [scores, own('places'), own('after')], [own('scores')], { axis: 0 }),
  );
  return own('scores');
}

/** The items of the history from one place to before another; one that stands at several counts at the newest. */
function addOwn(graph: GraphSoFar, { from, to }: { from: number; to: number }, at: number, scores: string): string {
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
    node('Gather', [scores, own('marked')], [own('before')]),
    node('Add', [own('before'), own('added')], [own('after')]),
    node('ScatterElements', [scores, own('marked'), own('after')], [own('scores')], { axis: 0 }),
  );
  return own('scores');
}

/**
 * The past sessions most like the history vote for their items, as `scoreSession` says it: Q items of the query, m
 * sessions looked at, k of them neighbours, W items a session. Session S is none: a place for what is not there.
 */
function addSessions(graph: GraphSoFar, index: SessionNeighbours, at: number, scores: string, floor: number): string {
  const { settings, sessionStarts, sessionItems, sessionKinds, itemStarts, itemSessions, itemWeights } = index;
  const { historyLimit: q, sessionsPerItem: m, neighbourCount: k, targetKindWeights, backwardWeight } = settings;
  const sessionCount = index.sessionWeights.length;
  const width = longestSession(index);
  const own = (name: string) => `${name}${at}`;
  const queryTable = new Float32Array((q + 1) * q);
  for (let length = 1; length <= q; length++) {
    for (let place = 0; place < length; place++) queryTable[length * q + place] = queryWeight(settings, place, length);
  }
  const ids = (name: string, values: Int32Array) =>
    constant(own(name), [values.length + 1], Int32Array.from([...values, 0])); // one to spare: no list is empty
  graph.constants.push(
    ids('itemSessions', itemSessions),
    ids('sessionItems', sessionItems),
    constant(own('itemFrom'), [index.itemCount], itemStarts.slice(0, -1)),
    constant(own('itemTo'), [index.itemCount], itemStarts.slice(1)),
    constant(own('sessionFrom'), [sessionCount + 1], Int32Array.from([...sessionStarts.subarray(0, -1), 0])),
    constant(own('sessionTo'), [sessionCount + 1], Int32Array.from([...sessionStarts.subarray(1), 0])),
    constant(own('sessionWeights'), [sessionCount + 1], Float32Array.from([...index.sessionWeights, 0])),
    constant(own('itemWeights'), [index.itemCount], itemWeights),
    constant(own('entryWeights'), [sessionItems.length + 1], entryWeights(sessionKinds, targetKindWeights)),
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
    // Their items: (k, W), each by its distance from the shared one.
    node('Gather', [own('sessionFrom'), own('near')], [own('nearFromRow')]),
    node('Unsqueeze', [own('nearFromRow'), 'one'], [own('nearFrom')]),
    node('Gather', [own('sessionTo'), own('near')], [own('nearToRow')]),
    node('Unsqueeze', [own('nearToRow'), 'one'], [own('nearTo')]),
    node('Add', [own('nearFrom'), own('upToW')], [own('nearEntries')]),
    node('Less', [own('nearEntries'), own('nearTo')], [own('isVote')]),
    node('Where', [own('isVote'), own('nearEntries'), own('noEntry')], [own('votes')]),
    node('Gather', [own('sessionItems'), own('votes')], [own('voted')]),
    node('Concat', [own('query'), 'zero'], [own('queryPadded')], { axis: 0 }),
    node('Shape', [own('query')], [own('queryLength')]),
    node('Cast', [own('queryLength')], [own('queryLength32')], { to: INT32 }),
    node('Min', [own('nearPlace'), own('queryLength32')], [own('safePlace')]),
    node('Gather', [own('queryPadded'), own('safePlace')], [own('shared')]),
    node('Unsqueeze', [own('shared'), 'one'], [own('sharedColumn')]),
    node('Cast', [own('voted')], [own('voted64')], { to: INT64 }),
    node('Equal', [own('voted64'), own('sharedColumn')], [own('isShared')]),
    node('And', [own('isShared'), own('isVote')], [own('isSharedVote')]),
    node('Cast', [own('isSharedVote')], [own('isSharedNumber')], { to: INT32 }),
    node('ArgMax', [own('isSharedNumber')], [own('middle64')], { axis: 1, keepdims: 1 }),
    node('Cast', [own('middle64')], [own('middle')], { to: INT32 }),
    node('Sub', [own('upToW'), own('middle')], [own('apart')]),
    node('Add', [own('apart'), own('width')], [own('apartRow')]),
    node('Gather', [own('distanceTable'), own('apartRow')], [own('byDistance')]),
    node('Gather', [own('itemWeights'), own('voted')], [own('byItem')]),
    node('Gather', [own('entryWeights'), own('votes')], [own('byKind')]),
    node('Unsqueeze', [own('voice'), 'one'], [own('voiceColumn')]),
    node('Mul', [own('voiceColumn'), own('byItem')], [own('vote1')]),
    node('Mul', [own('vote1'), own('byKind')], [own('vote2')]),
    node('Mul', [own('vote2'), own('byDistance')], [own('vote3')]),
    node('Where', [own('isVote'), own('vote3'), 'none'], [own('spoken')]),
    node('Reshape', [own('voted64'), 'flat'], [own('places')]),
    node('Reshape', [own('spoken'), 'flat'], [own('amounts')]),
  );
  return addSpoken(graph, at, scores, floor);
}

const longestSession = ({ sessionStarts }: SessionNeighbours): number => {
  let longest = 1;
  for (let s = 0; s + 1 < sessionStarts.length; s++)
    longest = Math.max(longest, sessionStarts[s + 1]! - sessionStarts[s]!);
  return longest;
};

const entryWeights = (kinds: Uint8Array, weights: readonly number[]): Float32Array => {
  const entries = new Float32Array(kinds.length + 1);
  kinds.forEach((kind, entry) => {
    entries[entry] = weights[kind]!;
  });
  return entries;
};

/** By (place − place of the shared item) + width: newer items stand before it. */
const distances = (weights: Float32Array, width: number, backwardWeight: number): Float32Array =>
  Float32Array.from({ length: 2 * width + 1 }, (_, i) => {
    const apart = i - width;
    return Math.abs(apart) < weights.length ? weights[Math.abs(apart)]! * (apart > 0 ? backwardWeight : 1) : 0;
  });

/** A person is the weighted sum of what the items of the history give; an item scores by the product with it. */
function addFactors(graph: GraphSoFar, model: LinearFactors & HistoryWeights, at: number): void {
  const { itemCount: n, dimensions: d, gives, factors } = model;
  const own = (name: string) => `${name}${at}`;
  readHistory(graph, model, at);
  graph.constants.push(constant(own('gives'), [n, d], gives), constant(own('factors'), [n, d], factors));
  graph.nodes.push(
    node('Gather', [own('gives'), own('items')], [own('given')]),
    node('Unsqueeze', [own('eventWeights'), 'zero'], [own('eventRow')]),
    node('MatMul', [own('eventRow'), own('given')], [own('person')]),
    node('Gemm', [own('person'), own('factors')], [own('products')], { transB: 1 }),
    node('Reshape', [own('products'), 'flat'], [own('said')]),
  );
}

function addEmbeddings(graph: GraphSoFar, model: ItemEmbeddings, at: number): void {
  const { itemCount: n, dimensions: d, historyLimit, vectors, biases, gates, widen, narrow } = model;
  const own = (name: string) => `${name}${at}`;
  const pools = new Float32Array((historyLimit + 1) * POOLS * historyLimit);
  for (let length = 1; length <= historyLimit; length++) {
    for (let k = 0; k < length; k++) {
      poolWeights(k, length).forEach((weight, c) => {
        pools[(length * POOLS + c) * historyLimit + k] = weight;
      });
    }
  }
  graph.constants.push(
    constant(own('vectors'), [n, d], vectors),
    constant(own('biases'), [n], biases),
    constant(own('gates'), [POOLS, d], gates),
    constant(own('widen'), [d, 2 * d], widen),
    constant(own('narrow'), [2 * d, d], narrow),
    constant(own('pools'), [historyLimit + 1, POOLS, historyLimit], pools),
    constant(own('nobody'), [1, d], new Float32Array(d)),
    constant(own('log'), [1], Float32Array.of(Math.log(n))),
    integers(own('limit'), historyLimit),
  );
  graph.nodes.push(
    node('Min', ['length', own('limit')], [own('count')]),
    node('Slice', ['items', 'zero', own('count')], [own('items')]),
    node('Gather', [own('vectors'), own('items')], [own('met')]),
    node('Gather', [own('pools'), own('count')], [own('poolRows')]),
    node('Squeeze', [own('poolRows'), 'zero'], [own('poolAll')]),
    node('Slice', [own('poolAll'), 'zero', own('count'), 'one'], [own('poolHere')]),
    node('MatMul', [own('poolHere'), own('met')], [own('pooled')]),
    node('Mul', [own('pooled'), own('gates')], [own('gated')]),
    node('ReduceSum', [own('gated'), 'zero'], [own('whole')], { keepdims: 1 }),
    node('MatMul', [own('whole'), own('widen')], [own('hidden')]),
    node('Relu', [own('hidden')], [own('active')]),
    node('MatMul', [own('active'), own('narrow')], [own('residual')]),
    node('Add', [own('whole'), own('residual')], [own('person')]),
    node('Gemm', [own('person'), own('vectors'), own('biases')], [own('logitRow')], { transB: 1 }),
    node('ReduceLogSumExp', [own('logitRow')], [own('total')], { keepdims: 1 }),
    node('Sub', [own('logitRow'), own('total')], [own('logShares')]),
    node('Add', [own('logShares'), own('log')], [own('logOdds')]),
    node('Reshape', [own('logOdds'), 'flat'], [own('said')]),
  );
}

/** What each source, and each recent item, says of the answers. */
function explain(graph: GraphSoFar, { sources }: Recommender): void {
  const rows: string[] = [];
  const spoken: string[] = [];
  sources.forEach((source, at) => {
    const own = (name: string) => `${name}${at}`;
    if (source.kind === 'neighbours' || source.kind === 'sessions') {
      graph.nodes.push(
        node('Gather', [own('sums'), 'ids'], [own('sumsOfAnswers')]),
        node('Div', [own('sumsOfAnswers'), own('unit')], [own('oddsOfAnswers')]),
        node('Add', [own('oddsOfAnswers'), 'unit'], [own('moreOfAnswers')]),
        node('Log', [own('moreOfAnswers')], [own('saidOfAnswers')]),
      );
    }
    if (source.kind === 'neighbours') {
      graph.nodes.push(
        // Of each recent item's row, what stands at the places of the answers.
        node('Slice', [own('rows'), 'zero', 'explained'], [own('explainedRows')]),
        node('Slice', [own('spoken'), 'zero', 'explained'], [own('explainedSpoken')]),
        node('Unsqueeze', [own('explainedRows'), 'two'], [own('rowsColumn')]), // (E, width, 1)
        node('Equal', [own('rowsColumn'), 'ids'], [own('isAnswer')]), // (E, width, K)
        node('Unsqueeze', [own('explainedSpoken'), 'two'], [own('spokenColumn')]),
        node('Where', [own('isAnswer'), own('spokenColumn'), 'none'], [own('spokenOfAnswers')]),
        node('ReduceSum', [own('spokenOfAnswers'), 'one'], [own('byEvent')], { keepdims: 0 }),
        node('Div', [own('byEvent'), own('unit')], [own('evenByEvent')]),
        node('Mul', [own('evenByEvent'), own('weight')], [own('evidence')]),
      );
      spoken.push(own('evidence'));
    } else if (source.kind !== 'sessions') {
      graph.nodes.push(node('Gather', [own('said'), 'ids'], [own('saidOfAnswers')]));
    }
    graph.nodes.push(
      node('Mul', [own('saidOfAnswers'), own('weight')], [own('contributed')]),
      node('Unsqueeze', [own('contributed'), 'zero'], [own('contribution')]),
    );
    rows.push(own('contribution'));
  });
  graph.nodes.push(node('Concat', rows, ['contributions'], { axis: 0 }));
  if (spoken.length > 0) graph.nodes.push(node('Sum', spoken, ['evidence']));
  else
    graph.nodes.push(
      node('Concat', ['zero', 'k'], ['noEvidence'], { axis: 0 }),
      node('ConstantOfShape', ['noEvidence'], ['evidence']),
    );
}
