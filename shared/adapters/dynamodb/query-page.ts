import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Page } from '../../domain/page.ts';
import { decodeCursor, encodeCursor, type KeyRange } from './cursor.ts';
import { isKept } from './expiry.ts';

type Row = Readonly<Record<string, unknown>>;

/** Rows of one partition, by their sort keys, both ends included. */
interface PagedRows {
  readonly table: string;
  readonly pk: string;
  readonly range: KeyRange;
  readonly nowMs: number;
}

/**
 * A page of the rows that are still kept, the last sort key first; short where some are past their time.
 * @throws InvalidInputError for a cursor that no page ended with.
 */
export async function queryPage(
  client: DynamoDBDocumentClient,
  { table, pk, range, nowMs }: PagedRows,
  { limit, cursor }: Page,
): Promise<{ readonly rows: readonly Row[]; readonly nextCursor?: string }> {
  const after = decodeCursor(cursor, range);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': pk, ':first': range.first, ':last': range.last },
      ScanIndexForward: false,
      Limit: limit,
      ConsistentRead: true,
      ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
    }),
  );
  const nextCursor = encodeCursor(LastEvaluatedKey?.['sk']);
  return { rows: Items.filter((row) => isKept(row, nowMs)), ...(nextCursor && { nextCursor }) };
}
