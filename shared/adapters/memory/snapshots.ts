import { NotFoundError } from '../../domain/errors.ts';
import type { CatalogEntry } from '../../domain/item.ts';
import type { SnapshotManifest, SnapshotReader, SnapshotWriter } from '../../ports/snapshots.ts';
import type { ScannedEvent } from '../../ports/timeline.ts';

/** Snapshots that are forgotten with the process. */
export function memorySnapshots(): SnapshotWriter & SnapshotReader {
  const manifests = new Map<string, SnapshotManifest>();
  const events = new Map<string, readonly ScannedEvent[]>();
  const items = new Map<string, readonly CatalogEntry[]>();
  const found = <T>(value: T | undefined, name: string): T => {
    if (value === undefined) throw new NotFoundError(`there is no snapshot or part ${name}`);
    return value;
  };
  return {
    async writeEvents(snapshotId, index, rows) {
      const part = `${snapshotId}/events/${index}`;
      events.set(part, rows);
      return part;
    },
    async writeItems(snapshotId, index, rows) {
      const part = `${snapshotId}/items/${index}`;
      items.set(part, rows);
      return part;
    },
    async writeManifest(manifest) {
      manifests.set(manifest.snapshotId, manifest);
    },
    manifest: async (snapshotId) => found(manifests.get(snapshotId), snapshotId),
    readEvents: async (part) => found(events.get(part), part),
    readItems: async (part) => found(items.get(part), part),
  };
}
