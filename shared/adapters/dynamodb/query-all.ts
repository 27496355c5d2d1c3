import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

type Row = Readonly<Record<string, unknown>>;

/** Every row that a query finds, a page at a time, as they were written last. */
export async function* queryAll(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): AsyncGenerator<readonly Row[]> {
  let startKey: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(new QueryCommand({ ...query, ConsistentRead: true, ExclusiveStartKey: startKey }));
    yield answer.Items ?? [];
    startKey = answer.LastEvaluatedKey;
  } while (startKey !== undefined);
}
