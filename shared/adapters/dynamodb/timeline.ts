import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Event, partitionOf } from '../../domain/event.ts';
import type { IdentityLink } from '../../domain/identity-link.ts';
import { EMPTY_RECORD, type PersonRecord, withStatements, withTraits } from '../../domain/person-record.ts';
import type { Clock } from '../../ports/system.ts';
import type { TimelineReader, TimelineWriter } from '../../ports/timeline.ts';
import { getAll } from './batch-get.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';
import { isKept, keptUntil } from './expiry.ts';
import { friendChoicesIn } from './friend-choices.ts';
import { lateMarks } from './late-marks.ts';
import { dynamoLinkedRecords } from './linked-records.ts';
import { ALIAS_KEY, deviceKey, EVENT_KEYS, eventKey, FRIENDS_KEY, PROFILE_KEY, STATE_KEY } from './people-keys.ts';
import { dynamoPersonRecords, recordOf } from './person-records.ts';
import { queryPage } from './query-page.ts';
import { putIf, updateIf } from './write-if.ts';

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
  const markLate = lateMarks(client, table, historyDays, clock);
  const records = dynamoPersonRecords(client, table);
  const linked = dynamoLinkedRecords(client, table);
  const rowOf = (event: Event, pk: string) => ({
    pk,
    sk: eventKey(event),
    body: encodeEvent(event),
    expiresAt: keptUntil(event.receivedAtMs, historyDays),
  });

  const putEvents = async (stored: readonly { readonly event: Event; readonly pk: string }[]): Promise<void> => {
    if (stored.length === 0) return;
    // Last wins among events of one key: the store takes a key once a call.
    const rows = new Map(stored.map(({ event, pk }) => [`${pk} ${eventKey(event)}`, rowOf(event, pk)]));
    await markLate(stored);
    await putAll(client, table, [...rows.values()]);
  };

  return {
    async append(events) {
      const own = events.map((event) => ({ event, pk: partitionOf(event) }));
      await putEvents(own);
      // After the device's own copy is stored: whoever links it meanwhile either copies it or is seen here.
      const owners = await ownersOf(client, table, events);
      await putEvents(own.flatMap(({ event, pk }) => (owners.has(pk) ? [{ event, pk: owners.get(pk)! }] : [])));
    },

    async link(link) {
      const { anonymousId, userId } = link;
      const before = await rowsOfLink(client, table, link);
      if (!before.isWhole) {
        await putAll(client, table, [{ pk: partitionOf({ anonymousId }), sk: ALIAS_KEY, userId }]);
        await keepLink(client, table, link);
      }
      // Read once the owner is on record: what is said of the device from then on is said of the owner too.
      const { user, device } = before.isWhole ? before : await rowsOfLink(client, table, link);
      const [ofUser, ofDevice] = [withStatements(user, device), withStatements(device, user)];
      if (ofUser !== user || ofDevice !== device) {
        await linked.update({ userId }, (record) => withStatements(record, ofUser));
      }
      if (before.isWhole) return; // many shops identify on every page: what came since is copied as it comes
      let cursor: string | undefined;
      do {
        const page = await reader.list({ anonymousId }, { limit: PAGE_SIZE, ...(cursor && { cursor }) });
        await putEvents(page.events.map((event) => ({ event, pk: partitionOf({ userId }) })));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      await records.update({ userId }, (record) => withTraits(record, device));
      await deleteAll(client, table, [{ pk: partitionOf({ anonymousId }), sk: STATE_KEY }]); // the owner's counts now
      await noteAll(client, table, link);
    },
  };
}

/** The owners of devices among the events' people, by the device's partition. */
async function ownersOf(
  client: DynamoDBDocumentClient,
  table: string,
  events: readonly Event[],
): Promise<ReadonlyMap<string, string>> {
  const devices = new Set(events.filter(({ userId }) => userId === undefined).map(partitionOf));
  const rows = await getAll(
    client,
    table,
    [...devices].map((pk) => ({ pk, sk: ALIAS_KEY })),
  );
  return new Map(rows.map((row) => [String(row['pk']), partitionOf({ userId: String(row['userId']) })]));
}

/** What is on record of a link: whether it is done, with all that the device did given to the user, and both records. */
async function rowsOfLink(
  client: DynamoDBDocumentClient,
  table: string,
  { anonymousId, userId }: IdentityLink,
): Promise<{ readonly isWhole: boolean; readonly user: PersonRecord; readonly device: PersonRecord }> {
  const [user, device] = [partitionOf({ userId }), partitionOf({ anonymousId })];
  const rows = await getAll(client, table, [
    { pk: device, sk: ALIAS_KEY },
    { pk: user, sk: deviceKey(anonymousId) },
    { pk: user, sk: PROFILE_KEY },
    { pk: device, sk: PROFILE_KEY },
  ]);
  const rowOf = (pk: string, sk: string) => rows.find((row) => row['pk'] === pk && row['sk'] === sk);
  const recordIn = (pk: string): PersonRecord => {
    const row = rowOf(pk, PROFILE_KEY);
    return row === undefined ? EMPTY_RECORD : recordOf(row);
  };
  const isOwned = rowOf(device, ALIAS_KEY)?.['userId'] === userId;
  const isWhole = isOwned && rowOf(user, deviceKey(anonymousId))?.['isWhole'] === true;
  return { isWhole, user: recordIn(user), device: recordIn(device) };
}

const noteAll = (client: DynamoDBDocumentClient, table: string, { anonymousId, userId }: IdentityLink) =>
  updateIf(client, {
    TableName: table,
    Key: { pk: partitionOf({ userId }), sk: deviceKey(anonymousId) },
    UpdateExpression: 'SET isWhole = :yes',
    ConditionExpression: 'attribute_exists(pk)', // it may be erased by now
    ExpressionAttributeValues: { ':yes': true },
  });

/** The audit of a merge: when it was said first, and by which event. */
const keepLink = (client: DynamoDBDocumentClient, table: string, link: IdentityLink) =>
  putIf(client, {
    TableName: table,
    Item: { pk: partitionOf({ userId: link.userId }), sk: deviceKey(link.anonymousId), link },
    ConditionExpression: 'attribute_not_exists(pk)', // on record already
  });

export function dynamoTimelineReader(client: DynamoDBDocumentClient, table: string, clock: Clock): TimelineReader {
  return {
    async list(person, page) {
      const rows = { table, pk: partitionOf(person), range: EVENT_KEYS, nowMs: clock.nowMs() };
      const { rows: found, ...more } = await queryPage(client, rows, page);
      return { events: found.map((row) => decodeEvent(row['body'])), ...more };
    },

    async recent(person, limit) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': partitionOf(person), ':first': EVENT_KEYS.first, ':last': PROFILE_KEY },
          ScanIndexForward: false,
          Limit: limit + DEVICE_ROWS + 1, // one for what friends chose
          ConsistentRead: true, // an event that was acknowledged changes the very next decision
        }),
      );
      const record = Items[0]?.['sk'] === PROFILE_KEY ? recordOf(Items[0]) : undefined;
      const events = Items.filter((row) => row['body'] !== undefined && row['sk'] !== PROFILE_KEY)
        .filter((row) => isKept(row, clock.nowMs()))
        .slice(0, limit)
        .map((row) => decodeEvent(row['body']));
      const listed = Items.find((row) => row['sk'] === FRIENDS_KEY);
      const friendChoices = listed === undefined ? [] : friendChoicesIn(listed, clock.nowMs());
      return { events, ...(friendChoices.length > 0 && { friendChoices }), ...(record !== undefined && { record }) };
    },
  };
}
