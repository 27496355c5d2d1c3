import type { Machine } from './machine.ts';
import { chunksOf, MOVED_ROWS, runOn } from './rows-on-threads.ts';

/** The missing bin and the last one have no cut above them. */
const MOST_CUTS = 254;

/** @throws RangeError when there are more cuts than a bin's number tells. */
export function kernelNumberBins(machine: Machine, values: Float64Array, cuts: Float64Array): Uint8Array {
  const { memory } = machine;
  if (cuts.length > MOST_CUTS) throw new RangeError(`cuts: want at most ${MOST_CUTS}, got ${cuts.length}`);
  const ours = memory.doubles(values.length);
  ours.set(values);
  const cutsHere = memory.floats(MOST_CUTS + 1).fill(Infinity);
  cutsHere.set(cuts);
  const bins = memory.bytes(values.length);
  runOn(machine, values.length, 'numberBins', { count: chunksOf(values.length, MOVED_ROWS), chunk: 4 }, [
    MOVED_ROWS,
    ...[memory.addressOf(ours), values.length, memory.addressOf(cutsHere), memory.addressOf(bins)],
  ]);
  return bins;
}
