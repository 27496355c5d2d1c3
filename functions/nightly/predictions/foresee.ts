import type { Prediction } from '../../../shared/domain/prediction.ts';
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

/** Has everything foreseen of everybody, and writes what is foreseen of one person as one row, and a card of each model. */
export function foresee({ predictions, cards }: ForeseePorts, foreseers: readonly Foreseer[]): StateWatcher {
  let keptUntilMs = 0;
  let partitions: string[] = [];
  return {
    start(scan) {
      keptUntilMs = scan.takenAtMs + KEPT_DAYS * DAY_MS;
      partitions = [];
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
        if (rows.size > 0) await predictions.put(rows, keptUntilMs);
      }
      partitions = [];
      for (const foreseer of foreseers) for (const card of foreseer.cards()) await writeCard(cards, card);
    },
  };
}
