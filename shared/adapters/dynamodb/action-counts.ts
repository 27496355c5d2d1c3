import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ActionCounts, Counted } from '../../ports/action-counts.ts';
import type { Clock } from '../../ports/system.ts';
import { keptUntil } from './expiry.ts';
import { queryAll } from './query-all.ts';

const PARTITION = 'COUNTS';
/** A night counts by itself what is older than the longest window of rewards. */
const COUNT_DAYS = 70;

/** COUNTS / <pointId>#<day>#<actionId>: sums, to which each reward adds in one write. */
export const dynamoActionCounts = (client: DynamoDBDocumentClient, table: string, clock: Clock): ActionCounts => ({
  async add({ pointId, actionId, day }, pulls, earned) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: PARTITION, sk: `${pointId}#${day}#${actionId}` },
        UpdateExpression: 'ADD pulls :pulls, earned :earned SET expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':pulls': pulls,
          ':earned': earned,
          ':expiresAt': keptUntil(clock.nowMs(), COUNT_DAYS),
        },
      }),
    );
  },

  async since(pointId, fromDay) {
    const pages = queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': PARTITION, ':first': `${pointId}#${fromDay}`, ':last': `${pointId}#~` },
    });
    const counts = new Map<string, Counted>();
    for await (const rows of pages) {
      for (const row of rows) {
        const actionId = String(row['sk']).split('#')[2] ?? '';
        const { pulls, earned } = counts.get(actionId) ?? { pulls: 0, earned: 0 };
        counts.set(actionId, { pulls: pulls + Number(row['pulls']), earned: earned + Number(row['earned']) });
      }
    }
    return counts;
  },
});
