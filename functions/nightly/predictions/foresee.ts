import { FORESEEN_NAMES, foreseenNumber, type Prediction } from '../../../shared/domain/prediction.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { Predictions } from '../../../shared/ports/people.ts';
import type { StateWatcher } from '../states/state-watcher.ts';
import type { Foreseer } from './foreseer.ts';

const WRITTEN_AT_ONCE = 500;
/** Of people who withdraw their consent nothing is told from that moment, and nothing is kept after so many days. */
const KEPT_DAYS = 3;

export interface Foresight extends StateWatcher {
  /** What was foreseen of a person as numbers, by FORESEEN_NAMES; NaN: nothing. Known until the next scan begins. */
  numbersOf(partition: string): Float64Array;
}

const WIDTH = FORESEEN_NAMES.length;
const NOTHING = new Float64Array(WIDTH).fill(Number.NaN);

/** Has everything foreseen of everybody, and writes what is foreseen of one person as one row. */
export function foresee(predictions: Predictions, foreseers: readonly Foreseer[]): Foresight {
  let keptUntilMs = 0;
  let partitions: string[] = [];
  let rowOf = new Map<string, number>();
  let numbers = new Float64Array(0);

  const note = (partition: string, foreseen: readonly Prediction[]): void => {
    const row = rowOf.size;
    rowOf.set(partition, row);
    for (const [at, name] of FORESEEN_NAMES.entries()) numbers[row * WIDTH + at] = foreseenNumber(foreseen, name);
  };

  return {
    numbersOf(partition) {
      const row = rowOf.get(partition);
      return row === undefined ? NOTHING : numbers.subarray(row * WIDTH, (row + 1) * WIDTH);
    },
    start(scan) {
      keptUntilMs = scan.takenAtMs + KEPT_DAYS * DAY_MS;
      partitions = [];
      rowOf = new Map();
      numbers = new Float64Array(0);
      for (const foreseer of foreseers) foreseer.start(scan);
    },
    see(person) {
      partitions.push(person.partition);
      for (const foreseer of foreseers) foreseer.see(person);
    },
    async finish() {
      const learnt = foreseers.map((foreseer) => foreseer.learn());
      numbers = new Float64Array(partitions.length * WIDTH);
      for (let start = 0; start < partitions.length; start += WRITTEN_AT_ONCE) {
        const rows = new Map<string, readonly Prediction[]>();
        const some = partitions.slice(start, start + WRITTEN_AT_ONCE);
        for (const foreseen of learnt)
          for (const [partition, ofPerson] of foreseen(some))
            rows.set(partition, [...(rows.get(partition) ?? []), ...ofPerson]);
        for (const [partition, ofPerson] of rows) note(partition, ofPerson);
        if (rows.size > 0) await predictions.put(rows, keptUntilMs);
      }
      partitions = [];
    },
  };
}
