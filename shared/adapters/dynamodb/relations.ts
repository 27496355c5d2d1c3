import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RelationReader, Relations } from '../../ports/people.ts';
import { getAll } from './batch-get.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { keptUntil } from './expiry.ts';
import { listKey } from './friend-choices.ts';
import { relationKeys } from './people-keys.ts';

/** @param keptDays - days that a relation is kept after it was last said. */
export const dynamoRelations = (client: DynamoDBDocumentClient, table: string, keptDays: number): Relations => ({
  put: (relation) =>
    putAll(
      client,
      table,
      relationKeys(relation).map((key) => ({ ...key, relation, expiresAt: keptUntil(relation.statedAtMs, keptDays) })),
    ),
  remove: (address) =>
    deleteAll(
      client,
      table,
      relationKeys(address).flatMap((key) => [key, listKey(key.pk)]),
    ),
});

export const dynamoRelationReader = (client: DynamoDBDocumentClient, table: string): RelationReader => ({
  async among(addresses) {
    const sideOf = new Map(addresses.map((address) => [nameOf(relationKeys(address)[0]!), address]));
    const rows = await getAll(
      client,
      table,
      Array.from(sideOf.values(), (address) => relationKeys(address)[0]!),
    );
    return rows.map((row) => sideOf.get(nameOf(row))!);
  },
});

const nameOf = ({ pk, sk }: Readonly<Record<string, unknown>>): string => `${pk} ${sk}`;
