import { blended } from '../learning/blend.ts';
import type { Recommender, Source } from '../learning/recommender.ts';
import { constant, encodeModel, integers, node, value } from '../math/onnx-encoder.ts';
import { BLEND_NAMES } from './blend.ts';
import { addAffinity, affinityOfAnswers } from './graph/affinity.ts';
import { contextOfAnswers, sumWithContext } from './graph/context.ts';
import { addSessions } from './graph/sessions.ts';
import { type GraphSoFar, INT32, newGraph } from './graph/so-far.ts';
import { addLinear, addOwn, addSpoken, speakByRows } from './graph/spoken.ts';
import {
  addCoarseProducts,
  addProducts,
  askEmbeddings,
  askFactors,
  COARSE_FROM,
  type Side,
  SPARE_CANDIDATES,
  scoreInFull,
} from './graph/vectors.ts';

/** Bias that keeps an item out of every answer; scores at or below `BLOCKED_SCORE` are no answers. */
export const BLOCKED_BIAS = -1e30;
export const BLOCKED_SCORE = -1e29;

/** Names of the graph's inputs and outputs, as the manifest records them. */
export const GRAPH_INPUTS = ['items', 'kinds', 'context', 'blocked', 'bias', 'blend', 'k'] as const;
export const GRAPH_OUTPUTS = ['ids', 'scores', 'contributions', 'evidence'] as const;

/** Events of a history, the newest, for which the graph says what each one speaks for. */
export const EXPLAINED_EVENTS = 20;

/**
 * The whole recommender as one graph: recent items in, the k best items out.
 *
 * | input | shape | what |
 * |---|---|---|
 * | items | int64 (L) | indexes of the person's recent items, newest first; L may be 0 |
 * | kinds | int64 (L) | what the person did to each |
 * | context | int64 (C) | cells of the context that the model knows, each once; C may be 0 |
 * | blocked | int64 (M) | indexes that must not come back: seen, excluded; M may be 0; repeats are fine |
 * | bias | float (n) | added to the scores: 0, a boost in log units, or `BLOCKED_BIAS` for what may not be offered now |
 * | blend | int64 (1) | index into `BLEND_NAMES` |
 * | k | int64 (1) | how many; at most n |
 *
 * | output | shape | what |
 * |---|---|---|
 * | ids | int64 (k) | indexes, best first; equal scores by lower index |
 * | scores | float (k) | log-odds against an average item; `BLOCKED_SCORE` or less: not an answer |
 * | contributions | float (S, k) | what each source adds to each answer's score; with the bias they sum up to it |
 * | evidence | float (min(L, EXPLAINED_EVENTS), k) | what speaks for each answer, by recent item: neighbours, and values of facets in common |
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
    integers('flat', -1),
    integers('column', -1, 1),
    integers('explained', EXPLAINED_EVENTS),
  );
  graph.nodes.push(node('Gather', ['blends', 'blend'], ['weights']), node('Shape', ['items'], ['length']));
  sources.forEach((_, at) => {
    graph.constants.push(integers(`at${at}`, at));
    graph.nodes.push(
      node('Gather', ['weights', `at${at}`], [`weightRow${at}`], { axis: 1 }),
      node('Reshape', [`weightRow${at}`, 'flat'], [`weight${at}`]),
    );
  });

  let scores = addAlways(graph, recommender);
  sources.forEach((source, at) => {
    scores = addSpeaker(graph, source, at, scores, recommender);
  });
  graph.nodes.push(
    node('Shape', ['blocked'], ['blockedLength']),
    node('Expand', ['blockedBias', 'blockedLength'], ['blockedAmounts']),
    node('ScatterElements', [scores, 'blocked', 'blockedAmounts'], ['open'], { axis: 0 }),
  );
  answerBest(graph, recommender);
  explain(graph, recommender);
  return encodeModel({
    name: 'recommender',
    constants: graph.constants,
    inputs: [
      value('items', 'int64', ['L']),
      value('kinds', 'int64', ['L']),
      value('context', 'int64', ['C']),
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

/** What a source says of an item whoever asks. */
function alwaysOf(source: Source, recommender: Recommender): Float32Array | null {
  if (source.kind === 'embeddings') return source.model.biases;
  if (source.kind !== 'prior') return null;
  const total = source.shares.reduce((sum, share) => sum + share, 0) || 1;
  const counts = { weight: 1, floor: floorOf(recommender, source.name) };
  return source.shares.map((share) => blended(share / total, counts));
}

/**
 * The bias, what sources always say, summed up beforehand for each blend, and what the context says. Notes `always`
 * (R, n), the rows of the sources that always say something, and `alwaysAt<at>`, which row is whose.
 */
