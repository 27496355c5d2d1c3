import { blended } from '../learning/blend.ts';
import type { HistoryWeights, Recommender, Source } from '../learning/recommender.ts';
import { constant, encodeModel, integers, node, value } from '../math/onnx-encoder.ts';
import { BLEND_NAMES } from './blend.ts';
import { addAffinity, affinityOfAnswers } from './graph/affinity.ts';
import { contextOfAnswers, sumWithContext } from './graph/context.ts';
import { readHistory } from './graph/history.ts';
import { type GraphSoFar, gatherByBlend, INT32, newGraph, weightOf } from './graph/so-far.ts';
import { addSpoken, columnsOf, floorOf, type Speakers, saidOfAnswers, speakersOf, withTables } from './graph/spoken.ts';
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
  graph.constants.push(
    constant('blockedBias', [1], Float32Array.of(BLOCKED_BIAS)),
    constant('none', [1], Float32Array.of(0)),
    constant('unit', [1], Float32Array.of(1)),
    integers('zero', 0),
    integers('one', 1),
    integers('flat', -1),
    integers('explained', EXPLAINED_EVENTS),
  );
  graph.nodes.push(node('Shape', ['items'], ['length']));
  const speakers = speakersOf(sources);
  const readers = [...new Set(sources.flatMap((source) => weightsToReadBy(source) ?? []))];
  if (readers.length > 0) readHistory(graph, readers);
  let scores = addAlways(graph, recommender);
  sources.forEach((source, at) => {
    if (source.kind !== 'affinity') return;
    weigh(graph, source, at, recommender);
    scores = addAffinity(graph, source.model, at, scores);
  });
  if (columnsOf(speakers).length > 0) scores = addSpoken(graph, speakers, readers, scores, recommender);
  graph.nodes.push(
    node('Shape', ['blocked'], ['blockedLength']),
    node('Expand', ['blockedBias', 'blockedLength'], ['blockedAmounts']),
    node('ScatterElements', [scores, 'blocked', 'blockedAmounts'], ['open'], { axis: 0 }),
  );
  sources.forEach((source, at) => {
    if (source.kind !== 'embeddings' && source.kind !== 'factors') return;
    weigh(graph, source, at, recommender);
    if (source.kind === 'embeddings') askEmbeddings(graph, source.model, at);
    else askFactors(graph, source.model, readers.indexOf(source.model), at);
  });
  answerBest(graph, recommender);
  contribute(graph, speakers, recommender);
  tellEvidence(graph, speakers, recommender);
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

/** `weight<at>` (1): how much a source counts in the blend. */
const weigh = (graph: GraphSoFar, { name }: Source, at: number, recommender: Recommender): void =>
  gatherByBlend(graph, `weight${at}`, [], (blend) => [weightOf(recommender, blend, name)]);

/** How a source weighs the events of a history, if it does so by a table of weights. */
function weightsToReadBy(source: Source): HistoryWeights | undefined {
  if (source.kind === 'neighbours' || source.kind === 'linear') return source.table;
  return source.kind === 'factors' ? source.model : undefined;
}

/** What a source says of an item whoever asks. */
function alwaysOf(source: Source, recommender: Recommender): Float32Array | undefined {
  if (source.kind === 'embeddings') return source.model.biases;
  if (source.kind !== 'prior') return undefined;
  const total = source.shares.reduce((sum, share) => sum + share, 0) || 1;
  const counts = { weight: 1, floor: floorOf(recommender, source.name) };
  return source.shares.map((share) => blended(share / total, counts));
}

/**
 * The bias, what sources always say, summed up beforehand for each blend, and what the context says. Notes `always`
 * (R, n), the rows of the sources that always say something.
 */
function addAlways(graph: GraphSoFar, recommender: Recommender): string {
  const { itemCount: n, sources } = recommender;
  const speaking = sources.flatMap((source) => {
    const said = alwaysOf(source, recommender);
    return said ? [{ name: source.name, said }] : [];
  });
  const context = sources.find((source) => source.kind === 'context');
  if (speaking.length === 0 && context === undefined) return 'bias';
  const rows = new Float32Array(speaking.length * n);
  const sums = new Float32Array(BLEND_NAMES.length * n);
  speaking.forEach(({ name, said }, row) => {
    rows.set(said, row * n);
    BLEND_NAMES.forEach((blend, b) => {
      const weight = weightOf(recommender, blend, name);
      for (let item = 0; item < n; item++) sums[b * n + item]! += weight * said[item]!;
    });
  });
  if (speaking.length > 0) graph.constants.push(constant('always', [speaking.length, n], rows));
  if (context !== undefined) {
    sumWithContext(graph, context, sums, recommender);
    return 'alwaysScores';
  }
  graph.constants.push(constant('sumsByBlend', [BLEND_NAMES.length, n], sums));
  graph.nodes.push(
    node('Gather', ['sumsByBlend', 'blend'], ['sumRow']),
    node('Reshape', ['sumRow', 'flat'], ['sumHere']),
    node('Add', ['sumHere', 'bias'], ['alwaysScores']),
  );
  return 'alwaysScores';
}

