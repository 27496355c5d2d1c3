import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

/** The sparse index of rows that are due some time: journeys, and held messages in shards of their own. */
const INDEX = 'due';

/** Keys of the rows of a shard that are due, the longest first. */
export async function dueRows(
  client: DynamoDBDocumentClient,
  table: string,
  { shard, nowMs, limit }: { readonly shard: number; readonly nowMs: number; readonly limit: number },
): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: INDEX,
      KeyConditionExpression: 'dueShard = :shard AND dueAtMs <= :now',
      ExpressionAttributeValues: { ':shard': shard, ':now': nowMs },
      Limit: limit,
    }),
  );
  return Items;
}
