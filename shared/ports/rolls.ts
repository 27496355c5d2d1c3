import type { PersonRecord } from '../domain/person-record.ts';
import type { Segment } from '../domain/segment.ts';
import type { TextColumn } from '../math/text-column.ts';
import type { PartAddress } from './snapshots.ts';

/** What a night found of everybody who may be personalised for, in parts: the roll of that night. */
export interface RollManifest {
  readonly snapshotId: string;
  /** When the night began, in ms since 1970. */
  readonly takenAtMs: number;
  /** Up to when people's events are in it, and what ages are counted from; in ms since 1970. */
  readonly asOfMs: number;
  readonly personCount: number;
  /** By bucket: how many parts it has. Buckets are ranges of places, all of one size. */
  readonly parts: readonly number[];
  /** Absent where nobody may be learnt from. */
  readonly clusters?: RollClusters;
  /** Segments by what was foreseen; their bounds are that night's. */
  readonly predicted?: readonly Segment[];
  /** What became of the shop's segments of lookalikes. */
  readonly lookalikes?: readonly RollLookalikes[];
}

/** A segment of lookalikes in a roll. */
export interface RollLookalikes {
  readonly segmentId: string;
  /** Seeds that were learnt from. */
  readonly seeds: number;
  /** Why nobody is in it; absent: somebody is. */
  readonly because?: string;
}

/** Kinds of people that the night found among all, as it leaves them to the next. */
export interface RollClusters {
  /** Names of the columns that they are told apart by. */
  readonly columns: readonly string[];
  readonly scales: readonly { readonly isLogarithmic: boolean; readonly mean: number; readonly deviation: number }[];
  /** (k, columns), row by row, by the scales. */
  readonly centroids: readonly number[];
  /** Of each cluster the number that it keeps from night to night. */
  readonly numbers: readonly number[];
  /** Of each, what sets it apart. */
  readonly words: readonly string[];
}

/** People, column by column, all of one length. */
export interface RollColumns {
  /** `placeOf` the person, rising. */
  readonly place: Float64Array;
  readonly partition: TextColumn;
  /** ISO 3166, of the newest event that told one; "": none did. Says what silence is taken for. */
  readonly market: TextColumn;
  /**
   * By the names of `PROFILE_COLUMNS` and by `foreseenName`, NaN where nothing is known; by those of `ROLL_COLUMNS`; by
   * `lookalikeColumn` of each segment of lookalikes.
   */
  readonly features: Readonly<Record<string, Float64Array>>;
}

export interface RollWriter {
  writePart(snapshotId: string, address: PartAddress, columns: RollColumns): Promise<void>;
  /** After the parts: from then on it is the newest. */
  publish(manifest: RollManifest): Promise<void>;
}

export interface RollReader {
  /** Undefined: there is none, or the last one is gone. */
  newest(): Promise<RollManifest | undefined>;
  /**
   * @param features - those that are wanted; one that the night did not know is absent.
   * @throws UnavailableError when the roll has just made place for a newer one.
   */
  readPart(snapshotId: string, address: PartAddress, features: readonly string[]): Promise<RollColumns>;
}

/** Who of a roll may still be spoken of. */
export interface ListedPeople {
  /**
   * What is on record of each now, by partition; whoever was erased since, is suppressed or is a device that has become
   * somebody's is not there. Reads what was written last.
   */
  stillThere(partitions: readonly string[]): Promise<ReadonlyMap<string, PersonRecord | undefined>>;
}
