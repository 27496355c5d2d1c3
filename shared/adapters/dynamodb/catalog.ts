import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ConflictError } from '../../domain/errors.ts';
import type { CatalogEntry, Item } from '../../domain/item.ts';
import { type MachineTexts, stillTrue } from '../../domain/machine-texts.ts';
import type { Catalog, CatalogChanges, CatalogScan } from '../../ports/catalog.ts';
import type { Clock } from '../../ports/system.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { putIf, updateIf } from './write-if.ts';

/** The changes index is spread over this many partitions, so that an import does not meet one partition's limit. */
const SHARD_COUNT = 8;
/** A deletion is kept this long, so that every reader of changes meets it. */
const TOMBSTONE_SECONDS = 30 * 86_400;
const WRITE_ATTEMPTS = 5;

const INDEX = 'changes';

export function dynamoCatalog(client: DynamoDBDocumentClient, table: string, clock: Clock): Catalog {
  const stored = async (itemId: string): Promise<CatalogEntry | undefined> => {
    const answer = await client.send(new GetCommand({ TableName: table, Key: { itemId }, ConsistentRead: true }));
    return answer.Item && entryOf(answer.Item);
  };

  /** One winner a version: the put holds only while the stored version is the one that was read. */
  const change = async (itemId: string, next: (before: CatalogEntry | undefined) => CatalogEntry | undefined) => {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const before = await stored(itemId);
      const entry = next(before);
      if (entry === undefined) return undefined;
      const isMade = await putIf(client, {
        TableName: table,
        Item: rowOf(entry),
        ConditionExpression: before ? 'version = :before' : 'attribute_not_exists(itemId)',
        ...(before && { ExpressionAttributeValues: { ':before': before.version } }),
      });
      if (isMade) return entry;
    }
    throw new ConflictError(`item "${itemId}" was changed by others ${WRITE_ATTEMPTS} times in a row; try again`);
  };

  return {
    async get(itemId) {
      const entry = await stored(itemId);
      return entry?.deleted ? undefined : entry;
    },

    async put(item, expectedVersion) {
      const entry = await change(item.itemId, (before) => {
        const current = before === undefined || before.deleted ? 0 : before.version;
        if (expectedVersion !== undefined && expectedVersion !== current) {
          throw new ConflictError(`item "${item.itemId}" is at version ${current}, not ${expectedVersion}`);
        }
        const version = (before?.version ?? 0) + 1;
        const translated = before && stillTrue(before, item);
        return { item, version, changedAtMs: clock.nowMs(), deleted: false, ...(translated && { translated }) };
      });
      return entry as CatalogEntry;
    },

    async delete(itemId) {
      const entry = await change(itemId, (before) =>
        before === undefined || before.deleted
          ? undefined
          : { ...before, version: before.version + 1, changedAtMs: clock.nowMs(), deleted: true },
      );
      return entry !== undefined;
    },

    layBeside: (itemId, version, locales) => {
      const madeAtMs = clock.nowMs();
      // The index tells readers of it; when the item itself was changed stays what it was.
      return updateIf(client, {
        TableName: table,
        Key: { itemId },
        UpdateExpression:
          'SET translated = :texts, itemChangedAtMs = if_not_exists(itemChangedAtMs, changedAtMs), changedAtMs = :now',
        ConditionExpression: 'version = :version AND deleted = :no',
        ExpressionAttributeValues: {
          ':texts': JSON.stringify({ madeAtMs, locales } satisfies MachineTexts),
          ':now': madeAtMs,
          ':version': version,
          ':no': false,
        },
      });
    },

    async list({ limit, cursor }) {
      const after = decodeCursor(cursor);
      const answer = await client.send(
        new ScanCommand({
          TableName: table,
          Limit: limit,
          ...(after !== undefined && { ExclusiveStartKey: { itemId: after } }),
        }),
      );
      const nextCursor = encodeCursor(answer.LastEvaluatedKey?.['itemId']);
      const entries = (answer.Items ?? []).map(entryOf).filter((entry) => !entry.deleted);
      return { entries, ...(nextCursor && { nextCursor }) };
    },
  };
}

/** Read from the index of changes: one Query a shard and page. */
export function dynamoCatalogChanges(client: DynamoDBDocumentClient, table: string): CatalogChanges {
  return {
    async *since(sinceMs) {
      for (let shard = 0; shard < SHARD_COUNT; shard++) {
        let startKey: Record<string, unknown> | undefined;
        do {
          const answer = await client.send(
            new QueryCommand({
              TableName: table,
              IndexName: INDEX,
              KeyConditionExpression: 'changeShard = :shard AND changedAtMs >= :since',
              ExpressionAttributeValues: { ':shard': shard, ':since': sinceMs },
              ExclusiveStartKey: startKey,
            }),
          );
          if (answer.Items?.length) yield answer.Items.map(entryOf);
          startKey = answer.LastEvaluatedKey;
        } while (startKey !== undefined);
      }
    },
  };
}

export function dynamoCatalogScan(client: DynamoDBDocumentClient, table: string): CatalogScan {
  return {
    async *scan(segment, segmentCount) {
      const input: ScanCommandInput = { TableName: table, Segment: segment, TotalSegments: segmentCount };
      do {
        const answer = await client.send(new ScanCommand(input));
        if (answer.Items?.length) yield answer.Items.map(entryOf);
        input.ExclusiveStartKey = answer.LastEvaluatedKey;
      } while (input.ExclusiveStartKey !== undefined);
    },
  };
}

const rowOf = ({ item, version, changedAtMs, deleted, translated }: CatalogEntry) => ({
  itemId: item.itemId,
  changeShard: shardOf(item.itemId),
  changedAtMs,
  version,
  deleted,
  body: JSON.stringify(item),
  ...(translated && { translated: JSON.stringify(translated) }),
  ...(deleted && { expiresAt: Math.floor(changedAtMs / 1000) + TOMBSTONE_SECONDS }),
});

const entryOf = (row: Record<string, unknown>): CatalogEntry => ({
  item: JSON.parse(String(row['body'])) as Item,
  version: Number(row['version']),
  changedAtMs: Number(row['itemChangedAtMs'] ?? row['changedAtMs']),
  deleted: row['deleted'] === true,
  ...(row['translated'] !== undefined && { translated: JSON.parse(String(row['translated'])) as MachineTexts }),
});

function shardOf(itemId: string): number {
  let sum = 0;
  for (let i = 0; i < itemId.length; i++) sum = (sum * 31 + itemId.charCodeAt(i)) % 65_521;
  return sum % SHARD_COUNT;
}
