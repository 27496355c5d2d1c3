import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError, UnavailableError } from '../../domain/errors.ts';
import type { RollManifest, RollReader, RollWriter } from '../../ports/rolls.ts';
import type { PartAddress } from '../../ports/snapshots.ts';
import type { ColumnKinds, TableCodec } from '../../ports/table-codec.ts';
import { bucketObjects } from './objects.ts';

const OWN_COLUMNS = { place: 'double', partition: 'text', market: 'text' } as const;
/** Not among the snapshots: an erasure removes all of those but the newest. */
const NEWEST = 'rolls/newest.json';

/**
 * snapshots/<id>/roll/bucket=<b>/part-<n>.parquet and, once all parts are there, snapshots/<id>/roll/manifest.json;
 * rolls/newest.json names the snapshot. So a roll goes when its snapshot goes.
 */
export function s3Rolls(client: S3Client, bucket: string, codec: TableCodec): RollWriter & RollReader {
  const objects = bucketObjects(client, bucket);
  const partOf = (snapshotId: string, { bucket: at, part }: PartAddress): string =>
    `snapshots/${snapshotId}/roll/bucket=${at}/part-${String(part).padStart(5, '0')}.parquet`;
  const manifestOf = (snapshotId: string): string => `snapshots/${snapshotId}/roll/manifest.json`;
  const read = async (key: string): Promise<unknown> =>
    JSON.parse(Buffer.from((await objects.get(key)).bytes).toString('utf8'));

  return {
    async writePart(snapshotId, address, { features, ...own }) {
      await objects.put(partOf(snapshotId, address), await codec.encode({ ...own, ...features }));
    },

    async publish(manifest) {
      await objects.put(manifestOf(manifest.snapshotId), JSON.stringify(manifest));
      await objects.put(NEWEST, JSON.stringify({ snapshotId: manifest.snapshotId }));
    },

    async newest() {
      try {
        const { snapshotId } = (await read(NEWEST)) as { readonly snapshotId: string };
        return (await read(manifestOf(snapshotId))) as RollManifest;
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },

    async readPart(snapshotId, address, features) {
      const wanted: ColumnKinds = Object.fromEntries(features.map((name) => [name, 'double'] as const));
      const bytes = await objects.get(partOf(snapshotId, address)).then((found) => found.bytes, goneToUnavailable);
      const { place, partition, market } = await codec.decode(bytes, OWN_COLUMNS);
      const known = await codec.decode(bytes, {}, wanted);
      const columns = Object.entries(known).flatMap(([name, column]) =>
        column instanceof Float64Array ? [[name, column] as const] : [],
      );
      return { place, partition, market, features: Object.fromEntries(columns) };
    },
  };
}

function goneToUnavailable(cause: unknown): never {
  if (cause instanceof NotFoundError) throw new UnavailableError('a newer night is taking over', 2, { cause });
  throw cause;
}
