import { createHash } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { AccessKey } from '../../domain/access-key.ts';
import type { AccessKeyRegister, AccessKeys } from '../../ports/access-keys.ts';

const PARTITION = 'KEY';

/** Keys are kept as their SHA-256 only: who reads the table cannot use them. */
const fingerprintOf = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

export function dynamoAccessKeys(client: DynamoDBDocumentClient, table: string): AccessKeys & AccessKeyRegister {
  return {
    async find(key) {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: { pk: PARTITION, sk: fingerprintOf(key) } }),
      );
      return answer.Item && describe(answer.Item);
    },

    async add(key, { kind, name }) {
      await client.send(
        new PutCommand({ TableName: table, Item: { pk: PARTITION, sk: fingerprintOf(key), kind, name } }),
      );
    },

    async revoke(key) {
      const answer = await client.send(
        new DeleteCommand({
          TableName: table,
          Key: { pk: PARTITION, sk: fingerprintOf(key) },
          ReturnValues: 'ALL_OLD',
        }),
      );
      return answer.Attributes !== undefined;
    },

    async list() {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': PARTITION },
        }),
      );
      return (answer.Items ?? []).map((row) => ({ ...describe(row), fingerprint: String(row['sk']) }));
    },
  };
}

const describe = (row: Record<string, unknown>): AccessKey => ({
  kind: row['kind'] === 'secret' ? 'secret' : 'write',
  name: String(row['name']),
});
