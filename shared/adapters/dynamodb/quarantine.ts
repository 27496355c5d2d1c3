import { createHash } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { QuarantinedEvent } from '../../domain/event.ts';
import { DAY_MS, utcDay } from '../../domain/time.ts';
import type { QuarantineRemoval } from '../../ports/erasure.ts';
import type { Clock } from '../../ports/system.ts';
import type { QuarantineReader, QuarantineReplays, QuarantineWriter } from '../../ports/timeline.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { isKept, keptUntil } from './expiry.ts';
import { QUARANTINED_KEYS, quarantineKey, quarantineSortKey, replayedKey } from './people-keys.ts';
import { queryAll } from './query-all.ts';
import { queryPage } from './query-page.ts';

/** @param quarantineDays - days that a quarantined event is kept. */
export const dynamoQuarantineWriter = (
  client: DynamoDBDocumentClient,
  table: string,
  quarantineDays: number,
): QuarantineWriter => ({
  async append(events) {
    const rows = events.map((event) => ({
      pk: quarantineKey(utcDay(event.receivedAtMs)),
      sk: quarantineSortKey(event.receivedAtMs, event.messageId),
      quarantined: event,
      expiresAt: keptUntil(event.receivedAtMs, quarantineDays),
    }));
    await putAll(client, table, [...new Map(rows.map((row) => [row.sk, row])).values()]);
  },
});

export const dynamoQuarantineReader = (
  client: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
): QuarantineReader => ({
  async list(day, page) {
    const rows = { table, pk: quarantineKey(day), range: QUARANTINED_KEYS, nowMs: clock.nowMs() };
    const { rows: found, ...more } = await queryPage(client, rows, page);
    return { events: found.map((row) => row['quarantined'] as QuarantinedEvent), ...more };
  },
});

/** Days that are looked through at the same time. */
const PARALLEL_DAYS = 8;

/** Looks through every day from which an event may be left. */
export function dynamoQuarantineRemoval(
  client: DynamoDBDocumentClient,
  table: string,
  quarantineDays: number,
  clock: Clock,
): QuarantineRemoval {
  const each = async (concerns: (body: string) => boolean, take: (keys: Key[]) => Promise<void>): Promise<number> => {
    // A day more at both ends: expired rows go late, and clocks differ.
    const days = Array.from({ length: quarantineDays + 3 }, (_, i) => clock.nowMs() + (1 - i) * DAY_MS);
    let count = 0;
    const worker = async () => {
      for (let day = days.pop(); day !== undefined; day = days.pop()) {
        const query = {
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': quarantineKey(utcDay(day)) },
        };
        for await (const rows of queryAll(client, query)) {
          const found = rows.filter(
            ({ quarantined }) => quarantined && concerns((quarantined as QuarantinedEvent).body),
          );
          count += found.length;
          await take(found.map(({ pk, sk }) => ({ pk, sk })));
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_DAYS }, worker));
    return count;
  };
  return {
    erase: (concerns) => each(concerns, (keys) => deleteAll(client, table, keys)),
    count: (concerns) => each(concerns, async () => undefined),
  };
}

/** It outlives the event, and so must not tell what the client wrote. */
const fingerprintOf = (messageId: string): string => createHash('sha256').update(messageId, 'utf8').digest('hex');

type Key = Record<'pk' | 'sk', unknown>;

/** @param quarantineDays - days that a day remembers what left it. */
export function dynamoQuarantineReplays(
  client: DynamoDBDocumentClient,
  table: string,
  quarantineDays: number,
  clock: Clock,
): QuarantineReplays {
  /** Newest first. A day is looked through, since its rows are in the order in which they came. */
  async function* rowsOf(pk: string, messageId: string) {
    const { first, last } = QUARANTINED_KEYS;
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      FilterExpression: 'quarantined.messageId = :id',
      ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last, ':id': messageId },
      ScanIndexForward: false,
    });
    for await (const rows of pages) yield* rows;
  }

  return {
    async find(day, messageId) {
      const pk = quarantineKey(day);
      for await (const row of rowsOf(pk, messageId)) {
        if (isKept(row, clock.nowMs())) return row['quarantined'] as QuarantinedEvent;
      }
      const key = { pk, sk: replayedKey(fingerprintOf(messageId)) };
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item === undefined ? undefined : 'replayed';
    },

    async settle(day, messageId) {
      const pk = quarantineKey(day);
      const expiresAt = keptUntil(clock.nowMs(), quarantineDays);
      // Remembered first: whoever asks in between finds the event still there, and it is taken as the same event.
      await client.send(
        new PutCommand({ TableName: table, Item: { pk, sk: replayedKey(fingerprintOf(messageId)), expiresAt } }),
      );
      for await (const { sk } of rowsOf(pk, messageId)) {
        await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
      }
    },
  };
}
