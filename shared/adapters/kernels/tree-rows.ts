import { meanTreeSlopes, scaleOf, scalesOf, wholeOf } from '../../math/plain-tree-rows.ts';
import { type LabelledBins, type RowRange, type Scales, SUMMED_ROWS, type TreeRows } from '../../math/tree-rows.ts';
import { type HeldRows, heldRows } from './held-rows.ts';
import type { Machine } from './machine.ts';
import { chunksOf, isWorthThreads, MOVED_ROWS, runOn } from './rows-on-threads.ts';
import { sumColumns, sumsOfAll } from './tree-sums.ts';

/** Of so many rows it is quicker to sum all columns than most of them one by one. */
const ROWS_WORTH_ALL = 1024;

/** Rows to grow trees from in the memory of the kernels, until that is released: bit by bit what plainTreeRows gives. */
export function kernelTreeRows(machine: Machine, data: LabelledBins, slotCount: number): TreeRows {
  const { memory, runHere } = machine;
  const held = heldRows(machine, data);
  const at = memory.addressOf;
  const binCount = held.starts.at(-1)!;
  const slots = Array.from({ length: slotCount }, () => memory.integers(2 * binCount));
  const sumAll = sumsOfAll(machine, held);
  return {
    startScores: (logOdds) => {
      held.scores.fill(logOdds);
    },
    startLogLossTree: () => startLogLossTree(machine, held),
    startMeanTree: (members) => startMeanTree(held, data, members),
    sum: (slot, range, columns) => {
      const isFew = columns && (2 * columns.length < held.columnList.length || range.to - range.from < ROWS_WORTH_ALL);
      if (!isFew) sumAll(range, slots[slot]!);
      else sumColumns(machine, held, range, columns, slots[slot]!);
    },
    subtract: (from, slot) => {
      runHere('subtractSums', [binCount, at(slots[from]!), at(slots[slot]!)]);
    },
    sumsOf: (slot) => slots[slot]!,
    part: (range, column, goesLeft) => {
      held.goesLeft.set(goesLeft);
      return isWorthThreads(machine, range.to - range.from)
        ? partOnThreads(machine, held, range, column)
        : partHere(machine, held, range, column);
    },
    addToScores: ({ from, to }, logOdds) => {
      const work = { count: chunksOf(to - from, MOVED_ROWS), chunk: 1 };
      const rows = at(held.order) + 4 * from;
      runOn(machine, to - from, 'addToScores', work, [MOVED_ROWS, rows, to - from, at(held.scores), logOdds]);
    },
  };
}

function startLogLossTree(machine: Machine, held: HeldRows): Scales {
  const { rowCount, scores, signedWeights, logLossSums, pairs, order } = held;
  const at = machine.memory.addressOf;
  const work = { count: chunksOf(rowCount, SUMMED_ROWS), chunk: 4 };
  const rows = [SUMMED_ROWS, rowCount, at(scores), at(signedWeights)];
  runOn(machine, rowCount, 'sumLogLoss', work, [...rows, at(logLossSums)]);
  let [slope, curvature] = [0, 0];
  for (let block = 0; block < work.count; block++) {
    slope += logLossSums[2 * block]!;
    curvature += logLossSums[2 * block + 1]!;
  }
  const scales = { slope: scaleOf(slope, rowCount), curvature: scaleOf(curvature, rowCount) };
  runOn(machine, rowCount, 'roundLogLoss', work, [...rows, scales.slope, scales.curvature, at(pairs), at(order)]);
  return scales;
}

/** Without kernels: a forest's trees go many times over the few rows of their nodes, and once over all. */
function startMeanTree({ rowCount, pairs, order }: HeldRows, data: LabelledBins, members: Int32Array): Scales {
  const slopes = meanTreeSlopes(data);
  const scales = scalesOf(members, slopes, data.weights);
  for (let row = 0; row < rowCount; row++) {
    pairs[2 * row] = wholeOf(data.weights[row]!, scales.curvature);
    pairs[2 * row + 1] = wholeOf(slopes[row]!, scales.slope);
  }
  order.set(members);
  return scales;
}

/** What goes left moves to the front in place. */
function partHere({ memory, runHere }: Machine, held: HeldRows, { from, to }: RowRange, column: number): number {
  const { rowCount, order, bins, goesLeft, rights, leftCounts } = held;
  const at = memory.addressOf;
  const count = to - from;
  const rows = at(order) + 4 * from;
  const question = [count, rows, count, at(bins) + column * rowCount, at(goesLeft)];
  runHere('partChunks', [0, 0, 1, ...question, rows, at(rights), at(leftCounts)]);
  const leftCount = leftCounts[0]!;
  order.set(rights.subarray(0, count - leftCount), from + leftCount);
  return leftCount;
}

function partOnThreads({ memory, runOnAll }: Machine, held: HeldRows, { from, to }: RowRange, column: number): number {
  const { rowCount, order, bins, goesLeft, lefts, rights, leftCounts } = held;
  const at = memory.addressOf;
  const work = { count: chunksOf(to - from, MOVED_ROWS), chunk: 1 };
  const rows = [MOVED_ROWS, at(order) + 4 * from, to - from];
  const sides = [at(lefts), at(rights), at(leftCounts)];
  runOnAll('partChunks', work, [...rows, at(bins) + column * rowCount, at(goesLeft), ...sides]);
  let leftCount = 0;
  for (let chunk = 0; chunk <= work.count; chunk++) {
    const count = leftCounts[chunk]!; // what lies behind the last is not used
    leftCounts[chunk] = leftCount;
    leftCount += count;
  }
  runOnAll('joinChunks', work, [...rows, ...sides, work.count]);
  return leftCounts[work.count]!;
}
