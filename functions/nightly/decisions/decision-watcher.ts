import type { LoggedDecision } from '../../../shared/domain/logged-decision.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';

/** Told of everybody for whom something was decided, once the night knows what came of it. */
export interface DecisionWatcher {
  start?(scan: ObservedScan): void | Promise<void>;
  see(person: DecidedPerson): void | Promise<void>;
  /** All were seen. */
  finish?(): Promise<void>;
}

export interface DecidedPerson {
  /** The person’s partition: of a device that belongs to a user, the user’s. */
  readonly owner: string;
  /** Whether what they did may be learnt from (use `train`): else it may be counted and told of nobody. */
  readonly mayLearn: boolean;
  readonly isBot: boolean;
  /** Oldest first. */
  readonly decisions: readonly LoggedDecision[];
}
