import type { CatalogEntry } from '../domain/item.ts';
import type { ScannedEvent } from './timeline.ts';

/** One frozen copy of both tables, in parts; `takenAtMs` is when the scan began. */
export interface SnapshotManifest {
  readonly snapshotId: string;
  readonly takenAtMs: number;
  readonly eventCount: number;
  readonly personCount: number;
  readonly itemCount: number;
  readonly eventParts: readonly string[];
  readonly itemParts: readonly string[];
}

export interface SnapshotWriter {
  /** Writes one part and gives its name. Parts of one snapshot have different indexes. */
  writeEvents(snapshotId: string, index: number, rows: readonly ScannedEvent[]): Promise<string>;
  writeItems(snapshotId: string, index: number, rows: readonly CatalogEntry[]): Promise<string>;
  /** Written last: a snapshot without a manifest does not exist. */
  writeManifest(manifest: SnapshotManifest): Promise<void>;
}

export interface SnapshotReader {
  /** @throws NotFoundError when there is no such complete snapshot. */
  manifest(snapshotId: string): Promise<SnapshotManifest>;
  readEvents(part: string): Promise<readonly ScannedEvent[]>;
  readItems(part: string): Promise<readonly CatalogEntry[]>;
}
