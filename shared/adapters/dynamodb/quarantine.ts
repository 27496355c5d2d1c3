import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { QuarantinedEvent } from '../../domain/event.ts';
import type { QuarantineRemoval } from '../../ports/erasure.ts';
import type { Clock } from '../../ports/system.ts';
import type { QuarantineReader, QuarantineWriter } from '../../ports/timeline.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isKept, keptUntil } from './expiry.ts';
import { quarantineKey, quarantineSortKey } from './people-keys.ts';
import { queryAll } from './query-all.ts';

/** @param quarantineDays - days that a quarantined event is kept. */
export const dynamoQuarantineWriter = (
  client: DynamoDBDocumentClient,
  table: string,
  quarantineDays: number,
): QuarantineWriter => ({
  async append(events) {
    const rows = events.map((event) => ({
      pk: quarantineKey(new Date(event.receivedAtMs).toISOString().slice(0, 10)),
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
  async list(day, { limit, cursor }) {
    const pk = quarantineKey(day);
    const after = decodeCursor(cursor);
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
      }),
    );
    const nextCursor = encodeCursor(answer.LastEvaluatedKey?.['sk']);
    const kept = (answer.Items ?? []).filter((row) => isKept(row, clock.nowMs()));
    const events = kept.map((row) => row['quarantined'] as QuarantinedEvent);
    return { events, ...(nextCursor && { nextCursor }) };
  },
});

const DAY_MS = 86_400_000;
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
          ExpressionAttributeValues: { ':pk': quarantineKey(new Date(day).toISOString().slice(0, 10)) },
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

type Key = Record<'pk' | 'sk', unknown>;
