import { type ItemEmbeddings, poolWeights } from '../../learning/item-embeddings.ts';
import type { LinearFactors } from '../../learning/linear-factors.ts';
import { POOLS } from '../../math/embedding-rows.ts';
import { constant, integers, node } from '../../math/onnx-encoder.ts';
import { FLOAT, type GraphSoFar } from './so-far.ts';

/** Items from which on sources with vectors look all of them over by a coarse copy. */
export const COARSE_FROM = 20_000;

/**
 * Candidates kept beyond those asked for when coarse copies looked all items over: they are scored again in full. An
 * answer is missed only if as many others pass it by rounding alone, mostly 0.3 % of a score (ADR 0014).
 */
export const SPARE_CANDIDATES = 128;

/** Steps to a side of a coarse number: two products with 8 bits each stay within the 16 that AVX2 adds them in. */
const COARSE_STEPS = 63;

/** The vectors of the source at a place. */
export interface Side {
  readonly at: number;
  readonly vectors: Vectors;
}

/** Rows of numbers, (itemCount, dimensions), that score by their product with a person. */
interface Vectors {
  readonly itemCount: number;
  readonly dimensions: number;
  readonly vectors: Float32Array;
}

/**
 * A person is the weighted sum of what the items of the history give; an item scores by the product with it. Notes
 * `asked<at>`: the person times the source's weight, (1, d).
 * @param reader - the source's row in `eventWeights`.
 */
export function askFactors(graph: GraphSoFar, model: LinearFactors, reader: number, at: number): void {
  const { itemCount, dimensions, gives, factors } = model;
  const own = (name: string) => `${name}${at}`;
  graph.constants.push(
    constant(own('gives'), [itemCount, dimensions], gives),
    constant(own('vectors'), [itemCount, dimensions], factors),
    integers(own('reader'), reader),
  );
  graph.nodes.push(
    node('Gather', [own('gives'), 'history'], [own('given')]),
    node('Gather', ['eventWeights', own('reader')], [own('eventRow')]), // (1, L)
    node('MatMul', [own('eventRow'), own('given')], [own('person')]),
    node('Mul', [own('person'), own('weight')], [own('asked')]),
  );
}

/** As `askFactors`; the items' biases are told apart, and `level<at>` is what all items score on average. */
export function askEmbeddings(graph: GraphSoFar, model: ItemEmbeddings, at: number): void {
  const { itemCount, dimensions: d, historyLimit, vectors, biases, gates, widen, narrow } = model;
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
    constant(own('vectors'), [itemCount, d], vectors),
    constant(own('gates'), [POOLS, d], gates),
    constant(own('widen'), [d, 2 * d], widen),
    constant(own('narrow'), [2 * d, d], narrow),
    constant(own('pools'), [historyLimit + 1, POOLS, historyLimit], pools),
    constant(own('meanVector'), [d, 1], meanVector(model)),
    constant(own('meanBias'), [1], Float32Array.of(mean(biases))),
    integers(own('limit'), historyLimit),
    integers('lastAxis', 2),
  );
  graph.nodes.push(
    node('Min', ['length', own('limit')], [own('count')]),
    node('Slice', ['items', 'zero', own('count')], [own('items')]),
    node('Gather', [own('vectors'), own('items')], [own('met')]),
    node('Gather', [own('pools'), own('count')], [own('poolAll')]), // (1, POOLS, historyLimit)
    node('Slice', [own('poolAll'), 'zero', own('count'), 'lastAxis'], [own('poolHere')]),
    node('MatMul', [own('poolHere'), own('met')], [own('pooled')]),
    node('Mul', [own('pooled'), own('gates')], [own('gated')]),
    node('ReduceSum', [own('gated'), 'one'], [own('whole')], { keepdims: 0 }), // (1, d)
    node('MatMul', [own('whole'), own('widen')], [own('hidden')]),
    node('Relu', [own('hidden')], [own('active')]),
    node('Gemm', [own('active'), own('narrow'), own('whole')], [own('person')]),
    node('Mul', [own('person'), own('weight')], [own('asked')]),
    node('Gemm', [own('person'), own('meanVector'), own('meanBias')], [own('meanScore')]),
    node('Mul', [own('meanScore'), own('weight')], [own('levelHere')]),
    node('Reshape', [own('levelHere'), 'flat'], [own('level')]),
  );
}

