import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { partitionOf } from '../../domain/event.ts';
import type { ToldHistory } from '../../ports/contacts.ts';
import { keptUntil } from './expiry.ts';
import { toldKey } from './people-keys.ts';

/** @param historyDays - days that a line is kept. */
export const dynamoToldHistory = (client: DynamoDBDocumentClient, table: string, historyDays: number): ToldHistory => ({
  async append(person, { messageId, atMs, ...told }) {
    const row = {
      pk: partitionOf(person),
      sk: toldKey(atMs, messageId),
      told,
      expiresAt: keptUntil(atMs, historyDays),
    };
    await client.send(new PutCommand({ TableName: table, Item: row }));
  },
});
