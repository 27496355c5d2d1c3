import type {
  Kernels,
  LeastSquares,
  NearestColumns,
  NearestInOrder,
  Neighbours,
  Workspace,
} from '../../math/kernels.ts';
import { rowCountOf, type SparseRows } from '../../math/sparse-rows.ts';
import { kernelEmbeddingRows } from './embedding-rows.ts';
import { KERNEL_BINARY } from './kernel-binary.ts';
import type { Machine } from './machine.ts';
import { kernelNumberBins } from './number-bins.ts';
import { openThreadPool } from './thread-pool.ts';
import { kernelTreeRows } from './tree-rows.ts';
import { openWorkspaceMemory, type WorkspaceMemory } from './workspace-memory.ts';

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
  const memory = openWorkspaceMemory();
  const module = new WebAssembly.Module(Buffer.from(KERNEL_BINARY, 'base64'));
  const pool = openThreadPool(module, memory.wasm, threadCount);
  const machine: Machine = { memory, threadCount, runOnAll: pool.runOnAll, runHere: pool.runHere };
  const within = <T>(work: () => T): T => {
    const mark = memory.mark();
    try {
      return work();
    } finally {
      memory.release(mark);
    }
  };
  const workspace: Workspace = {
    floats: (length) => memory.floats(length).fill(0),
    rowsOf: (matrix) => copy(memory, matrix),
    transposed: (matrix) => transposed(machine, matrix),
    gram: (factors, stride) => within(() => gram(machine, factors, stride)),
    rotate: (rows, matrix, stride) => within(() => rotate(machine, rows, matrix, stride)),
    leastSquares: (problem) => within(() => leastSquares(machine, problem)),
    nearestColumns: (question) => within(() => nearestColumns(machine, question)),
    numberBins: (values, cuts) => kernelNumberBins(machine, values, cuts),
    treeRows: (data, slotCount) => kernelTreeRows(machine, data, slotCount),
    embeddingRows: (start) => kernelEmbeddingRows(machine, start),
    nearestInOrder: (question) => within(() => nearestInOrder(machine, question)),
  };
  return { within: (work) => within(() => work(workspace)), hold: holdOf(memory, workspace), close: pool.close };
}

/** Memory is given back in the order in which it was taken, so one piece of work that waits holds up the next. */
function holdOf(memory: WorkspaceMemory, workspace: Workspace): Kernels['hold'] {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const held = before.then(async () => {
      const mark = memory.mark();
      try {
        return await work(workspace);
      } finally {
        memory.release(mark);
      }
    });
    before = held.catch(() => undefined); // whoever holds it hears of it
    return held;
  };
}

function copy(memory: WorkspaceMemory, { columnCount, offsets, columns, weights }: SparseRows): SparseRows {
  const ours = {
    columnCount,
    offsets: memory.integers(offsets.length),
    columns: memory.integers(columns.length),
    weights: weights && memory.floats(weights.length),
  };
  ours.offsets.set(offsets);
  ours.columns.set(columns);
  if (weights) ours.weights?.set(weights);
  return ours;
}

function transposed({ memory, runHere }: Machine, matrix: SparseRows): SparseRows {
  const { columnCount, columns, weights } = matrix;
  const rowCount = rowCountOf(matrix);
  const out = {
    columnCount: rowCount,
    offsets: memory.integers(columnCount + 1).fill(0),
    columns: memory.integers(columns.length),
    weights: weights && memory.floats(weights.length),
  };
  const mark = memory.mark();
  const cursors = memory.integers(columnCount);
  runHere('transpose', [
    rowCount,
    columnCount,
    ...placesOf(memory, matrix),
    ...placesOf(memory, out),
    memory.addressOf(cursors),
  ]);
  memory.release(mark);
  return out;
}

