import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { QuarantinedEvent } from '../../domain/event.ts';
import type { QuarantineReader, QuarantineWriter } from '../../ports/timeline.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { quarantineKey, quarantineSortKey } from './people-keys.ts';

/** @param quarantineDays - days that a quarantined event is kept. */
export const dynamoQuarantineWriter = (
  client: DynamoDBDocumentClient,
  table: string,
  quarantineDays: number,
): QuarantineWriter => ({
  async append(events) {
    const rows = events.map((event) => ({
      pk: quarantineKey(event.receivedAtMs),
      sk: quarantineSortKey(event.receivedAtMs, event.messageId),
      quarantined: event,
      expiresAt: Math.floor(event.receivedAtMs / 1000) + quarantineDays * 86_400,
    }));
    await putAll(client, table, [...new Map(rows.map((row) => [row.sk, row])).values()]);
  },
});

export const dynamoQuarantineReader = (client: DynamoDBDocumentClient, table: string): QuarantineReader => ({
  async list(day, { limit, cursor }) {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `Q#${day}` },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      }),
    );
    const nextCursor = encodeCursor(answer.LastEvaluatedKey);
    const events = (answer.Items ?? []).map((row) => row['quarantined'] as QuarantinedEvent);
    return { events, ...(nextCursor && { nextCursor }) };
  },
});
