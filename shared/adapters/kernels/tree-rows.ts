import { binStarts, meanTreeSlopes, scaleOf, scalesOf, wholeOf } from '../../math/plain-tree-rows.ts';
import { type LabelledBins, type RowRange, SUMMED_ROWS, type TreeRows } from '../../math/tree-rows.ts';
import type { Machine } from './machine.ts';

/** Rows whose slopes and curvatures a thread gathers at a time. */
const GATHERED_ROWS = 1024;
/** Rows that a thread parts, or adds to, at a time. */
const MOVED_ROWS = 2048;
/** For so few rows waking the other threads takes longer than the work. */
const ROWS_WORTH_THREADS = 4096;
/** Columns whose bins of a row lie together. */
const BLOCK_COLUMNS = 8;
const MOST_BINS = 256;
/** The missing bin and the last one have no cut above them. */
const MOST_CUTS = MOST_BINS - 2;

/** Rows to grow trees from in the memory of the kernels, until that is released: bit by bit what plainTreeRows gives. */
export function kernelTreeRows(machine: Machine, data: LabelledBins, slotCount: number): TreeRows {
  const { memory, runHere } = machine;
  const { rowCount, binCounts, isPositive, weights } = data;
  const evenCount = rowCount + (rowCount & 1); // some kernels take two rows at a time
  const starts = copied(memory.integers(binCounts.length + 1), binStarts(binCounts));
  const binCount = starts[binCounts.length]!;
  const slots = Array.from({ length: slotCount }, () => memory.integers(2 * binCount));
  const bins = copied(memory.bytes(data.bins.length), data.bins);
  const scores = memory.doubles(evenCount).fill(0);
  const signedWeights = memory.doubles(evenCount).fill(0);
  for (let row = 0; row < rowCount; row++) signedWeights[row] = isPositive[row] === 1 ? -weights[row]! : weights[row]!;
  const pairs = memory.integers(2 * evenCount);
  const order = memory.integers(evenCount);
  const [lefts, rights] = [memory.integers(rowCount), memory.integers(rowCount)];
  const chunkStarts = memory.integers(chunksOf(rowCount, MOVED_ROWS) + 1);
  const goesLeftHere = memory.bytes(MOST_BINS);
  const columnList = memory.integers(binCounts.length);
  const logLossSums = memory.doubles(2 * chunksOf(rowCount, SUMMED_ROWS));
  const sumAll = sumsOfAll(machine, { rowCount, columnCount: binCounts.length, bins, order, pairs, starts });
  const at = memory.addressOf;
  const placeOf = (place: number) => at(order) + 4 * place;

  return {
    startScores: (logOdds) => {
      scores.fill(logOdds);
    },
    startLogLossTree: () => {
      const work = { count: chunksOf(rowCount, SUMMED_ROWS), chunk: 4 };
      runOn(machine, rowCount, 'sumLogLoss', work, [
        SUMMED_ROWS,
        rowCount,
        at(scores),
        at(signedWeights),
        at(logLossSums),
      ]);
      let [slope, curvature] = [0, 0];
      for (let block = 0; block < work.count; block++) {
        slope += logLossSums[2 * block]!;
        curvature += logLossSums[2 * block + 1]!;
      }
      const scales = { slope: scaleOf(slope, rowCount), curvature: scaleOf(curvature, rowCount) };
      runOn(machine, rowCount, 'roundLogLoss', work, [
        SUMMED_ROWS,
        rowCount,
        at(scores),
        at(signedWeights),
        scales.slope,
        scales.curvature,
        at(pairs),
        at(order),
      ]);
      return scales;
    },
    startMeanTree: (members) => {
      const slopes = meanTreeSlopes(data);
      const scales = scalesOf(members, slopes, weights);
      for (let row = 0; row < rowCount; row++) {
        pairs[2 * row] = wholeOf(weights[row]!, scales.curvature);
        pairs[2 * row + 1] = wholeOf(slopes[row]!, scales.slope);
      }
      order.set(members);
      return scales;
    },
    sum: (slot, { from, to }, columns) => {
      const sums = slots[slot]!;
      if (columns === undefined) return sumAll({ from, to }, sums);
      columnList.set(columns);
      runOn(machine, ((to - from) * columns.length) / 12, 'sumColumns', { count: columns.length, chunk: 1 }, [
        at(columnList),
        placeOf(from),
        to - from,
        at(pairs),
        rowCount,
        at(bins),
        at(starts),
        at(sums),
      ]);
    },
    subtract: (from, slot) => {
      runHere('subtractSums', [binCount, at(slots[from]!), at(slots[slot]!)]);
    },
    sumsOf: (slot) => slots[slot]!,
    part: ({ from, to }, column, goesLeft) => {
      goesLeftHere.set(goesLeft);
      const rows = placeOf(from);
      const count = to - from;
      const question = [at(bins) + column * rowCount, at(goesLeftHere)];
      if (machine.threadCount === 1 || count < ROWS_WORTH_THREADS) {
        const found = [rows, at(rights), at(chunkStarts)]; // what goes left stays in place
        runHere('partChunks', [0, 0, 1, count, rows, count, ...question, ...found]);
        const leftCount = chunkStarts[0]!;
        order.set(rights.subarray(0, count - leftCount), from + leftCount);
        return leftCount;
      }
      const work = { count: chunksOf(count, MOVED_ROWS), chunk: 1 };
      const found = [at(lefts), at(rights), at(chunkStarts)];
      machine.runOnAll('partChunks', work, [MOVED_ROWS, rows, count, ...question, ...found]);
      const leftCount = runningSums(chunkStarts, work.count);
      machine.runOnAll('joinChunks', work, [MOVED_ROWS, rows, count, ...found, work.count]);
      return leftCount;
    },
    addToScores: ({ from, to }, logOdds) => {
      const work = { count: chunksOf(to - from, MOVED_ROWS), chunk: 1 };
      runOn(machine, to - from, 'addToScores', work, [MOVED_ROWS, placeOf(from), to - from, at(scores), logOdds]);
    },
  };
}

