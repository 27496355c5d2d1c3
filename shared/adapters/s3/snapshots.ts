import type { S3Client } from '@aws-sdk/client-s3';
import type { Event } from '../../domain/event.ts';
import type { CatalogEntry } from '../../domain/item.ts';
import type { SnapshotManifest, SnapshotReader, SnapshotWriter } from '../../ports/snapshots.ts';
import type { TableCodec } from '../../ports/table-codec.ts';
import { bucketObjects } from './objects.ts';

/** snapshots/<id>/{events,items}/part-<n>.parquet and, once all parts are there, snapshots/<id>/manifest.json */
export function s3Snapshots(client: S3Client, bucket: string, codec: TableCodec): SnapshotWriter & SnapshotReader {
  const objects = bucketObjects(client, bucket);
  const partOf = (snapshotId: string, table: string, index: number): string =>
    `snapshots/${snapshotId}/${table}/part-${String(index).padStart(5, '0')}.parquet`;
  const manifestOf = (snapshotId: string): string => `snapshots/${snapshotId}/manifest.json`;

  return {
    async writeEvents(snapshotId, index, rows) {
      const part = partOf(snapshotId, 'events', index);
      await objects.put(
        part,
        codec.encode({
          personKey: rows.map(({ personKey }) => personKey),
          messageId: rows.map(({ event }) => event.messageId),
          type: rows.map(({ event }) => event.type),
          name: rows.map(({ event }) => event.name ?? ''),
          atMs: rows.map(({ event }) => event.atMs),
          body: rows.map(({ event }) => JSON.stringify(event)),
        }),
      );
      return part;
    },

    async writeItems(snapshotId, index, rows) {
      const part = partOf(snapshotId, 'items', index);
      await objects.put(
        part,
        codec.encode({
          itemId: rows.map(({ item }) => item.itemId),
          version: rows.map(({ version }) => version),
          changedAtMs: rows.map(({ changedAtMs }) => changedAtMs),
          body: rows.map(({ item }) => JSON.stringify(item)),
        }),
      );
      return part;
    },

    async writeManifest(manifest) {
      await objects.put(manifestOf(manifest.snapshotId), JSON.stringify(manifest));
    },

    async manifest(snapshotId) {
      const { bytes } = await objects.get(manifestOf(snapshotId));
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as SnapshotManifest;
    },

    async readEvents(part) {
      const rows = await codec.decode((await objects.get(part)).bytes);
      return rows.map((row) => ({
        personKey: String(row['personKey']),
        event: JSON.parse(String(row['body'])) as Event,
      }));
    },

    async readItems(part) {
      const rows = await codec.decode((await objects.get(part)).bytes);
      return rows.map((row) => ({
        item: JSON.parse(String(row['body'])) as CatalogEntry['item'],
        version: Number(row['version']),
        changedAtMs: Number(row['changedAtMs']),
        deleted: false,
      }));
    },
  };
}
