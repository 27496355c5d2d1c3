import type { Machine } from './machine.ts';
import type { Work } from './thread-pool.ts';

/** Rows that a thread reads and writes once at a time. */
export const MOVED_ROWS = 2048;
/** For fewer, waking the other threads takes longer than the work. */
const ROWS_WORTH_THREADS = 4096;

export const isWorthThreads = ({ threadCount }: Machine, rowCount: number): boolean =>
  threadCount > 1 && rowCount >= ROWS_WORTH_THREADS;

/** Calls a kernel for all units of work, on all threads where there are rows enough. */
export function runOn(machine: Machine, rowCount: number, kernel: string, work: Work, args: readonly number[]): void {
  if (isWorthThreads(machine, rowCount)) machine.runOnAll(kernel, work, args);
  else machine.runHere(kernel, [0, 0, work.count, ...args]);
}

export const chunksOf = (count: number, chunk: number): number => Math.ceil(count / chunk);
