import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import type { LinkedRecords } from '../../ports/people.ts';
import { dynamoIdentities } from './identities.ts';
import { dynamoPersonRecords } from './person-records.ts';

export function dynamoLinkedRecords(client: DynamoDBDocumentClient, table: string): LinkedRecords {
  const records = dynamoPersonRecords(client, table);
  const identities = dynamoIdentities(client, table);

  const others = async ({ userId, anonymousId }: PersonRef): Promise<readonly PersonRef[]> => {
    const owner = userId ?? (anonymousId === undefined ? undefined : await identities.ownerOf(anonymousId));
    const devices = owner === undefined ? [] : await identities.devicesOf(owner);
    return [
      ...(owner === undefined ? [] : [{ userId: owner }]),
      ...(anonymousId === undefined ? [] : [{ anonymousId }]),
      ...devices.map((link) => ({ anonymousId: link.anonymousId })),
    ];
  };

  return {
    async update(person, change) {
      const changed = await records.update(person, change);
      const rest = new Map((await others(person)).map((other) => [partitionOf(other), other]));
      rest.delete(partitionOf(person));
      for (const other of rest.values()) await records.update(other, change);
      return changed;
    },
  };
}
