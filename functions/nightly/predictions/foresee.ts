import type { Prediction } from '../../../shared/domain/prediction.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { Predictions } from '../../../shared/ports/people.ts';
import type { StateWatcher } from '../states/state-watcher.ts';
import type { Foreseer } from './foreseer.ts';

const WRITTEN_AT_ONCE = 500;
/** Of people who withdraw their consent nothing is told from that moment, and nothing is kept after so many days. */
const KEPT_DAYS = 3;

/** Has everything foreseen of everybody, and writes what is foreseen of one person as one row. */
export function foresee(predictions: Predictions, foreseers: readonly Foreseer[]): StateWatcher {
  let keptUntilMs = 0;
  return {
    start(scan) {
      keptUntilMs = scan.takenAtMs + KEPT_DAYS * DAY_MS;
      for (const foreseer of foreseers) foreseer.start(scan);
    },
    see(person) {
      for (const foreseer of foreseers) foreseer.see(person);
    },
    async finish() {
      const byPerson = new Map<string, readonly Prediction[]>();
      for (const foreseer of foreseers) {
        for (const [partition, foreseen] of foreseer.foresee())
          byPerson.set(partition, [...(byPerson.get(partition) ?? []), ...foreseen]);
      }
      const rows = [...byPerson];
      for (let start = 0; start < rows.length; start += WRITTEN_AT_ONCE)
        await predictions.put(new Map(rows.slice(start, start + WRITTEN_AT_ONCE)), keptUntilMs);
    },
  };
}