function addAlways(graph: GraphSoFar, recommender: Recommender): string {
  const { itemCount: n, sources, blends } = recommender;
  const speaking = sources.flatMap((source, at) => {
    const said = alwaysOf(source, recommender);
    return said ? [{ at, name: source.name, said }] : [];
  });
  const contextAt = sources.findIndex(({ kind }) => kind === 'context');
  const context = sources[contextAt];
  if (speaking.length === 0 && context === undefined) return 'bias';
  const rows = new Float32Array(speaking.length * n);
  const sums = new Float32Array(BLEND_NAMES.length * n);
  speaking.forEach(({ at, name, said }, row) => {
    graph.constants.push(integers(`alwaysAt${at}`, row));
    rows.set(said, row * n);
    BLEND_NAMES.forEach((blend, b) => {
      const weight = blends[blend]?.[name]?.weight ?? 0;
      for (let item = 0; item < n; item++) sums[b * n + item]! += weight * said[item]!;
    });
  });
  if (speaking.length > 0) graph.constants.push(constant('always', [speaking.length, n], rows));
  if (context?.kind === 'context') sumWithContext(graph, context, contextAt, sums, n);
  else {
    graph.constants.push(constant('sums', [BLEND_NAMES.length, n], sums));
    graph.nodes.push(
      node('Gather', ['sums', 'blend'], ['sumRow']),
      node('Reshape', ['sumRow', 'flat'], ['sumHere']), //
    );
  }
  graph.nodes.push(node('Add', ['bias', 'sumHere'], ['alwaysScores']));
  return 'alwaysScores';
}

/** Adds what a source says of some items to `scores`; gives the name of the sum. */
function addSpeaker(graph: GraphSoFar, source: Source, at: number, scores: string, recommender: Recommender): string {
  switch (source.kind) {
    case 'neighbours':
      speakByRows(graph, source.table, at);
      return addSpoken(graph, at, scores, floorOf(recommender, source.name));
    case 'linear':
      speakByRows(graph, source.table, at);
      return addLinear(graph, at, scores);
    case 'sessions':
      return addSessions(graph, source.index, at, scores, floorOf(recommender, source.name));
    case 'affinity':
      return addAffinity(graph, source.model, at, scores);
    case 'own':
      return addOwn(graph, source, at, scores);
    default:
      return scores;
  }
}

/** A source has one floor in all blends. */
const floorOf = ({ blends }: Recommender, name: string): number =>
  BLEND_NAMES.map((blend) => blends[blend]?.[name]?.floor).find((floor) => floor !== undefined) ?? 1;

/** The k best of `open` and what sources with vectors add: at once, or of candidates that coarse copies found. */
function answerBest(graph: GraphSoFar, { itemCount, sources }: Recommender): void {
  const sides = sources.flatMap((source, at) => sidesOf(source, at));
  for (const { at } of sides) askSource(graph, sources[at]!, at);
  if (sides.length === 0 || itemCount < COARSE_FROM) {
    const scores = sides.reduce((sum, { at }) => addProducts(graph, at, sum), 'open');
    graph.nodes.push(node('TopK', [scores, 'k'], ['bestScores', 'ids'], { axis: 0 }));
  } else {
    const coarse = addCoarseProducts(graph, sides, 'open');
    graph.constants.push(integers('spare', SPARE_CANDIDATES), integers('itemCount', itemCount));
    graph.nodes.push(
      node('Add', ['k', 'spare'], ['kAndSpare']),
      node('Min', ['kAndSpare', 'itemCount'], ['candidateCount']),
      node('TopK', [coarse, 'candidateCount'], ['coarseBest', 'found'], { axis: 0 }),
      node('TopK', ['found', 'candidateCount'], ['candidates', 'byIndex'], { axis: 0, largest: 0 }), // for the tie rule
      node('Gather', ['open', 'candidates'], ['openOfCandidates']),
    );
    for (const { at } of sides) scoreInFull(graph, at, 'candidates', `full${at}`);
    graph.nodes.push(
      node('Sum', ['openOfCandidates', ...sides.map(({ at }) => `full${at}`)], ['scoresOfCandidates']),
      node('TopK', ['scoresOfCandidates', 'k'], ['bestScores', 'bestAt'], { axis: 0 }),
      node('Gather', ['candidates', 'bestAt'], ['ids']),
    );
  }
  const levels = sides.flatMap(({ at }) => (sources[at]!.kind === 'embeddings' ? [`level${at}`] : []));
  if (levels.length === 0) graph.nodes.push(node('Identity', ['bestScores'], ['scores']));
  else
    graph.nodes.push(
      node('Sum', levels, ['level']), //
      node('Sub', ['bestScores', 'level'], ['scores']),
    );
}

const sidesOf = (source: Source, at: number): readonly Side[] => {
  if (source.kind === 'embeddings') return [{ at, vectors: source.model }];
  return source.kind === 'factors' ? [{ at, vectors: { ...source.model, vectors: source.model.factors } }] : [];
};

function askSource(graph: GraphSoFar, source: Source, at: number): void {
  if (source.kind === 'embeddings') askEmbeddings(graph, source.model, at);
  if (source.kind === 'factors') askFactors(graph, source.model, at);
}

