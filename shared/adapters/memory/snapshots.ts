import { NotFoundError } from '../../domain/errors.ts';
import type { CatalogEntry } from '../../domain/item.ts';
import { textColumnOf } from '../../math/text-column.ts';
import type {
  InteractionColumns,
  PartAddress,
  RelationColumns,
  SnapshotManifest,
  SnapshotReader,
  SnapshotWriter,
} from '../../ports/snapshots.ts';

/** Snapshots that are forgotten with the process. */
export function memorySnapshots(): SnapshotWriter & SnapshotReader {
  const manifests = new Map<string, SnapshotManifest>();
  const interactions = new Map<string, InteractionColumns>();
  const items = new Map<string, readonly CatalogEntry[]>();
  const relations = new Map<string, RelationColumns>();
  const flagged = new Map<string, ReadonlySet<string>>();
  const interactionsOf = (snapshotId: string, { bucket, part }: PartAddress) => `${snapshotId}/${bucket}/${part}`;
  const itemsOf = (snapshotId: string, part: number) => `${snapshotId}/${part}`;
  const found = <T>(value: T | undefined, name: string): T => {
    if (value === undefined) throw new NotFoundError(`there is no snapshot or part ${name}`);
    return value;
  };
  return {
    async writeInteractions(snapshotId, address, columns) {
      interactions.set(interactionsOf(snapshotId, address), columns);
    },
    async writeItems(snapshotId, part, rows) {
      items.set(itemsOf(snapshotId, part), rows);
    },
    async writeFlagged(snapshotId, personKeys) {
      flagged.set(snapshotId, new Set(personKeys));
    },
    async writeRelations(snapshotId, columns) {
      relations.set(snapshotId, columns);
    },
    async writeManifest(manifest) {
      manifests.set(manifest.snapshotId, manifest);
    },
    manifest: async (snapshotId) => found(manifests.get(snapshotId), snapshotId),
    readFlagged: async (snapshotId) => flagged.get(snapshotId) ?? new Set(),
    readRelations: async (snapshotId) => relations.get(snapshotId) ?? { from: textColumnOf([]), to: textColumnOf([]) },
    async readInteractions(snapshotId, address) {
      const name = interactionsOf(snapshotId, address);
      return found(interactions.get(name), name);
    },
    async readItems(snapshotId, part) {
      const name = itemsOf(snapshotId, part);
      return found(items.get(name), name);
    },
  };
}