/** Adds the products of `asked<at>` with the vectors of all items to the scores. */
export function addProducts(graph: GraphSoFar, at: number, scores: string): string {
  graph.nodes.push(
    node('Gemm', [`asked${at}`, `vectors${at}`, scores], [`scoreRow${at}`], { transB: 1 }),
    node('Reshape', [`scoreRow${at}`, 'flat'], [`scores${at}`]),
  );
  return `scores${at}`;
}

/** Adds about as much for several sources at once, by one coarse copy of all their vectors side by side. */
export function addCoarseProducts(graph: GraphSoFar, sides: readonly Side[], scores: string): string {
  const { steps, scales, units } = coarseCopy(sides.map(({ vectors }) => vectors));
  const unitOfEach = sides.flatMap(({ vectors }, side) => new Array<number>(vectors.dimensions).fill(units[side]!));
  graph.constants.push(
    constant('steps', [steps.length / scales.length, scales.length], steps),
    constant('scales', [scales.length], scales),
    constant('unitOfEach', [1, unitOfEach.length], Float32Array.from(unitOfEach)),
  );
  graph.nodes.push(
    node(
      'Concat',
      sides.map(({ at }) => `asked${at}`),
      ['askedOfAll'],
      { axis: 1 },
    ),
    node('Mul', ['askedOfAll', 'unitOfEach'], ['askedInUnits']),
    node('DynamicQuantizeLinear', ['askedInUnits'], ['askedSteps', 'askedScale', 'askedZero']),
    node('MatMulInteger', ['askedSteps', 'steps', 'askedZero'], ['stepProducts']),
    node('Cast', ['stepProducts'], ['stepProductsHere'], { to: FLOAT }),
    node('Mul', ['askedScale', 'scales'], ['stepUnits']),
    node('Mul', ['stepProductsHere', 'stepUnits'], ['coarseRow']),
    node('Reshape', ['coarseRow', 'flat'], ['coarse']),
    node('Add', [scores, 'coarse'], ['coarseScores']),
  );
  return 'coarseScores';
}

/** `into` (1, ids): the products of `asked<at>` with the vectors of some items. */
export function scoreInFull(graph: GraphSoFar, at: number, ids: string, into: string): void {
  graph.nodes.push(
    node('Gather', [`vectors${at}`, ids], [`${into}Vectors`]),
    node('Gemm', [`asked${at}`, `${into}Vectors`], [into], { transB: 1 }),
  );
}

/**
 * Each item's rows, side by side and in units of their source's usual size, in whole steps of the item's own size:
 * column i of `steps` (sum of dimensions, itemCount) times `scales[i]` is about the row of item i in `units`.
 */
function coarseCopy(sides: readonly Vectors[]) {
  const itemCount = sides[0]!.itemCount;
  const units = sides.map(({ vectors }) => usualSize(vectors) || 1);
  const scales = new Float32Array(itemCount);
  sides.forEach(({ dimensions, vectors }, side) => {
    for (let at = 0; at < vectors.length; at++) {
      const item = Math.floor(at / dimensions);
      scales[item] = Math.max(scales[item]!, Math.abs(vectors[at]!) / units[side]! / COARSE_STEPS);
    }
  });
  const steps = new Int8Array(itemCount * sides.reduce((sum, { dimensions }) => sum + dimensions, 0));
  let row = 0;
  sides.forEach(({ dimensions, vectors }, side) => {
    for (let item = 0; item < itemCount; item++) {
      const step = units[side]! * scales[item]! || 1;
      for (let j = 0; j < dimensions; j++)
        steps[(row + j) * itemCount + item] = Math.round(vectors[item * dimensions + j]! / step);
    }
    row += dimensions;
  });
  return { steps, scales, units };
}

/** Root mean square. */
const usualSize = (numbers: Float32Array): number =>
  Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0) / numbers.length);

const mean = (numbers: Float32Array): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function meanVector({ itemCount, dimensions, vectors }: Vectors): Float32Array {
  const sums = new Float64Array(dimensions);
  for (let at = 0; at < vectors.length; at++) sums[at % dimensions]! += vectors[at]!;
  return Float32Array.from(sums, (sum) => sum / itemCount);
}
