import type { ScannedPerson } from '../../../shared/ports/timeline.ts';

/** A reading of the people table of its own, for which the night's one scan serves too. */
export interface ScanObserver {
  /** A scan begins: what was gathered in a scan that failed is forgotten. */
  start?(scan: ObservedScan): void | Promise<void>;
  /**
   * Every person of the table who is not suppressed, or a part of one with many events, before anything is left out for
   * want of consent. The parts of one partition come one after another, those of other partitions perhaps in between.
   */
  see(person: ScannedPerson): void | Promise<void>;
  /**
   * Every part with decisions, of people who are not suppressed. Decisions of one partition come before its events, the
   * oldest first.
   */
  seeDecided?(person: DecidedPart): void | Promise<void>;
  /** Every part with journeys, of people who are not suppressed, after the events of the partition. */
  seeJourneys?(person: JourneyPart): void | Promise<void>;
  /** Every part with what people were told, of people who are not suppressed. */
  seeTold?(person: ToldPart): void | Promise<void>;
  /** All were seen, and the snapshot is complete. */
  finish?(): Promise<void>;
}

export type DecidedPart = ScannedPerson & Required<Pick<ScannedPerson, 'decisions'>>;

export type JourneyPart = ScannedPerson & Required<Pick<ScannedPerson, 'journeys'>>;

export type ToldPart = ScannedPerson & Required<Pick<ScannedPerson, 'told'>>;

export interface ObservedScan {
  readonly snapshotId: string;
  /** When the scan began. */
  readonly takenAtMs: number;
}
