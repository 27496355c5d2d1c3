import type { HistoryNeighbours, HistoryWeights, Recommender, Source } from '../../learning/recommender.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { speakBySessions } from './sessions.ts';
import { type GraphSoFar, gatherByBlend, INT32, LEAST_UNIT, weightOf } from './so-far.ts';

type WithTable = Extract<Source, { kind: 'neighbours' | 'linear' }>;
type Own = Extract<Source, { kind: 'own' }>;

/**
 * Sources that say something of few items only. What they say stands in rows of `said` (1 + P, speakers), one for each of
 * the P places of which something is said, and the first for none. First come those that say shares, in which small
 * numbers count by their logarithm, then those whose numbers count as they are.
 */
export interface Speakers {
  readonly shares: readonly Extract<Source, { kind: 'neighbours' | 'sessions' }>[];
  readonly asTheyAre: readonly Extract<Source, { kind: 'linear' | 'own' }>[];
}

export function speakersOf(sources: readonly Source[]): Speakers {
  const neighbours = sources.filter((source) => source.kind === 'neighbours');
  const sessions = sources.filter((source) => source.kind === 'sessions');
  const linear = sources.filter((source) => source.kind === 'linear');
  const own = sources.filter((source) => source.kind === 'own');
  return { shares: [...neighbours, ...sessions], asTheyAre: [...linear, ...own] };
}

/** In the order of the columns of `said`. */
export const columnsOf = ({ shares, asTheyAre }: Speakers) => [...shares, ...asTheyAre];

/** Sources with a table of neighbours, in the order in which their tables lie side by side. */
export const withTables = (speakers: Speakers): readonly WithTable[] =>
  columnsOf(speakers).filter((source) => source.kind === 'neighbours' || source.kind === 'linear');

/**
 * Adds what the speakers say to the scores, each weight · log(1 + share / floor) or weight · what it says. An item that
 * is named at several places has its row at one of them, `rowAt` (n), times the number of speakers; the rows of its
 * other places stay 0, so that adding all of them adds it once.
 *
 * @param readers - of the history: the rows of `eventWeights`, the tables among them.
 * @returns the name of the sum.
 */
export function addSpoken(
  graph: GraphSoFar,
  speakers: Speakers,
  readers: readonly HistoryWeights[],
  scores: string,
  recommender: Recommender,
): string {
  const { itemCount, sources } = recommender;
  const columns = columnsOf(speakers);
  const tables = withTables(speakers);
  const marks = columns.filter((source) => source.kind === 'own');
  const sessions = columns.filter((source) => source.kind === 'sessions');
  const atOf = (source: Source) => sources.indexOf(source);
  let mostPlaces = 0;
  const places: string[] = [];
  if (tables.length > 0) {
    speakByTables(graph, tables, readers, recommender);
    places.push('placesOfTables');
    mostPlaces += Math.max(...readers.map(({ recency }) => recency.length)) * widthOf(tables);
  }
  for (const source of sessions) {
    mostPlaces += speakBySessions(graph, source.index, floorOf(recommender, source.name), atOf(source));
    places.push(`places${atOf(source)}`);
  }
  for (const source of marks) {
    sliceOwn(graph, source, atOf(source));
    places.push(`marked${atOf(source)}`);
    mostPlaces += source.to - source.from;
  }
  const numbers = Int32Array.from({ length: mostPlaces }, (_, place) => (place + 1) * columns.length);
  graph.constants.push(
    constant('rowNumbers', [numbers.length], numbers),
    constant('noRows', [itemCount], new Int32Array(itemCount)),
    integers('speakerCount', columns.length),
    integers('shapeOfSaid', -1, columns.length),
    integers('end', 2 ** 31 - 1),
  );
  const everywhere = joined(graph, places, 'places');
  graph.nodes.push(
    node('Shape', [everywhere], ['placeCount']),
    node('Slice', ['rowNumbers', 'zero', 'placeCount'], ['rowNumbersHere']),
    node('ScatterElements', ['noRows', everywhere, 'rowNumbersHere'], ['rowAt'], { axis: 0 }),
    node('Mul', ['placeCount', 'speakerCount'], ['sizeOfSaid']),
    node('Add', ['sizeOfSaid', 'speakerCount'], ['sizeWithNone']),
    node('ConstantOfShape', ['sizeWithNone'], ['silent']),
  );

  const inSums: string[] = [];
  if (tables.length > 0) {
    const columnOf = tables.flatMap((source) => new Array<number>(source.table.width).fill(columns.indexOf(source)));
    inSums.push(inSaid(graph, 'placesOfTables', columnOf));
  }
  for (const source of sessions) inSums.push(inSaid(graph, `places${atOf(source)}`, [columns.indexOf(source)]));
  let sums = 'silent';
  if (inSums.length > 0) {
    const amounts = [
      ...(tables.length > 0 ? ['amountsOfTables'] : []),
      ...sessions.map((source) => `amounts${atOf(source)}`),
    ];
    sums = 'spokenSums';
    graph.nodes.push(
      node('ScatterElements', ['silent', joined(graph, inSums, 'inSums'), joined(graph, amounts, 'amounts')], [sums], {
        axis: 0,
        reduction: 'add',
      }),
    );
  }
  for (const source of marks) sums = markOwn(graph, atOf(source), columns.indexOf(source), sums);
  graph.nodes.push(node('Reshape', [sums, 'shapeOfSaid'], ['sums']));

  takeLogarithms(graph, speakers);
  gatherByBlend(graph, 'weightsOfSpeakers', [columns.length, 1], (blend) =>
    columns.map(({ name }) => weightOf(recommender, blend, name)),
  );
  graph.nodes.push(
    node('MatMul', ['said', 'weightsOfSpeakers'], ['addedColumn']), // (1, 1 + P, 1)
    node('Reshape', ['addedColumn', 'flat'], ['addedWithNone']),
    node('Slice', ['addedWithNone', 'one', 'end'], ['added']),
    node('ScatterElements', [scores, everywhere, 'added'], ['spokenScores'], { axis: 0, reduction: 'add' }),
  );
  return 'spokenScores';
}