/**
 * The k best of `open` and what sources with vectors add: at once, or of candidates that coarse copies found. Notes
 * `products<at>` (1, k), what each of these sources adds to the answers.
 */
function answerBest(graph: GraphSoFar, { itemCount, sources }: Recommender): void {
  const sides = sources.flatMap((source, at) => sidesOf(source, at));
  if (sides.length === 0 || itemCount < COARSE_FROM) {
    const scores = sides.reduce((sum, { at }) => addProducts(graph, at, sum), 'open');
    graph.nodes.push(node('TopK', [scores, 'k'], ['bestScores', 'ids'], { axis: 0 }));
    for (const { at } of sides) scoreInFull(graph, at, 'ids', `products${at}`);
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
      node('Sum', ['openOfCandidates', ...sides.map(({ at }) => `full${at}`)], ['candidateRow']),
      node('Reshape', ['candidateRow', 'flat'], ['scoresOfCandidates']),
      node('TopK', ['scoresOfCandidates', 'k'], ['bestScores', 'bestAt'], { axis: 0 }),
      node('Gather', ['candidates', 'bestAt'], ['ids']),
      ...sides.map(({ at }) => node('Gather', [`full${at}`, 'bestAt'], [`products${at}`], { axis: 1 })),
    );
  }
  const levels = sides.flatMap(({ at }) => (sources[at]!.kind === 'embeddings' ? [`level${at}`] : []));
  graph.nodes.push(
    levels.length === 0
      ? node('Identity', ['bestScores'], ['scores'])
      : node('Sub', ['bestScores', totalled(graph, levels, 'level')], ['scores']),
  );
}

const sidesOf = (source: Source, at: number): readonly Side[] => {
  if (source.kind === 'embeddings') return [{ at, vectors: source.model }];
  return source.kind === 'factors' ? [{ at, vectors: { ...source.model, vectors: source.model.factors } }] : [];
};

/**
 * `contributions` (S, k): what each source adds to the answers. What there is to say of them stands in `parts`, row by
 * row; `addedBy` has the weight of each row for each source: one product sorts and weighs them all.
 */
function contribute(graph: GraphSoFar, speakers: Speakers, recommender: Recommender): void {
  const { sources } = recommender;
  const parts: string[] = [];
  /** By row of `parts`: whose it is, and whether its weight is in it already. */
  const rows: { readonly source: Source; readonly isWeighted: boolean }[] = [];
  const part = (name: string, of: readonly Source[], isWeighted: boolean) => {
    if (of.length === 0) return;
    parts.push(name);
    rows.push(...of.map((source) => ({ source, isWeighted })));
  };
  if (columnsOf(speakers).length > 0) saidOfAnswers(graph, speakers);
  part('saidOfAnswers', columnsOf(speakers), false);
  const always = sources.filter(({ kind }) => kind === 'embeddings' || kind === 'prior');
  if (always.length > 0) graph.nodes.push(node('Gather', ['always', 'ids'], ['alwaysOfAnswers'], { axis: 1 }));
  part('alwaysOfAnswers', always, false);
  sources.forEach((source, at) => {
    if (source.kind === 'context') {
      contextOfAnswers(graph);
      part('contextOfAnswers', [source], true);
    } else if (source.kind === 'embeddings') {
      graph.nodes.push(node('Sub', [`products${at}`, `level${at}`], [`aboveLevel${at}`]));
      part(`aboveLevel${at}`, [source], true);
    } else if (source.kind === 'affinity') {
      graph.nodes.push(
        node('Gather', [`contributes${at}`, 'ids'], [`contributed${at}`]),
        node('Unsqueeze', [`contributed${at}`, 'zero'], [`contribution${at}`]),
      );
      part(`contribution${at}`, [source], true);
    } else if (source.kind === 'factors') part(`products${at}`, [source], true);
  });
  gatherByBlend(graph, 'addedBy', [sources.length, rows.length], (blend) =>
    sources.flatMap((source) =>
      rows.map((row) => {
        if (row.source !== source) return 0;
        return row.isWeighted ? 1 : weightOf(recommender, blend, source.name);
      }),
    ),
  );
  graph.nodes.push(
    node('Concat', parts, ['parts'], { axis: 0 }),
    node('MatMul', ['addedBy', 'parts'], ['contributionsHere']), // (1, S, k)
    node('Squeeze', ['contributionsHere', 'zero'], ['contributions']),
  );
}

