import { UnavailableError } from '../../domain/errors.ts';
import type { RollColumns, RollManifest, RollReader, RollWriter } from '../../ports/rolls.ts';
import type { PartAddress } from '../../ports/snapshots.ts';

/** Rolls that are forgotten with the process. */
export function memoryRolls(): RollWriter & RollReader {
  const parts = new Map<string, RollColumns>();
  let newest: RollManifest | undefined;
  const nameOf = (snapshotId: string, { bucket, part }: PartAddress) => `${snapshotId}/${bucket}/${part}`;
  return {
    async writePart(snapshotId, address, columns) {
      parts.set(nameOf(snapshotId, address), columns);
    },
    async publish(manifest) {
      newest = manifest;
    },
    newest: async () => newest,
    async readPart(snapshotId, address, features) {
      const found = parts.get(nameOf(snapshotId, address));
      if (found === undefined) throw new UnavailableError('a newer night is taking over', 2);
      const known = features.flatMap((name) => {
        const column = found.features[name];
        return column === undefined ? [] : [[name, column] as const];
      });
      return { ...found, features: Object.fromEntries(known) };
    },
  };
}
