import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { IdentityLink } from '../../domain/profile.ts';
import type { Identities } from '../../ports/people.ts';
import { ALIAS_KEY, DEVICE_KEYS, personKey } from './people-keys.ts';

export const dynamoIdentities = (client: DynamoDBDocumentClient, table: string): Identities => ({
  async devicesOf(userId) {
    const links: IdentityLink[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': personKey({ userId }),
            ':first': DEVICE_KEYS.first,
            ':last': DEVICE_KEYS.last,
          },
          ConsistentRead: true,
          ExclusiveStartKey: startKey,
        }),
      );
      links.push(...(answer.Items ?? []).map((row) => row['link'] as IdentityLink));
      startKey = answer.LastEvaluatedKey;
    } while (startKey !== undefined);
    return links.sort((a, b) => a.linkedAtMs - b.linkedAtMs || (a.anonymousId < b.anonymousId ? -1 : 1));
  },

  async ownerOf(anonymousId) {
    const { Item } = await client.send(
      new GetCommand({
        TableName: table,
        Key: { pk: personKey({ anonymousId }), sk: ALIAS_KEY },
        ConsistentRead: true,
      }),
    );
    return Item && String(Item['userId']);
  },
});
