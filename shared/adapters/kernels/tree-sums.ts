import type { RowRange } from '../../math/tree-rows.ts';
import type { HeldRows } from './held-rows.ts';
import type { Machine } from './machine.ts';
import { chunksOf, MOVED_ROWS, runOn } from './rows-on-threads.ts';

/** Rows whose bins, slopes and curvatures a thread gathers at a time. */
const GATHERED_ROWS = 1024;
/** Columns whose bins of a row lie together. */
const BLOCK_COLUMNS = 8;
const MOST_BINS = 256;

/** Sums of some columns of a range, each by one thread. */
export function sumColumns(
  machine: Machine,
  held: HeldRows,
  { from, to }: RowRange,
  columns: Int32Array,
  out: Int32Array,
) {
  const at = machine.memory.addressOf;
  const { rowCount, order, pairs, bins, starts, columnList } = held;
  columnList.set(columns);
  const blocks = columns.length / BLOCK_COLUMNS;
  runOn(machine, (to - from) * blocks, 'sumColumns', { count: columns.length, chunk: 1 }, [
    at(columnList),
    at(order) + 4 * from,
    to - from,
    at(pairs),
    rowCount,
    at(bins),
    at(starts),
    at(out),
  ]);
}

/** Sums of all columns. Bins are turned once they are asked for: a forest asks for some columns at a time. */
export function sumsOfAll(machine: Machine, held: HeldRows): (range: RowRange, out: Int32Array) => void {
  const { memory, threadCount, runHere } = machine;
  const { rowCount, order, pairs, bins, starts } = held;
  const at = memory.addressOf;
  const columnCount = starts.length - 1;
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
  return ({ from, to }, out) => {
    known ??= turned();
    const { binRows, gathered, sums } = known;
    const count = to - from;
    runOn(machine, count * blockCount, 'sumRows', { count: chunksOf(count, GATHERED_ROWS), chunk: 1 }, [
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