/** `saidOfAnswers` (speakers, k): what each speaker says of the answers, before its weight. */
export function saidOfAnswers(graph: GraphSoFar, speakers: Speakers): void {
  const count = columnsOf(speakers).length;
  graph.constants.push(
    constant(
      'columnNumbers',
      [count, 1],
      Int32Array.from({ length: count }, (_, column) => column),
    ),
  );
  graph.nodes.push(
    node('Reshape', ['said', 'flat'], ['saidFlat']),
    node('Gather', ['rowAt', 'ids'], ['rowOfAnswers']),
    node('Add', ['rowOfAnswers', 'columnNumbers'], ['answersInSaid']),
    node('Gather', ['saidFlat', 'answersInSaid'], ['saidOfAnswers']),
  );
}

/** Where numbers of some places stand in what is said, by the columns that they are of, over and over. */
function inSaid(graph: GraphSoFar, places: string, columnOf: readonly number[]): string {
  const own = (name: string) => `${places}${name}`;
  graph.constants.push(
    constant(own('Column'), [1, columnOf.length], Int32Array.from(columnOf)),
    integers(own('ByColumn'), -1, columnOf.length),
  );
  graph.nodes.push(
    node('GatherElements', ['rowAt', places], [own('Rows')]),
    node('Reshape', [own('Rows'), own('ByColumn')], [own('RowsByColumn')]),
    node('Add', [own('RowsByColumn'), own('Column')], [own('Found')]),
    node('Reshape', [own('Found'), 'flat'], [own('InSaid')]),
  );
  return own('InSaid');
}

/** `said` (1 + P, speakers) of `sums`. */
function takeLogarithms(graph: GraphSoFar, { shares, asTheyAre }: Speakers): void {
  const logarithms = (sums: string, said: string) =>
    graph.nodes.push(node('Add', [sums, 'unit'], ['sumsAndOne']), node('Log', ['sumsAndOne'], [said]));
  if (asTheyAre.length === 0) logarithms('sums', 'said');
  else if (shares.length === 0) graph.nodes.push(node('Identity', ['sums'], ['said']));
  else {
    graph.constants.push(integers('kindsOfSpeakers', shares.length, asTheyAre.length));
    graph.nodes.push(node('Split', ['sums', 'kindsOfSpeakers'], ['sumsOfShares', 'sumsAsTheyAre'], { axis: 1 }));
    logarithms('sumsOfShares', 'logarithms');
    graph.nodes.push(node('Concat', ['logarithms', 'sumsAsTheyAre'], ['said'], { axis: 1 }));
  }
}

/**
 * Each event of the history speaks by its row of each table: `spoken` (L, width of all) of `neighboursHere`, where a
 * table says shares in units of its floor. Totals are summed event by event: one sum in 32 bits of 20,000 amounts loses
 * those of the oldest events, a hundred thousandth of it.
 */