/** `evidence` (E, k): what the recent items say of the answers, each for itself. */
function tellEvidence(graph: GraphSoFar, speakers: Speakers, recommender: Recommender): void {
  const parts: string[] = [];
  if (speakers.shares.some(({ kind }) => kind === 'neighbours')) {
    evidenceOfTables(graph, withTables(speakers), recommender);
    parts.push('evidenceOfTables');
  }
  recommender.sources.forEach(({ kind }, at) => {
    if (kind !== 'affinity') return;
    affinityOfAnswers(graph, at);
    parts.push(`evidence${at}`);
  });
  if (parts.length > 0) graph.nodes.push(node('Sum', parts, ['evidence']));
  else
    graph.nodes.push(
      node('Concat', ['zero', 'k'], ['noEvidence'], { axis: 0 }),
      node('ConstantOfShape', ['noEvidence'], ['evidence']),
    );
}

/** `evidenceOfTables` (E, k): of each recent item's rows of neighbours, what stands at the places of the answers. */
function evidenceOfTables(graph: GraphSoFar, tables: ReturnType<typeof withTables>, recommender: Recommender): void {
  const width = tables.reduce((sum, { table }) => sum + table.width, 0);
  placeAnswers(graph);
  graph.constants.push(integers('byColumn', -1, width));
  gatherByBlend(graph, 'weightsOfColumns', [width], (blend) =>
    tables.flatMap(({ kind, name, table }) =>
      new Array<number>(table.width).fill(kind === 'neighbours' ? weightOf(recommender, blend, name) : 0),
    ),
  );
  graph.nodes.push(
    node('Slice', ['spoken', 'zero', 'explained'], ['explainedSpoken']),
    node('Mul', ['explainedSpoken', 'weightsOfColumns'], ['explainedAmounts']),
    node('Slice', ['neighboursHere', 'zero', 'explained'], ['explainedNeighbours']),
    node('Reshape', ['explainedNeighbours', 'flat'], ['explainedPlaces']),
    node('GatherElements', ['answerOf', 'explainedPlaces'], ['answersAtPlaces']),
    node('Reshape', ['answersAtPlaces', 'byColumn'], ['explainedAnswers']), // (E, width of all)
    node('Min', ['length', 'explained', 'reach'], ['explainedCount']),
    node('Concat', ['explainedCount', 'kAndNone'], ['shapeOfEvidence'], { axis: 0 }),
    node('ConstantOfShape', ['shapeOfEvidence'], ['noneSpoken']),
    node('ScatterElements', ['noneSpoken', 'explainedAnswers', 'explainedAmounts'], ['noneAndEvidence'], {
      axis: 1,
      reduction: 'add',
    }),
    node('Slice', ['noneAndEvidence', 'one', 'kAndNone', 'one'], ['evidenceOfTables']),
  );
}

/** `answerOf` (n): which answer an item is, from 1 on; 0 for those that are none. */
function placeAnswers(graph: GraphSoFar): void {
  graph.nodes.push(
    node('Add', ['k', 'one'], ['kAndNone']),
    node('Reshape', ['kAndNone', 'noAxis'], ['kAndNoneNumber']),
    node('Cast', ['kAndNoneNumber'], ['kAndNone32'], { to: INT32 }),
    node('Range', ['single', 'kAndNone32', 'single'], ['upToK']),
    node('ScatterElements', ['noRows', 'ids', 'upToK'], ['answerOf'], { axis: 0 }),
  );
  graph.constants.push(constant('single', [], Int32Array.of(1)), integers('noAxis'));
}

function totalled(graph: GraphSoFar, parts: readonly string[], name: string): string {
  graph.nodes.push(node('Sum', parts, [name]));
  return name;
}
