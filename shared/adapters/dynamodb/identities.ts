import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { partitionOf } from '../../domain/event.ts';
import type { IdentityLink } from '../../domain/identity-link.ts';
import type { Identities } from '../../ports/people.ts';
import { ALIAS_KEY, DEVICE_KEYS } from './people-keys.ts';
import { queryAll } from './query-all.ts';

export const dynamoIdentities = (client: DynamoDBDocumentClient, table: string): Identities => ({
  async devicesOf(userId) {
    const links: IdentityLink[] = [];
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': partitionOf({ userId }),
        ':first': DEVICE_KEYS.first,
        ':last': DEVICE_KEYS.last,
      },
    });
    for await (const rows of pages) links.push(...rows.map((row) => row['link'] as IdentityLink));
    return links.sort((a, b) => a.linkedAtMs - b.linkedAtMs || (a.anonymousId < b.anonymousId ? -1 : 1));
  },

  async ownerOf(anonymousId) {
    const { Item } = await client.send(
      new GetCommand({
        TableName: table,
        Key: { pk: partitionOf({ anonymousId }), sk: ALIAS_KEY },
        ConsistentRead: true,
      }),
    );
    return Item && String(Item['userId']);
  },
});
