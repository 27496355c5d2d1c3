import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../domain/errors.ts';
import type { Event, PersonRef } from '../../domain/event.ts';
import type { EventPage, Timeline } from '../../ports/timeline.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';
import { ALIAS_KEY, EVENT_KEYS, eventKey, personKey } from './people-keys.ts';

/** @param historyDays - days that an event is kept after it was received. */
export function dynamoTimeline(client: DynamoDBDocumentClient, table: string, historyDays: number): Timeline {
  const rowOf = (event: Event, pk = personKey(event)) => ({
    pk,
    sk: eventKey(event),
    body: encodeEvent(event),
    expiresAt: Math.floor(event.receivedAtMs / 1000) + historyDays * 86_400,
  });

  /** Newest first, one call. */
  const page = async (person: PersonRef, limit: number, cursor?: string): Promise<EventPage> => {
    try {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': personKey(person), ':first': EVENT_KEYS.first, ':last': EVENT_KEYS.last },
          ScanIndexForward: false,
          Limit: limit,
          ConsistentRead: true, // an event that was acknowledged changes the very next decision
          ExclusiveStartKey: decodeCursor(cursor),
        }),
      );
      const nextCursor = encodeCursor(answer.LastEvaluatedKey);
      return { events: (answer.Items ?? []).map((row) => decodeEvent(row['body'])), ...(nextCursor && { nextCursor }) };
    } catch (cause) {
      throw new UnavailableError('the timeline could not be read', 1, { cause });
    }
  };

  return {
    async append(events) {
      // Last wins among events of one key: the store takes a key once a call.
      const rows = new Map(events.map((event) => [`${personKey(event)} ${eventKey(event)}`, rowOf(event)]));
      await putAll(client, table, [...rows.values()]);
    },

    async recent(person, limit) {
      return { events: (await page(person, limit)).events };
    },

    list: (person, { limit, cursor }) => page(person, limit, cursor),

    async link(anonymousId, userId) {
      const alias = { pk: personKey({ anonymousId }), sk: ALIAS_KEY, userId };
      await client.send(new PutCommand({ TableName: table, Item: alias }));
      let cursor: string | undefined;
      do {
        const { events, nextCursor } = await page({ anonymousId }, 500, cursor);
        await putAll(
          client,
          table,
          events.map((event) => rowOf(event, personKey({ userId }))),
        );
        cursor = nextCursor;
      } while (cursor !== undefined);
    },
  };
}
