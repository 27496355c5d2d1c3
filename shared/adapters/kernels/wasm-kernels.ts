import type {
  Kernels,
  LeastSquares,
  NearestColumns,
  NearestInOrder,
  Neighbours,
  Workspace,
} from '../../math/kernels.ts';
import { rowCountOf, type SparseRows } from '../../math/sparse-rows.ts';
import { type Arena, openArena } from './arena.ts';
import { KERNEL_BINARY } from './kernel-binary.ts';
import { openThreadPool, type ThreadPool } from './thread-pool.ts';

/** Blocks of rows that a Gram matrix is summed over: never by threads, or its bits would depend on them. */
const GRAM_BLOCKS = 64;

/** Rows that a thread takes at a time: few enough that threads end together. */
const CHUNK = 32;

export interface WasmKernels extends Kernels {
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * The kernels of shared/math/assembly in WebAssembly, on this many threads with one memory of at most 4 GiB. The
 * memory grows to what the largest workspace wants, and stays so: open kernels for a fit and close them after it.
 *
 * @param threadCount - the calling thread is one of them; at least 1.
 */
export function openKernels(threadCount: number): WasmKernels {
  if (!Number.isInteger(threadCount) || threadCount < 1)
    throw new RangeError(`threadCount: want an integer ≥ 1, got ${threadCount}`);
  const arena = openArena();
  const module = new WebAssembly.Module(Buffer.from(KERNEL_BINARY, 'base64'));
  const pool = openThreadPool(module, arena.memory, threadCount);
  const machine: Machine = { arena, threadCount, runOnAll: pool.runOnAll, runHere: pool.runHere };
  const within = <T>(work: () => T): T => {
    const mark = arena.mark();
    try {
      return work();
    } finally {
      arena.release(mark);
    }
  };
  const workspace: Workspace = {
    floats: (length) => arena.floats(length).fill(0),
    rowsOf: (matrix) => copy(arena, matrix),
    transposed: (matrix) => transposed(machine, matrix),
    gram: (factors, stride) => within(() => gram(machine, factors, stride)),
    rotate: (rows, matrix, stride) => within(() => rotate(machine, rows, matrix, stride)),
    leastSquares: (problem) => within(() => leastSquares(machine, problem)),
    nearestColumns: (question) => within(() => nearestColumns(machine, question)),
    nearestInOrder: (question) => within(() => nearestInOrder(machine, question)),
  };
  return { within: (work) => within(() => work(workspace)), close: pool.close };
}

interface Machine extends Pick<ThreadPool, 'runOnAll' | 'runHere'> {
  readonly arena: Arena;
  readonly threadCount: number;
}

function copy(arena: Arena, { columnCount, offsets, columns, weights }: SparseRows): SparseRows {
  const ours = {
    columnCount,
    offsets: arena.integers(offsets.length),
    columns: arena.integers(columns.length),
    weights: weights && arena.floats(weights.length),
  };
  ours.offsets.set(offsets);
  ours.columns.set(columns);
  if (weights) ours.weights?.set(weights);
  return ours;
}

function transposed({ arena, runHere }: Machine, matrix: SparseRows): SparseRows {
  const { columnCount, columns, weights } = matrix;
  const rowCount = rowCountOf(matrix);
  const out = {
    columnCount: rowCount,
    offsets: arena.integers(columnCount + 1).fill(0),
    columns: arena.integers(columns.length),
    weights: weights && arena.floats(weights.length),
  };
  const mark = arena.mark();
  const cursors = arena.integers(columnCount);
  runHere('transpose', [
    rowCount,
    columnCount,
    ...placesOf(arena, matrix),
    ...placesOf(arena, out),
    arena.addressOf(cursors),
  ]);
  arena.release(mark);
  return out;
}

function gram({ arena, runOnAll }: Machine, factors: Float32Array, stride: number): Float64Array {
  const size = stride * stride;
  const partials = arena.floats(GRAM_BLOCKS * size).fill(0);
  const rowCount = factors.length / stride;
  runOnAll('gramBlocks', { count: GRAM_BLOCKS, chunk: 1 }, [
    arena.addressOf(factors),
    rowCount,
    stride * 4,
    GRAM_BLOCKS,
    arena.addressOf(partials),
  ]);
  const sum = new Float64Array(size);
  for (let block = 0; block < GRAM_BLOCKS; block++) {
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j <= i; j++) sum[i * stride + j]! += partials[block * size + i * stride + j]!;
    }
  }
  for (let i = 0; i < stride; i++) for (let j = 0; j < i; j++) sum[j * stride + i] = sum[i * stride + j]!;
  return sum;
}

function rotate(
  { arena, threadCount, runOnAll }: Machine,
  rows: Float32Array,
  matrix: Float32Array,
  stride: number,
): void {
  const rowCount = rows.length / stride;
  runOnAll('rotateBlocks', { count: Math.ceil(rowCount / 4), chunk: CHUNK }, [
    arena.addressOf(rows),
    rowCount,
    arena.addressOf(matrix),
    stride * 4,
    arena.addressOf(arena.floats(threadCount * 4 * stride)),
  ]);
}

