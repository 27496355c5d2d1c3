import type { RollColumns, RollManifest, RollReader } from '../../../shared/ports/rolls.ts';
import type { PartAddress } from '../../../shared/ports/snapshots.ts';

/** A roll that is being written. */
export interface OpenRoll extends Pick<RollManifest, 'snapshotId' | 'parts' | 'personCount'> {
  readonly rolls: RollReader;
}

/** All parts of it, bucket by bucket. @param features - those that are wanted. */
export async function* partsOf(
  { rolls, snapshotId, parts }: OpenRoll,
  features: readonly string[],
): AsyncGenerator<{ readonly address: PartAddress; readonly columns: RollColumns }> {
  for (const [bucket, count] of parts.entries())
    for (let part = 0; part < count; part++) {
      const address = { bucket, part };
      yield { address, columns: await rolls.readPart(snapshotId, address, features) };
    }
}
