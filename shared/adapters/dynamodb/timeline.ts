import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Event } from '../../domain/event.ts';
import type { Clock } from '../../ports/system.ts';
import type { TimelineReader, TimelineWriter } from '../../ports/timeline.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';
import { isKept, keptUntil } from './expiry.ts';
import { ALIAS_KEY, EVENT_KEYS, eventKey, personKey } from './people-keys.ts';

const PAGE_SIZE = 500;

/** @param historyDays - days that an event is kept after it was received. */
export function dynamoTimelineWriter(
  client: DynamoDBDocumentClient,
  table: string,
  historyDays: number,
  clock: Clock,
): TimelineWriter {
  const reader = dynamoTimelineReader(client, table, clock);
  const rowOf = (event: Event, pk: string) => ({
    pk,
    sk: eventKey(event),
    body: encodeEvent(event),
    expiresAt: keptUntil(event.receivedAtMs, historyDays),
  });

  return {
    async append(events) {
      // Last wins among events of one key: the store takes a key once a call.
      const rows = new Map(events.map((event) => [`${personKey(event)} ${eventKey(event)}`, event]));
      await putAll(
        client,
        table,
        [...rows.values()].map((event) => rowOf(event, personKey(event))),
      );
    },

    async link(anonymousId, userId) {
      await putAll(client, table, [{ pk: personKey({ anonymousId }), sk: ALIAS_KEY, userId }]);
      let cursor: string | undefined;
      do {
        const page = await reader.list({ anonymousId }, { limit: PAGE_SIZE, ...(cursor && { cursor }) });
        await putAll(
          client,
          table,
          page.events.map((event) => rowOf(event, personKey({ userId }))),
        );
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    },
  };
}

export function dynamoTimelineReader(client: DynamoDBDocumentClient, table: string, clock: Clock): TimelineReader {
  const list: TimelineReader['list'] = async (person, { limit, cursor }) => {
    const pk = personKey(person);
    const after = decodeCursor(cursor);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': pk, ':first': EVENT_KEYS.first, ':last': EVENT_KEYS.last },
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true, // an event that was acknowledged changes the very next decision
        ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
      }),
    );
    const nextCursor = encodeCursor(LastEvaluatedKey?.['sk']);
    const kept = Items.filter((row) => isKept(row, clock.nowMs()));
    return { events: kept.map((row) => decodeEvent(row['body'])), ...(nextCursor && { nextCursor }) };
  };
  return { list, recent: async (person, limit) => ({ events: (await list(person, { limit })).events }) };
}
