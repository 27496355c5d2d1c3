import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mergedConsent } from '../../domain/consent.ts';
import type { Event, PersonRef } from '../../domain/event.ts';
import { EMPTY_RECORD, type IdentityLink, withConsent } from '../../domain/profile.ts';
import type { Clock } from '../../ports/system.ts';
import type { TimelineReader, TimelineWriter } from '../../ports/timeline.ts';
import { putAll } from './batch-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';
import { isKept, keptUntil } from './expiry.ts';
import { dynamoLinkedRecords } from './linked-records.ts';
import { ALIAS_KEY, deviceKey, EVENT_KEYS, eventKey, PROFILE_KEY, personKey } from './people-keys.ts';
import { dynamoPersonRecords, recordOf } from './person-records.ts';

const PAGE_SIZE = 500;
/** Rows between the events and the record, one a device; who has more devices is read fewer events of. */
const DEVICE_ROWS = 20;

/** @param historyDays - days that an event is kept after it was received. */
export function dynamoTimelineWriter(
  client: DynamoDBDocumentClient,
  table: string,
  historyDays: number,
  clock: Clock,
): TimelineWriter {
  const reader = dynamoTimelineReader(client, table, clock);
  const records = dynamoPersonRecords(client, table);
  const linked = dynamoLinkedRecords(client, table);
  const rowOf = (event: Event, pk: string) => ({
    pk,
    sk: eventKey(event),
    body: encodeEvent(event),
    expiresAt: keptUntil(event.receivedAtMs, historyDays),
  });

  return {
    async append(events, ownerOf) {
      // Last wins among events of one key: the store takes a key once a call.
      const rows = new Map(
        events
          .flatMap((event) => placesOf(event, ownerOf).map((place) => rowOf(event, personKey(place))))
          .map((row) => [`${row.pk} ${row.sk}`, row]),
      );
      await putAll(client, table, [...rows.values()]);
    },

    async link(link) {
      const { anonymousId, userId } = link;
      await putAll(client, table, [{ pk: personKey({ anonymousId }), sk: ALIAS_KEY, userId }]);
      await keepLink(client, table, link);
      const said = [...(await records.get([{ anonymousId }, { userId }])).values()];
      if (said.length > 0) {
        const [one = EMPTY_RECORD, other = EMPTY_RECORD] = said;
        const consent = mergedConsent(one.consent, other.consent);
        await linked.update({ userId }, (record) => withConsent(record, consent));
      }
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

/** Whose partitions an event goes to. */
function placesOf(event: Event, ownerOf: ReadonlyMap<string, string> | undefined): readonly PersonRef[] {
  const { userId, anonymousId } = event;
  const owner = userId === undefined && anonymousId !== undefined ? ownerOf?.get(anonymousId) : undefined;
  return owner === undefined ? [event] : [event, { userId: owner }];
}

/** The audit of a merge: when it was said first, and by which event. */
async function keepLink(client: DynamoDBDocumentClient, table: string, link: IdentityLink): Promise<void> {
  const { anonymousId, userId } = link;
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { pk: personKey({ userId }), sk: deviceKey(anonymousId), link },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error; // on record already
  }
}

export function dynamoTimelineReader(client: DynamoDBDocumentClient, table: string, clock: Clock): TimelineReader {
  const list: TimelineReader['list'] = async (person, { limit, cursor }) => {
    const pk = personKey(person);
    const after = decodeCursor(cursor, EVENT_KEYS);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': pk, ':first': EVENT_KEYS.first, ':last': EVENT_KEYS.last },
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
        ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
      }),
    );
    const nextCursor = encodeCursor(LastEvaluatedKey?.['sk']);
    const kept = Items.filter((row) => isKept(row, clock.nowMs()));
    return { events: kept.map((row) => decodeEvent(row['body'])), ...(nextCursor && { nextCursor }) };
  };
  return {
    list,
    async recent(person, limit) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': personKey(person), ':first': EVENT_KEYS.first, ':last': PROFILE_KEY },
          ScanIndexForward: false,
          Limit: limit + DEVICE_ROWS,
          ConsistentRead: true, // an event that was acknowledged changes the very next decision
        }),
      );
      const record = Items[0]?.['sk'] === PROFILE_KEY ? recordOf(Items[0]) : undefined;
      const events = Items.filter((row) => row['body'] !== undefined && row['sk'] !== PROFILE_KEY)
        .filter((row) => isKept(row, clock.nowMs()))
        .slice(0, limit)
        .map((row) => decodeEvent(row['body']));
      return { events, ...(record !== undefined && { record }) };
    },
  };
}
