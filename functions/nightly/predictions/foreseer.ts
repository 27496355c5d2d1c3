import type { Prediction } from '../../../shared/domain/prediction.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { PersonState } from '../states/state-watcher.ts';
import type { CardDraft } from '../write-card.ts';

/** Something that is foreseen of people from the states of all. */
export interface Foreseer {
  /** A scan begins: what was gathered in a scan that failed is forgotten. */
  start(scan: ObservedScan): void;
  see(person: PersonState): void;
  /** All were seen: learns from them. What was gathered is forgotten when the next scan begins. */
  learn(): Foreseen;
  /** What is told of the models that were learnt last. */
  cards(): readonly CardDraft[];
}

/** What is foreseen of some people, by partition; of whom nothing is, nothing. */
export type Foreseen = (partitions: readonly string[]) => ReadonlyMap<string, readonly Prediction[]>;
