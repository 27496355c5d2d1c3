import type { JourneyEntry, KeptJourney } from '../domain/journey.ts';

/** Who enters campaigns. */
export interface JourneyEntries {
  /**
   * Begins a journey where the entry’s conditions hold: nobody is on two passages of a campaign at once, and what
   * triggered one passage, or happened before it, triggers no other. Safe to repeat.
   * @param partition - of the person (`partitionOf`).
   * @param dueAtMs - when it is looked at first.
   * @returns whether it began.
   */
  enter(partition: string, entry: JourneyEntry, dueAtMs: number): Promise<boolean>;
}

/** A journey as it lies in the store. */
export interface StoredJourney extends KeptJourney {
  readonly partition: string;
  /** Changes with every write. */
  readonly revision: number;
  /** Absent: it has ended. */
  readonly dueAtMs?: number;
}

/** Where a journey lies. */
export interface JourneyAddress {
  readonly partition: string;
  readonly campaignId: string;
}

export interface Journeys {
  /** Reads what was written last; undefined: there is none, or there is none any more. */
  get(address: JourneyAddress): Promise<StoredJourney | undefined>;
  /**
   * Writes what became of a journey, where it is still as it was read.
   * @param dueAtMs - when it goes on; undefined: it has ended.
   * @returns its new revision; undefined: somebody else has changed it, or it is gone, and stays so.
   */
  put(before: StoredJourney, after: KeptJourney, dueAtMs: number | undefined): Promise<number | undefined>;
  /**
   * Journeys that are due, the longest first; may name some that have gone on a moment ago.
   * @param shard - from 0 to `JOURNEY_SHARDS` − 1.
   */
  due(shard: number, nowMs: number, limit: number): Promise<readonly JourneyAddress[]>;
}

/** Parts of all journeys that can be read at the same time; part of what is stored. */
export const JOURNEY_SHARDS = 16;