function speakByTables(
  graph: GraphSoFar,
  tables: readonly WithTable[],
  readers: readonly HistoryWeights[],
  recommender: Recommender,
): void {
  const { itemCount } = recommender;
  const width = widthOf(tables);
  const isOfReader = new Float32Array(readers.length * width);
  const isOfTable = new Float32Array(tables.length * width);
  let column = 0;
  tables.forEach(({ table }, t) => {
    for (let end = column + table.width; column < end; column++) {
      isOfReader[readers.indexOf(table) * width + column] = 1;
      isOfTable[t * width + column] = 1;
    }
  });
  const sideBySide = <T extends Int32Array | Float32Array>(whole: T, of: (table: HistoryNeighbours) => T): T => {
    let start = 0;
    for (const { table } of tables) {
      for (let item = 0; item < itemCount; item++) {
        const row = of(table).subarray(item * table.width, (item + 1) * table.width);
        whole.set(row, item * width + start);
      }
      start += table.width;
    }
    return whole;
  };
  const isShare = tables.map(({ kind }) => kind === 'neighbours');
  graph.constants.push(
    constant(
      'neighbours',
      [itemCount, width],
      sideBySide(new Int32Array(itemCount * width), (t) => t.neighbours),
    ),
    constant(
      'strengths',
      [itemCount, width],
      sideBySide(new Float32Array(itemCount * width), (t) => t.weights),
    ),
    constant('isOfReader', [readers.length, width], isOfReader),
    constant('isOfTable', [tables.length, width], isOfTable),
    constant(
      'floors',
      [tables.length],
      Float32Array.from(tables, ({ name }, t) => (isShare[t] ? floorOf(recommender, name) : 0)),
    ),
    constant(
      'leastUnits',
      [tables.length],
      Float32Array.from(isShare, (is) => (is ? LEAST_UNIT : 1)),
    ),
  );
  graph.nodes.push(
    node('Gather', ['neighbours', 'history'], ['neighboursHere']),
    node('Gather', ['strengths', 'history'], ['strengthsHere']),
    node('Gemm', ['eventWeights', 'isOfReader'], ['eventWeightsHere'], { transA: 1 }), // (L, width)
    node('Mul', ['eventWeightsHere', 'strengthsHere'], ['weighed']),
    node('Gemm', ['weighed', 'isOfTable'], ['totalsByEvent'], { transB: 1 }), // (L, tables)
    node('ReduceSum', ['totalsByEvent', 'zero'], ['totals'], { keepdims: 0 }),
    node('Mul', ['totals', 'floors'], ['floorsHere']),
    node('Add', ['floorsHere', 'leastUnits'], ['units']),
    node('Div', ['unit', 'units'], ['perUnit']),
    node('MatMul', ['perUnit', 'isOfTable'], ['perUnitHere']),
    node('Mul', ['weighed', 'perUnitHere'], ['spoken']),
    node('Reshape', ['neighboursHere', 'flat'], ['placesOfTables']),
    node('Reshape', ['spoken', 'flat'], ['amountsOfTables']),
  );
}

const widthOf = (tables: readonly WithTable[]): number => tables.reduce((sum, { table }) => sum + table.width, 0);

/** The items of the history from one place to before another, `marked<at>`, and those before: `newer<at>`. */
function sliceOwn(graph: GraphSoFar, { from, to }: Own, at: number): void {
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(integers(own('from'), from), integers(own('to'), to));
  graph.nodes.push(
    node('Cast', ['items'], [own('items32')], { to: INT32 }),
    node('Slice', [own('items32'), own('from'), own('to')], [own('marked')]),
    node('Slice', [own('items32'), 'zero', own('from')], [own('newer')]),
  );
}

/** Sets a column to 1 for what is marked; an item that stands at several places counts at the newest. */
function markOwn(graph: GraphSoFar, at: number, column: number, sums: string): string {
  const own = (name: string) => `${name}${at}`;
  const mark = (part: string, amount: string, before: string, after: string) => {
    const found = inSaid(graph, own(part), [column]);
    graph.nodes.push(
      node('Shape', [own(part)], [own(`${part}Length`)]),
      node('Expand', [amount, own(`${part}Length`)], [own(`${part}Marks`)]),
      node('ScatterElements', [before, found, own(`${part}Marks`)], [after], { axis: 0 }),
    );
  };
  mark('marked', 'unit', sums, own('withMarked'));
  mark('newer', 'none', own('withMarked'), own('withOwn'));
  return own('withOwn');
}

/** A source has one floor in all blends. */
export const floorOf = ({ blends }: Recommender, name: string): number =>
  Object.values(blends).flatMap((blend) => blend[name]?.floor ?? [])[0] ?? 1;

/** One list of several, under `name`. */
function joined(graph: GraphSoFar, parts: readonly string[], name: string): string {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  graph.nodes.push(node('Concat', parts, [name], { axis: 0 }));
  return name;
}