function leastSquares({ arena, threadCount, runOnAll }: Machine, problem: LeastSquares): void {
  const { matrix, weightScale, pull, factors, base, ridges, solved, stride, stepCount } = problem;
  const scratch = arena.floats(threadCount * 6 * stride);
  const tables = [factors, base, ridges, solved].map(arena.addressOf);
  const [factorsAt, baseAt, ridgesAt, solvedAt] = tables as [number, number, number, number];
  runOnAll('leastSquares', { count: rowCountOf(matrix), chunk: CHUNK }, [
    ...placesOf(arena, matrix),
    weightScale,
    pull,
    factorsAt,
    baseAt,
    ridgesAt,
    solvedAt,
    stride * 4,
    stepCount,
    arena.addressOf(scratch),
  ]);
}

function nearestColumns(machine: Machine, question: NearestColumns): Neighbours {
  const { arena, threadCount, runOnAll } = machine;
  const { matrix, rowScales, columnScales, outScales, neighbourCount } = question;
  const { columnCount } = matrix;
  const capacity = Math.max(1, Math.min(neighbourCount, columnCount - 1));
  const columns = transposed(machine, matrix);
  const laneLength = Math.ceil(columnCount / 16) * 16;
  const scales = arena.floats(laneLength).fill(0);
  scales.set(columnScales);
  const scores = arena.floats(columnCount * capacity);
  const kept = arena.integers(columnCount * capacity);
  const sizes = arena.integers(columnCount);
  const sums = arena.floats(threadCount * (laneLength + 16)).fill(0);
  runOnAll('nearestColumns', { count: columnCount, chunk: CHUNK }, [
    columnCount,
    ...placesOf(arena, matrix),
    ...placesOf(arena, columns),
    ...[rowScales, scales, outScales].map(arena.addressOf),
    capacity,
    ...[scores, kept, sizes, sums].map(arena.addressOf),
  ]);
  return tableOf(scores, kept, sizes, capacity);
}

function nearestInOrder({ arena, threadCount, runOnAll }: Machine, question: NearestInOrder): Neighbours {
  const { columnCount, neighbourCount, maxDistance, kindCount, repeatWeight } = question;
  const capacity = Math.max(1, Math.min(neighbourCount, columnCount));
  const offsets = arena.integers(question.offsets.length);
  const columns = arena.integers(question.columns.length);
  const kinds = arena.bytes(question.kinds.length);
  offsets.set(question.offsets);
  columns.set(question.columns);
  kinds.set(question.kinds);
  const histories = arena.integers(columns.length);
  for (let u = 0; u + 1 < offsets.length; u++) histories.fill(u, offsets[u]!, offsets[u + 1]!);
  const [placeOffsets, places] = placesOfColumns(arena, columns, columnCount);
  const doubles = (values: Float64Array): Float64Array => {
    const copied = arena.doubles(values.length);
    copied.set(values);
    return copied;
  };
  const weights = doubles(question.pairWeights);
  const [columnScales, outScales] = [question.columnScales, question.outScales].map(doubles) as [
    Float64Array,
    Float64Array,
  ];
  const scores = arena.floats(columnCount * capacity);
  const kept = arena.integers(columnCount * capacity);
  const sizes = arena.integers(columnCount);
  const sums = arena.doubles(threadCount * columnCount).fill(0);
  const touched = arena.integers(threadCount * (columnCount + 1));
  const heaps = arena.doubles(threadCount * capacity);
  runOnAll('nearestInOrder', { count: columnCount, chunk: CHUNK }, [
    columnCount,
    ...[offsets, columns, kinds, histories, placeOffsets, places].map(arena.addressOf),
    maxDistance,
    kindCount,
    arena.addressOf(weights),
    repeatWeight,
    ...[columnScales, outScales].map(arena.addressOf),
    capacity,
    ...[scores, kept, sizes, sums, touched, heaps].map(arena.addressOf),
  ]);
  return tableOf(scores, kept, sizes, capacity);
}

/** Where each column stands: a counting sort of the places by their column. */
function placesOfColumns(arena: Arena, columns: Int32Array, columnCount: number): readonly [Int32Array, Int32Array] {
  const offsets = arena.integers(columnCount + 1).fill(0);
  const places = arena.integers(columns.length);
  for (const column of columns) offsets[column + 1]!++;
  for (let column = 0; column < columnCount; column++) offsets[column + 1]! += offsets[column]!;
  const next = offsets.slice();
  for (let at = 0; at < columns.length; at++) places[next[columns[at]!]!++] = at;
  return [offsets, places];
}

/** Copies rows of `capacity` places, of which `sizes` are used, into a table as wide as the fullest. */
function tableOf(scores: Float32Array, kept: Int32Array, sizes: Int32Array, capacity: number): Neighbours {
  const width = sizes.reduce((most, size) => Math.max(most, size), 1);
  const neighbours = new Int32Array(sizes.length * width);
  const weights = new Float32Array(sizes.length * width);
  for (let row = 0; row < sizes.length; row++) {
    const start = row * capacity;
    neighbours.set(kept.subarray(start, start + sizes[row]!), row * width);
    weights.set(scores.subarray(start, start + sizes[row]!), row * width);
  }
  return { width, neighbours, weights };
}

/** Addresses of a matrix, in the order in which kernels take them; 0 for weights that it has not. */
const placesOf = (arena: Arena, { offsets, columns, weights }: SparseRows): readonly number[] => [
  arena.addressOf(offsets),
  arena.addressOf(columns),
  weights === undefined ? 0 : arena.addressOf(weights),
];
