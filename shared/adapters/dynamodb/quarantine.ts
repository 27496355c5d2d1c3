import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { QuarantinedEvent } from '../../domain/event.ts';
import type { Clock } from '../../ports/system.ts';
import type { QuarantineReader, QuarantineWriter } from '../../ports/timeline.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isKept, keptUntil } from './expiry.ts';
import { quarantineKey, quarantineSortKey } from './people-keys.ts';

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
