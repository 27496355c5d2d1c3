import { createHash } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { type AccessKey, DEFAULT_SCOPES, SCOPES } from '../../domain/access-key.ts';
import type { AccessKeyRegister, AccessKeys } from '../../ports/access-keys.ts';
import { updateIf } from './write-if.ts';

const PARTITION = 'KEY';

/** Keys are kept as their SHA-256 only: who reads the table cannot use them. */
const fingerprintOf = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

export function dynamoAccessKeys(client: DynamoDBDocumentClient, table: string): AccessKeys & AccessKeyRegister {
  /** @returns false when there is no such key. */
  const set = (key: string, attribute: 'expiresAtMs' | 'lastUsedDay', value: unknown): Promise<boolean> =>
    updateIf(client, {
      TableName: table,
      Key: { pk: PARTITION, sk: fingerprintOf(key) },
      UpdateExpression: `SET ${attribute} = :value`,
      ExpressionAttributeValues: { ':value': value },
      ConditionExpression: 'attribute_exists(pk)',
    });

  return {
    async find(key) {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: { pk: PARTITION, sk: fingerprintOf(key) } }),
      );
      return answer.Item && describe(answer.Item);
    },

    async noteUse(key, day) {
      await set(key, 'lastUsedDay', day);
    },

    async add(key, description) {
      await client.send(
        new PutCommand({ TableName: table, Item: { pk: PARTITION, sk: fingerprintOf(key), ...description } }),
      );
    },

    expire: (key, atMs) => set(key, 'expiresAtMs', atMs),

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

/** A secret key that was made when there were no scopes has those that a new one gets. */
function describe(row: Readonly<Record<string, unknown>>): AccessKey {
  const kind = row['kind'] === 'secret' ? 'secret' : 'write';
  const kept = row['scopes'];
  const secretScopes = Array.isArray(kept) ? SCOPES.filter((scope) => kept.includes(scope)) : DEFAULT_SCOPES;
  return {
    kind,
    name: String(row['name']),
    scopes: kind === 'secret' ? secretScopes : [],
    ...(typeof row['expiresAtMs'] === 'number' && { expiresAtMs: row['expiresAtMs'] }),
    ...(typeof row['lastUsedDay'] === 'string' && { lastUsedDay: row['lastUsedDay'] }),
  };
}