/** What each source, and each recent item, says of the answers. */
function explain(graph: GraphSoFar, { itemCount, sources }: Recommender): void {
  const rows: string[] = [];
  const spoken: string[] = [];
  if (sources.some(({ kind }) => kind === 'prior' || kind === 'embeddings'))
    graph.nodes.push(node('Gather', ['always', 'ids'], ['alwaysHere'], { axis: 1 }));
  if (sources.some(({ kind }) => kind === 'neighbours')) placeAnswers(graph, itemCount);
  sources.forEach((source, at) => {
    const own = (name: string) => `${name}${at}`;
    contribute(graph, source, at);
    if (source.kind === 'neighbours') {
      speakOfAnswers(graph, at);
      spoken.push(own('evidence'));
    }
    if (source.kind === 'affinity') {
      affinityOfAnswers(graph, at);
      spoken.push(own('evidence'));
    }
    graph.nodes.push(node('Unsqueeze', [own('contributed'), 'zero'], [own('contribution')]));
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

/** `answerOf` (n): which answer an item is; −1, the last of k + 1 places, for those that are none. */
function placeAnswers(graph: GraphSoFar, itemCount: number): void {
  graph.nodes.push(
    node('Reshape', ['k', 'noAxis'], ['kNumber']),
    node('Cast', ['kNumber'], ['k32'], { to: INT32 }),
    node('Range', ['nought', 'k32', 'single'], ['upToK']),
    node('ScatterElements', ['noAnswers', 'ids', 'upToK'], ['answerOf'], { axis: 0 }),
    node('Add', ['k', 'one'], ['kAndNone']),
  );
  graph.constants.push(
    constant('noAnswers', [itemCount], new Int32Array(itemCount).fill(-1)),
    constant('nought', [], Int32Array.of(0)),
    constant('single', [], Int32Array.of(1)),
    integers('noAxis'),
  );
}

/** `contributed<at>` (k): what a source adds to each answer. */
function contribute(graph: GraphSoFar, { kind }: Source, at: number): void {
  const own = (name: string) => `${name}${at}`;
  const weighted = (said: string) => node('Mul', [said, own('weight')], [own('contributed')]);
  if (kind === 'neighbours' || kind === 'sessions')
    graph.nodes.push(
      node('Gather', [own('sums'), 'ids'], [own('sumsOfAnswers')]),
      node('Div', [own('sumsOfAnswers'), own('unit')], [own('oddsOfAnswers')]),
      node('Add', [own('oddsOfAnswers'), 'unit'], [own('moreOfAnswers')]),
      node('Log', [own('moreOfAnswers')], [own('saidOfAnswers')]),
      weighted(own('saidOfAnswers')),
    );
  else if (kind === 'linear' || kind === 'own')
    graph.nodes.push(node('Gather', [own('said'), 'ids'], [own('saidOfAnswers')]), weighted(own('saidOfAnswers')));
  else if (kind === 'affinity') graph.nodes.push(node('Gather', [own('contributes'), 'ids'], [own('contributed')]));
  else if (kind === 'context') contextOfAnswers(graph, at);
  else if (kind === 'factors') scoreInFull(graph, at, 'ids', own('contributed'));
  else {
    graph.nodes.push(
      node('Gather', ['alwaysHere', own('alwaysAt')], [own('alwaysRow')]),
      node('Reshape', [own('alwaysRow'), 'flat'], [own('alwaysOfAnswers')]),
    );
    if (kind === 'prior') graph.nodes.push(weighted(own('alwaysOfAnswers')));
    else {
      scoreInFull(graph, at, 'ids', own('productsOfAnswers'));
      graph.nodes.push(
        node('Mul', [own('alwaysOfAnswers'), own('weight')], [own('biasesOfAnswers')]),
        node('Add', [own('productsOfAnswers'), own('biasesOfAnswers')], [own('aboveZero')]),
        node('Sub', [own('aboveZero'), own('level')], [own('contributed')]),
      );
    }
  }
}

/** `evidence<at>` (E, k): of each recent item's row of neighbours, what stands at the places of the answers. */
function speakOfAnswers(graph: GraphSoFar, at: number): void {
  const own = (name: string) => `${name}${at}`;
  graph.nodes.push(
    node('Slice', [own('rows'), 'zero', 'explained'], [own('explainedRows')]),
    node('Slice', [own('spoken'), 'zero', 'explained'], [own('explainedSpoken')]),
    node('Gather', ['answerOf', own('explainedRows')], [own('answers')]), // (E, width)
    node('Shape', [own('answers')], [own('answersShape')]),
    node('Slice', [own('answersShape'), 'zero', 'one'], [own('explainedCount')]),
    node('Concat', [own('explainedCount'), 'kAndNone'], [own('evidenceShape')], { axis: 0 }),
    node('ConstantOfShape', [own('evidenceShape')], [own('noneSpoken')]),
    node('ScatterElements', [own('noneSpoken'), own('answers'), own('explainedSpoken')], [own('byEventAndNone')], {
      axis: 1,
      reduction: 'add',
    }),
    node('Slice', [own('byEventAndNone'), 'zero', 'k', 'one'], [own('byEvent')]),
    node('Div', [own('byEvent'), own('unit')], [own('evenByEvent')]),
    node('Mul', [own('evenByEvent'), own('weight')], [own('evidence')]),
  );
}
