import type { CatalogEntry } from '../domain/item.ts';
import type { PersonKey } from '../domain/person-key.ts';
import type { TextColumn } from '../math/text-column.ts';

/** One frozen copy of what both tables say, in parts; `takenAtMs` is when the scan began. */
export interface SnapshotManifest {
  readonly snapshotId: string;
  readonly takenAtMs: number;
  /** Events of the people table that may be learnt from, interactions or not. */
  readonly eventCount: number;
  /** Rows of the interaction parts. */
  readonly interactionCount: number;
  readonly personCount: number;
  readonly itemCount: number;
  /** By bucket: how many parts it has. All interactions of a person are in one bucket. */
  readonly interactionParts: readonly number[];
  /** How many parts. */
  readonly itemParts: number;
}

/**
 * What events did to items, column by column, all of one length. A row is one thing that one event did to one item;
 * what an event did to several has as many rows.
 */
export interface InteractionColumns {
  /** Of each row a `PersonKey`. */
  readonly personKey: TextColumn;
  readonly itemId: TextColumn;
  /** An `InteractionKind`. */
  readonly kind: TextColumn;
  /** When it happened by our clock, in ms since 1970. */
  readonly atMs: Float64Array;
  /** Client time and message id, as a pseudonym: what makes an event one event, and orders those of one moment. */
  readonly clientAtMs: Float64Array;
  readonly messageId: TextColumn;
  /** The place among the event's interactions, from 0. */
  readonly position: Int32Array;
  /** `contextCode` of the situation it happened in; absent in snapshots that were taken without: nothing is known. */
  readonly context?: Int32Array;
}

/** Of each row two `PersonKey`s. */
export interface RelationColumns {
  readonly from: TextColumn;
  readonly to: TextColumn;
}

/** Parts of one bucket are numbered from 0. */
export interface PartAddress {
  readonly bucket: number;
  readonly part: number;
}

export interface SnapshotWriter {
  writeInteractions(snapshotId: string, address: PartAddress, columns: InteractionColumns): Promise<void>;
  writeItems(snapshotId: string, part: number, rows: readonly CatalogEntry[]): Promise<void>;
  /** Whom nothing is learnt from. */
  writeFlagged(snapshotId: string, personKeys: readonly PersonKey[]): Promise<void>;
  /** Who knows whom, as many times as it is said; only where anybody does. */
  writeRelations(snapshotId: string, relations: RelationColumns): Promise<void>;
  /** After the parts: a snapshot without a manifest does not exist. */
  writeManifest(manifest: SnapshotManifest): Promise<void>;
}

export interface SnapshotReader {
  /** @throws NotFoundError when there is no such complete snapshot. */
  manifest(snapshotId: string): Promise<SnapshotManifest>;
  /** Whom nothing is learnt from; nobody where none were written. */
  readFlagged(snapshotId: string): Promise<ReadonlySet<string>>;
  /** None where none were written. */
  readRelations(snapshotId: string): Promise<RelationColumns>;
  /** @throws NotFoundError when there is no such part. */
  readInteractions(snapshotId: string, address: PartAddress): Promise<InteractionColumns>;
  /** @throws NotFoundError when there is no such part. */
  readItems(snapshotId: string, part: number): Promise<readonly CatalogEntry[]>;
}
