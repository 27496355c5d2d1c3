import type { Prediction } from '../../../shared/domain/prediction.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { PersonState } from '../states/state-watcher.ts';

/** Something that is foreseen of people from the states of all. */
export interface Foreseer {
  /** A scan begins: what was gathered in a scan that failed is forgotten. */
  start(scan: ObservedScan): void;
  see(person: PersonState): void;
  /** By partition; of whom nothing is foreseen, nothing. What was gathered is forgotten. */
  foresee(): ReadonlyMap<string, readonly Prediction[]>;
}
