import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import type { Suppressions } from '../../ports/people.ts';
import { getAll } from './batch-get.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { listsRestingOn, onceEach } from './friend-choices.ts';
import { SUPPRESSED_KEY, suppressionKey } from './people-keys.ts';

/** @param hashOf - the keyed hash of a text, with the deployment's secret for suppressions. */
export function dynamoSuppressions(
  client: DynamoDBDocumentClient,
  table: string,
  hashOf: (text: string) => Promise<string>,
): Suppressions {
  const keysOf = async (people: readonly PersonRef[]): Promise<ReadonlyMap<string, string>> => {
    const partitions = [...new Set(people.map(partitionOf))];
    return new Map(await Promise.all(partitions.map(async (pk) => [suppressionKey(await hashOf(pk)), pk] as const)));
  };

  return {
    async among(people) {
      const partitions = await keysOf(people);
      const rows = await getAll(
        client,
        table,
        Array.from(partitions.keys(), (pk) => ({ pk, sk: SUPPRESSED_KEY })),
      );
      return new Set(rows.map((row) => partitions.get(String(row['pk']))!));
    },

    async suppress(people) {
      const rows = Array.from((await keysOf(people)).keys(), (pk) => ({ pk, sk: SUPPRESSED_KEY }));
      await putAll(client, table, rows);
      const lists = await Promise.all(people.map((person) => listsRestingOn(client, table, partitionOf(person))));
      await deleteAll(client, table, [...onceEach(lists.flat())]);
    },

    async release(people) {
      let count = 0;
      for (const pk of (await keysOf(people)).keys()) {
        const { Attributes } = await client.send(
          new DeleteCommand({ TableName: table, Key: { pk, sk: SUPPRESSED_KEY }, ReturnValues: 'ALL_OLD' }),
        );
        if (Attributes !== undefined) count++;
      }
      return count;
    },
  };
}
