import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Tallies } from '../../ports/tallies.ts';

const PARTITION = 'TALLY';

/** TALLY / <campaignId> of the control table, a number a count: numbers are added by the store, so none is lost. */
export const dynamoTallies = (client: DynamoDBDocumentClient, table: string): Tallies => ({
  async add(campaignId, more) {
    const counts = Object.entries(more);
    if (counts.length === 0) return;
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: PARTITION, sk: campaignId },
        UpdateExpression: `ADD ${counts.map((_, i) => `#n${i} :n${i}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(counts.map(([name], i) => [`#n${i}`, name])),
        ExpressionAttributeValues: Object.fromEntries(counts.map(([, count], i) => [`:n${i}`, count])),
      }),
    );
  },

  async read(campaignId) {
    const { Item = {} } = await client.send(
      new GetCommand({ TableName: table, Key: { pk: PARTITION, sk: campaignId }, ConsistentRead: true }),
    );
    return Object.fromEntries(
      Object.entries(Item).flatMap(([name, count]) => (typeof count === 'number' ? [[name, count] as const] : [])),
    );
  },
});