function gram({ memory, runOnAll }: Machine, factors: Float32Array, stride: number): Float64Array {
  const size = stride * stride;
  const partials = memory.floats(GRAM_BLOCKS * size).fill(0);
  const rowCount = factors.length / stride;
  runOnAll('gramBlocks', { count: GRAM_BLOCKS, chunk: 1 }, [
    memory.addressOf(factors),
    rowCount,
    stride * 4,
    GRAM_BLOCKS,
    memory.addressOf(partials),
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
  { memory, threadCount, runOnAll }: Machine,
  rows: Float32Array,
  matrix: Float32Array,
  stride: number,
): void {
  const rowCount = rows.length / stride;
  runOnAll('rotateBlocks', { count: Math.ceil(rowCount / 4), chunk: CHUNK }, [
    memory.addressOf(rows),
    rowCount,
    memory.addressOf(matrix),
    stride * 4,
    memory.addressOf(memory.floats(threadCount * 4 * stride)),
  ]);
}

function leastSquares({ memory, threadCount, runOnAll }: Machine, problem: LeastSquares): void {
  const { matrix, weightScale, pull, factors, base, ridges, solved, stride, stepCount } = problem;
  const scratch = memory.floats(threadCount * 6 * stride);
  const tables = [factors, base, ridges, solved].map(memory.addressOf);
  const [factorsAt, baseAt, ridgesAt, solvedAt] = tables as [number, number, number, number];
  runOnAll('leastSquares', { count: rowCountOf(matrix), chunk: CHUNK }, [
    ...placesOf(memory, matrix),
    weightScale,
    pull,
    factorsAt,
    baseAt,
    ridgesAt,
    solvedAt,
    stride * 4,
    stepCount,
    memory.addressOf(scratch),
  ]);
}

function nearestColumns(machine: Machine, question: NearestColumns): Neighbours {
  const { memory, threadCount, runOnAll } = machine;
  const { matrix, rowScales, columnScales, outScales, neighbourCount } = question;
  const { columnCount } = matrix;
  const capacity = Math.max(1, Math.min(neighbourCount, columnCount - 1));
  const columns = transposed(machine, matrix);
  const laneLength = Math.ceil(columnCount / 16) * 16;
  const scales = memory.floats(laneLength).fill(0);
  scales.set(columnScales);
  const scores = memory.floats(columnCount * capacity);
  const kept = memory.integers(columnCount * capacity);
  const sizes = memory.integers(columnCount);
  const sums = memory.floats(threadCount * (laneLength + 16)).fill(0);
  runOnAll('nearestColumns', { count: columnCount, chunk: CHUNK }, [
    columnCount,
    ...placesOf(memory, matrix),
    ...placesOf(memory, columns),
    ...[rowScales, scales, outScales].map(memory.addressOf),
    capacity,
    ...[scores, kept, sizes, sums].map(memory.addressOf),
  ]);
  return tableOf(scores, kept, sizes, capacity);
}

function nearestInOrder({ memory, threadCount, runOnAll }: Machine, question: NearestInOrder): Neighbours {
  const { columnCount, neighbourCount, maxDistance, kindCount, repeatWeight } = question;
  const capacity = Math.max(1, Math.min(neighbourCount, columnCount));
  const offsets = memory.integers(question.offsets.length);
  const columns = memory.integers(question.columns.length);
  const kinds = memory.bytes(question.kinds.length);
  offsets.set(question.offsets);
  columns.set(question.columns);
  kinds.set(question.kinds);
  const histories = memory.integers(columns.length);
  for (let u = 0; u + 1 < offsets.length; u++) histories.fill(u, offsets[u]!, offsets[u + 1]!);
  const [placeOffsets, places] = placesOfColumns(memory, columns, columnCount);
  const doubles = (values: Float64Array): Float64Array => {
    const copied = memory.doubles(values.length);
    copied.set(values);
    return copied;
  };
  const weights = doubles(question.pairWeights);
  const [columnScales, outScales] = [question.columnScales, question.outScales].map(doubles) as [
    Float64Array,
    Float64Array,
  ];
  const scores = memory.floats(columnCount * capacity);
  const kept = memory.integers(columnCount * capacity);
  const sizes = memory.integers(columnCount);
  const sums = memory.doubles(threadCount * columnCount).fill(0);
  const touched = memory.integers(threadCount * (columnCount + 1));
  const heaps = memory.doubles(threadCount * capacity);
  runOnAll('nearestInOrder', { count: columnCount, chunk: CHUNK }, [
    columnCount,
    ...[offsets, columns, kinds, histories, placeOffsets, places].map(memory.addressOf),
    maxDistance,
    kindCount,
    memory.addressOf(weights),
    repeatWeight,
    ...[columnScales, outScales].map(memory.addressOf),
    capacity,
    ...[scores, kept, sizes, sums, touched, heaps].map(memory.addressOf),
  ]);
  return tableOf(scores, kept, sizes, capacity);
}

/** Where each column stands: a counting sort of the places by their column. */
function placesOfColumns(
  memory: WorkspaceMemory,
  columns: Int32Array,
  columnCount: number,
): readonly [Int32Array, Int32Array] {
  const offsets = memory.integers(columnCount + 1).fill(0);
  const places = memory.integers(columns.length);
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
const placesOf = (memory: WorkspaceMemory, { offsets, columns, weights }: SparseRows): readonly number[] => [
  memory.addressOf(offsets),
  memory.addressOf(columns),
  weights === undefined ? 0 : memory.addressOf(weights),
];
