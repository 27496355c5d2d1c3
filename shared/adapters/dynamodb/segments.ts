import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isLookalike, type OwnSegment, type Rule } from '../../domain/segment.ts';
import type { Segments } from '../../ports/segments.ts';
import { queryAll } from './query-all.ts';
import { putIf } from './write-if.ts';

const PARTITION = 'SEGMENT';

/** Segments of the control table: SEGMENT / <segmentId>, the rule as JSON text, or whose lookalikes they are. */
export const dynamoSegments = (client: DynamoDBDocumentClient, table: string): Segments => ({
  async list() {
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
    });
    const segments: OwnSegment[] = [];
    for await (const rows of pages) segments.push(...rows.map(segmentOf));
    return segments;
  },

  add: (segment) =>
    putIf(client, {
      TableName: table,
      Item: { pk: PARTITION, sk: segment.segmentId, words: segment.words, ...whomOf(segment) },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),

  async remove(segmentId) {
    const answer = await client.send(
      new DeleteCommand({ TableName: table, Key: { pk: PARTITION, sk: segmentId }, ReturnValues: 'ALL_OLD' }),
    );
    return answer.Attributes !== undefined;
  },
});

const whomOf = (segment: OwnSegment) =>
  isLookalike(segment)
    ? { seedSegmentId: segment.seedSegmentId, size: segment.size }
    : { rule: JSON.stringify(segment.rule) };

function segmentOf({ sk, words, rule, seedSegmentId, size }: Readonly<Record<string, unknown>>): OwnSegment {
  const named = { segmentId: String(sk), words: String(words) };
  return seedSegmentId === undefined
    ? { ...named, rule: JSON.parse(String(rule)) as Rule }
    : { ...named, seedSegmentId: String(seedSegmentId), size: Number(size) };
}
