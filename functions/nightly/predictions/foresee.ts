import {
  foreseenName,
  foreseenNumbers,
  type Prediction,
  RULED_PREDICTIONS,
} from '../../../shared/domain/prediction.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { ModelCards } from '../../../shared/ports/model-cards.ts';
import type { Predictions } from '../../../shared/ports/people.ts';
import type { StateWatcher } from '../states/state-watcher.ts';
import { writeCard } from '../write-card.ts';
import type { Foreseer } from './foreseer.ts';

const WRITTEN_AT_ONCE = 500;
/** Of people who withdraw their consent nothing is told from that moment, and nothing is kept after so many days. */
const KEPT_DAYS = 3;

export interface ForeseePorts {
  readonly predictions: Predictions;
  readonly cards: Pick<ModelCards, 'write'>;
}

/** What was foreseen as numbers, by the names that rules have for them. Known until the next scan begins. */
export interface Foresight extends StateWatcher {
  names(): readonly string[];
  /** Of a person, by `names`; NaN: it is not foreseen of them. */
  numbersOf(partition: string): Float64Array;
}

/** Those that people may have; of which categories buying is foreseen, the first of them tell. */
const NAMES = RULED_PREDICTIONS.filter((prediction) => prediction !== 'category-purchase').map((one) =>
  foreseenName(one),
);

/** Has everything foreseen of everybody, and writes what is foreseen of one person as one row, and a card of each model. */
export function foresee({ predictions, cards }: ForeseePorts, foreseers: readonly Foreseer[]): Foresight {
  let keptUntilMs = 0;
  let partitions: string[] = [];
  let names: readonly string[] = NAMES;
  let rowOf = new Map<string, number>();
  let numbers = new Float64Array(0);

  const open = (first: Iterable<readonly Prediction[]>): void => {
    names = [...new Set([...NAMES, ...[...first].flatMap((ofPerson) => [...foreseenNumbers(ofPerson).keys()])])];
    numbers = new Float64Array(partitions.length * names.length).fill(Number.NaN);
  };
  const note = (partition: string, foreseen: readonly Prediction[]): void => {
    const known = foreseenNumbers(foreseen);
    const row = rowOf.size;
    rowOf.set(partition, row);
    for (const [at, name] of names.entries()) numbers[row * names.length + at] = known.get(name) ?? Number.NaN;
  };

  return {
    names: () => names,
    numbersOf(partition) {
      const row = rowOf.get(partition);
      if (row === undefined) return new Float64Array(names.length).fill(Number.NaN);
      return numbers.subarray(row * names.length, (row + 1) * names.length);
    },
    start(scan) {
      keptUntilMs = scan.takenAtMs + KEPT_DAYS * DAY_MS;
      partitions = [];
      names = NAMES;
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
      for (let start = 0; start < partitions.length; start += WRITTEN_AT_ONCE) {
        const rows = new Map<string, readonly Prediction[]>();
        const some = partitions.slice(start, start + WRITTEN_AT_ONCE);
        for (const foreseen of learnt)
          for (const [partition, ofPerson] of foreseen(some))
            rows.set(partition, [...(rows.get(partition) ?? []), ...ofPerson]);
        if (start === 0) open(rows.values());
        for (const [partition, ofPerson] of rows) note(partition, ofPerson);
        if (rows.size > 0) await predictions.put(rows, keptUntilMs);
      }
      partitions = [];
      for (const foreseer of foreseers) for (const card of foreseer.cards()) await writeCard(cards, card);
    },
  };
}
