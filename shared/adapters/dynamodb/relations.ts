import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Relations } from '../../ports/people.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { keptUntil } from './expiry.ts';
import { relationKeys } from './people-keys.ts';

/** @param keptDays - days that a relation is kept after it was last said. */
export const dynamoRelations = (client: DynamoDBDocumentClient, table: string, keptDays: number): Relations => ({
  put: (relation) =>
    putAll(
      client,
      table,
      relationKeys(relation).map((key) => ({ ...key, relation, expiresAt: keptUntil(relation.statedAtMs, keptDays) })),
    ),
  remove: (address) => deleteAll(client, table, [...relationKeys(address)]),
});
