import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Rule, Segment } from '../../domain/segment.ts';
import type { Segments } from '../../ports/segments.ts';
import { queryAll } from './query-all.ts';
import { putIf } from './write-if.ts';

const PARTITION = 'SEGMENT';

/** Segments of the control table: SEGMENT / <segmentId>, the rule as JSON text. */
export const dynamoSegments = (client: DynamoDBDocumentClient, table: string): Segments => ({
  async list() {
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
    });
    const segments: Segment[] = [];
    for await (const rows of pages) segments.push(...rows.map(segmentOf));
    return segments;
  },

  add: ({ segmentId, words, rule }) =>
    putIf(client, {
      TableName: table,
      Item: { pk: PARTITION, sk: segmentId, words, rule: JSON.stringify(rule) },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),

  async remove(segmentId) {
    const answer = await client.send(
      new DeleteCommand({ TableName: table, Key: { pk: PARTITION, sk: segmentId }, ReturnValues: 'ALL_OLD' }),
    );
    return answer.Attributes !== undefined;
  },
});

const segmentOf = (row: Readonly<Record<string, unknown>>): Segment => ({
  segmentId: String(row['sk']),
  words: String(row['words']),
  rule: JSON.parse(String(row['rule'])) as Rule,
});
