import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../domain/errors.ts';
import type { Event } from '../../domain/event.ts';
import type { TimelineReader, TimelineWriter } from '../../ports/timeline.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';
import { ALIAS_KEY, EVENT_KEYS, eventKey, personKey } from './people-keys.ts';

const PAGE_SIZE = 500;

/** @param historyDays - days that an event is kept after it was received. */
export function dynamoTimelineWriter(
  client: DynamoDBDocumentClient,
  table: string,
  historyDays: number,
): TimelineWriter {
  const reader = dynamoTimelineReader(client, table);
  const rowOf = (event: Event, pk: string) => ({
    pk,
    sk: eventKey(event),
    body: encodeEvent(event),
    expiresAt: Math.floor(event.receivedAtMs / 1000) + historyDays * 86_400,
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

export function dynamoTimelineReader(client: DynamoDBDocumentClient, table: string): TimelineReader {
  const list: TimelineReader['list'] = async (person, { limit, cursor }) => {
    const startKey = decodeCursor(cursor);
    try {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': personKey(person), ':first': EVENT_KEYS.first, ':last': EVENT_KEYS.last },
          ScanIndexForward: false,
          Limit: limit,
          ConsistentRead: true, // an event that was acknowledged changes the very next decision
          ExclusiveStartKey: startKey,
        }),
      );
      const nextCursor = encodeCursor(answer.LastEvaluatedKey);
      return { events: (answer.Items ?? []).map((row) => decodeEvent(row['body'])), ...(nextCursor && { nextCursor }) };
    } catch (cause) {
      throw new UnavailableError('the timeline could not be read', 1, { cause });
    }
  };
  return { list, recent: async (person, limit) => ({ events: (await list(person, { limit })).events }) };
}
