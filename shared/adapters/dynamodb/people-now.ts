import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { partitionOf } from '../../domain/event.ts';
import type { PeopleNow } from '../../ports/people.ts';
import type { Clock } from '../../ports/system.ts';
import { decodeEvent } from './event-codec.ts';
import { isKept } from './expiry.ts';
import { EVENT_KEYS, STATE_KEY } from './people-keys.ts';
import { keptProfileIn } from './stored-profiles.ts';

/** Rows between the events and the state: one a device, and some of the person; who has more is read fewer events of. */
const OTHER_ROWS = 26;

/** STATE sorts last of what a decision goes by, so that one Query backwards gives it with the newest events. */
export const dynamoPeopleNow = (client: DynamoDBDocumentClient, table: string, clock: Clock): PeopleNow => ({
  async now(person, limit) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': partitionOf(person), ':first': EVENT_KEYS.first, ':last': STATE_KEY },
        ScanIndexForward: false,
        Limit: limit + OTHER_ROWS,
        ConsistentRead: true, // an event that was acknowledged changes the very next decision
      }),
    );
    const kept = keptProfileIn(Items, clock.nowMs());
    const events = Items.filter(({ sk }) => String(sk) <= EVENT_KEYS.last)
      .filter((row) => isKept(row, clock.nowMs()))
      .slice(0, limit)
      .map((row) => decodeEvent(row['body']));
    const oldest = events.at(-1)?.clientAtMs ?? Number.POSITIVE_INFINITY;
    const isPart = LastEvaluatedKey !== undefined || events.length === limit;
    return { ...kept, events, isCut: isPart && oldest > (kept.stored?.throughMs ?? Number.NEGATIVE_INFINITY) };
  },
});