/** @throws RangeError when there are more cuts than a bin's number tells. */
export function kernelNumberBins(machine: Machine, values: Float64Array, cuts: Float64Array): Uint8Array {
  const { memory } = machine;
  if (cuts.length > MOST_CUTS) throw new RangeError(`cuts: want at most ${MOST_CUTS}, got ${cuts.length}`);
  const ours = memory.doubles(values.length);
  ours.set(values);
  const cutsHere = memory.floats(MOST_BINS - 1).fill(Infinity);
  cutsHere.set(cuts);
  const bins = memory.bytes(values.length);
  const work = { count: chunksOf(values.length, MOVED_ROWS), chunk: 4 };
  runOn(machine, values.length, 'numberBins', work, [
    MOVED_ROWS,
    ...[memory.addressOf(ours), values.length, memory.addressOf(cutsHere), memory.addressOf(bins)],
  ]);
  return bins;
}

interface SummedRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly bins: Uint8Array;
  readonly order: Int32Array;
  readonly pairs: Int32Array;
  readonly starts: Int32Array;
}

/** Sums of all columns. Bins are turned once they are asked for: a forest asks for some columns at a time. */
function sumsOfAll(machine: Machine, { rowCount, columnCount, bins, order, pairs, starts }: SummedRows) {
  const { memory, threadCount, runHere } = machine;
  const at = memory.addressOf;
  const blockCount = chunksOf(columnCount, BLOCK_COLUMNS);
  const turned = () => {
    const binRows = memory.bytes(blockCount * BLOCK_COLUMNS * rowCount).fill(0);
    const work = { count: chunksOf(rowCount, MOVED_ROWS), chunk: 1 };
    runOn(machine, rowCount, 'turnBins', work, [MOVED_ROWS, rowCount, columnCount, at(bins), blockCount, at(binRows)]);
    const gathered = memory.integers(threadCount * (1 + blockCount) * GATHERED_ROWS * 2);
    const sums = memory.integers(threadCount * blockCount * BLOCK_COLUMNS * MOST_BINS * 2).fill(0);
    return { binRows, gathered, sums };
  };
  let known: ReturnType<typeof turned> | undefined;
  return ({ from, to }: RowRange, out: Int32Array): void => {
    known ??= turned();
    const { binRows, gathered, sums } = known;
    const count = to - from;
    runOn(machine, count, 'sumRows', { count: chunksOf(count, GATHERED_ROWS), chunk: 4 }, [
      GATHERED_ROWS,
      at(order) + 4 * from,
      count,
      at(pairs),
      at(binRows),
      blockCount,
      at(gathered),
      at(sums),
    ]);
    runHere('mergeSums', [threadCount, blockCount, columnCount, at(starts), at(sums), at(out)]);
  };
}

/** On all threads where there is enough to do. */
function runOn(
  { threadCount, runOnAll, runHere }: Machine,
  rowCount: number,
  kernel: string,
  work: { readonly count: number; readonly chunk: number },
  args: readonly number[],
): void {
  if (threadCount > 1 && rowCount >= ROWS_WORTH_THREADS) runOnAll(kernel, work, args);
  else runHere(kernel, [0, 0, work.count, ...args]);
}

const chunksOf = (count: number, chunk: number): number => Math.ceil(count / chunk);

function copied<T extends Int32Array | Uint8Array>(into: T, from: T): T {
  into.set(from);
  return into;
}

/** Turns counts into how many come before each, and their sum behind the last; returns that. */
function runningSums(counts: Int32Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const count = counts[i]!;
    counts[i] = sum;
    sum += count;
  }
  counts[length] = sum;
  return sum;
}
