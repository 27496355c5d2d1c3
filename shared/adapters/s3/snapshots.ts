import type { S3Client } from '@aws-sdk/client-s3';
import { NotFoundError } from '../../domain/errors.ts';
import type { CatalogEntry } from '../../domain/item.ts';
import { textAt, textColumnOf, textsOf } from '../../math/text-column.ts';
import type { SnapshotRemoval } from '../../ports/erasure.ts';
import type { SnapshotManifest, SnapshotReader, SnapshotWriter } from '../../ports/snapshots.ts';
import type { TableCodec } from '../../ports/table-codec.ts';
import { bucketObjects } from './objects.ts';

const INTERACTION_COLUMNS = {
  personKey: 'text',
  itemId: 'text',
  kind: 'text',
  atMs: 'double',
  clientAtMs: 'double',
  messageId: 'text',
  position: 'integer',
} as const;
/** What older snapshots do not have. */
const LATER_COLUMNS = { context: 'integer' } as const;
const COLUMNS = { ...INTERACTION_COLUMNS, ...LATER_COLUMNS };
const COLUMN_NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

/**
 * snapshots/<id>/interactions/bucket=<b>/part-<n>.parquet, snapshots/<id>/items/part-<n>.parquet and, once all parts
 * are there, snapshots/<id>/manifest.json; snapshots/<id>/flagged/part-00000.parquet where bots were looked for,
 * snapshots/<id>/relations/part-00000.parquet where people are related. Folders named by a value are what SQL engines read as a column.
 */
export function s3Snapshots(
  client: S3Client,
  bucket: string,
  codec: TableCodec,
): SnapshotWriter & SnapshotReader & SnapshotRemoval {
  const objects = bucketObjects(client, bucket);
  /** What steps were handed stays for those that are tried again: it has counts and settings, and nothing of people. */
  const allBut = async (snapshotId: string) =>
    (await objects.listEver('snapshots/')).filter(
      ({ key }) => !key.startsWith(`snapshots/${snapshotId}/`) && !key.startsWith('snapshots/steps/'),
    );
  const fileOf = (part: number): string => `part-${String(part).padStart(5, '0')}.parquet`;
  const interactionsOf = (snapshotId: string, at: { readonly bucket: number; readonly part: number }): string =>
    `snapshots/${snapshotId}/interactions/bucket=${at.bucket}/${fileOf(at.part)}`;
  const itemsOf = (snapshotId: string, part: number): string => `snapshots/${snapshotId}/items/${fileOf(part)}`;
  const flaggedOf = (snapshotId: string): string => `snapshots/${snapshotId}/flagged/${fileOf(0)}`;
  const relationsOf = (snapshotId: string): string => `snapshots/${snapshotId}/relations/${fileOf(0)}`;
  const manifestOf = (snapshotId: string): string => `snapshots/${snapshotId}/manifest.json`;

  return {
    async writeInteractions(snapshotId, address, columns) {
      const named = Object.fromEntries(
        COLUMN_NAMES.flatMap((name) => {
          const column = columns[name];
          return column === undefined ? [] : [[name, column]];
        }),
      );
      await objects.put(interactionsOf(snapshotId, address), await codec.encode(named));
    },

    async writeItems(snapshotId, part, rows) {
      await objects.put(
        itemsOf(snapshotId, part),
        await codec.encode({
          itemId: textColumnOf(rows.map(({ item }) => item.itemId)),
          version: Float64Array.from(rows, ({ version }) => version),
          changedAtMs: Float64Array.from(rows, ({ changedAtMs }) => changedAtMs),
          body: textColumnOf(rows.map(({ item }) => JSON.stringify(item))),
          translated: textColumnOf(rows.map(({ translated }) => (translated ? JSON.stringify(translated) : ''))),
        }),
      );
    },

    async writeFlagged(snapshotId, personKeys) {
      await objects.put(flaggedOf(snapshotId), await codec.encode({ personKey: textColumnOf(personKeys) }));
    },

    async writeRelations(snapshotId, { from, to }) {
      await objects.put(relationsOf(snapshotId), await codec.encode({ from, to }));
    },

    async writeManifest(manifest) {
      await objects.put(manifestOf(manifest.snapshotId), JSON.stringify(manifest));
    },

    async manifest(snapshotId) {
      const { bytes } = await objects.get(manifestOf(snapshotId));
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as SnapshotManifest;
    },

    async readFlagged(snapshotId) {
      try {
        const { bytes } = await objects.get(flaggedOf(snapshotId));
        const { personKey } = await codec.decode(bytes, { personKey: 'text' });
        return new Set(textsOf(personKey));
      } catch (error) {
        if (error instanceof NotFoundError) return new Set();
        throw error;
      }
    },

    async readRelations(snapshotId) {
      try {
        const { bytes } = await objects.get(relationsOf(snapshotId));
        return await codec.decode(bytes, { from: 'text', to: 'text' });
      } catch (error) {
        if (error instanceof NotFoundError) return { from: textColumnOf([]), to: textColumnOf([]) };
        throw error;
      }
    },

    async readInteractions(snapshotId, address) {
      const { bytes } = await objects.get(interactionsOf(snapshotId, address));
      return codec.decode(bytes, INTERACTION_COLUMNS, LATER_COLUMNS);
    },

    async readItems(snapshotId, part) {
      const { bytes } = await objects.get(itemsOf(snapshotId, part));
      const { version, changedAtMs, body, translated } = await codec.decode(bytes, ITEM_COLUMNS, LATER_ITEM_COLUMNS);
      return Array.from(version, (ofItem, row) => {
        const texts = translated === undefined ? '' : textAt(translated, row);
        return {
          item: JSON.parse(textAt(body, row)) as CatalogEntry['item'],
          version: ofItem,
          changedAtMs: changedAtMs[row]!,
          deleted: false,
          ...(texts !== '' && { translated: JSON.parse(texts) as NonNullable<CatalogEntry['translated']> }),
        };
      });
    },

    async removeAllBut(snapshotId) {
      const others = await allBut(snapshotId);
      await objects.removeForGood(others);
      return others.length;
    },

    countAllBut: async (snapshotId) => (await allBut(snapshotId)).length,
  };
}

/** What is read of items; their ids are in their bodies too. */
const ITEM_COLUMNS = { version: 'double', changedAtMs: 'double', body: 'text' } as const;
const LATER_ITEM_COLUMNS = { translated: 'text' } as const;
