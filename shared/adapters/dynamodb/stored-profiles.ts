import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { partitionOf } from '../../domain/event.ts';
import type { Prediction } from '../../domain/prediction.ts';
import type { SegmentMembership } from '../../domain/segment.ts';
import { isWhole, type StoredProfile } from '../../domain/stored-profile.ts';
import type { EventsInOrder, KeptProfile, Memberships, Predictions, StoredProfiles } from '../../ports/people.ts';
import type { Clock } from '../../ports/system.ts';
import { deleteAll, putAll } from './batch-write.ts';
import { decodeEvent } from './event-codec.ts';
import { isKept } from './expiry.ts';
import {
  EVENT_KEYS,
  eventKeyFrom,
  LATE_KEY,
  PREDICTIONS_KEY,
  PROFILE_KEY,
  SEGMENTS_KEY,
  STATE_KEY,
} from './people-keys.ts';
import { recordOf } from './person-records.ts';

type Row = Readonly<Record<string, unknown>>;

export const dynamoStoredProfiles = (
  client: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
): StoredProfiles & EventsInOrder => ({
  async read(person) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': partitionOf(person), ':first': LATE_KEY, ':last': STATE_KEY },
        ConsistentRead: true, // a late event that was acknowledged must not be missed
      }),
    );
    return keptProfileIn(Items, clock.nowMs());
  },

  async put(profiles) {
    const rows = [...profiles].map(([pk, { version, takenAtMs, throughMs, expiresAtMs, body }]) => ({
      pk,
      sk: STATE_KEY,
      body,
      version,
      takenAtMs,
      throughMs,
      // The state goes when its first event does: a state that holds an event which is not kept any more is wrong.
      ...(expiresAtMs !== undefined && { expiresAt: Math.floor(expiresAtMs / 1000) }),
    }));
    await putAll(client, table, rows);
  },

  async drop(partitions) {
    await deleteAll(
      client,
      table,
      partitions.map((pk) => ({ pk, sk: STATE_KEY })),
    );
  },

  async *after(person, clientAtMs) {
    let startKey: Row | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': partitionOf(person),
            ':first': eventKeyFrom(clientAtMs + 1),
            ':last': EVENT_KEYS.last,
          },
          ConsistentRead: true,
          ExclusiveStartKey: startKey,
        }),
      );
      const kept = Items.filter((row) => isKept(row, clock.nowMs()));
      if (kept.length > 0) yield kept.map((row) => decodeEvent(row['body']));
      startKey = LastEvaluatedKey;
    } while (startKey !== undefined);
  },
});

/** What is kept of a person beside events, among the rows of their partition. */
export function keptProfileIn(rows: readonly Row[], nowMs: number): KeptProfile {
  const rowOf = (sk: string): Row | undefined => rows.find((row) => row['sk'] === sk);
  const record = rowOf(PROFILE_KEY);
  const stored = holding(rowOf(STATE_KEY), rowOf(LATE_KEY), nowMs);
  return {
    ...(record && { record: recordOf(record) }),
    ...(stored && { stored }),
    predictions: listOf<Prediction>(rowOf(PREDICTIONS_KEY), 'predictions', nowMs),
    memberships: listOf<SegmentMembership>(rowOf(SEGMENTS_KEY), 'segments', nowMs),
  };
}

export const dynamoPredictions = (client: DynamoDBDocumentClient, table: string): Predictions => ({
  put: putLists(client, table, { sk: PREDICTIONS_KEY, attribute: 'predictions' }),
});

export const dynamoMemberships = (client: DynamoDBDocumentClient, table: string): Memberships => ({
  put: putLists(client, table, { sk: SEGMENTS_KEY, attribute: 'segments' }),
});

/** A row a person, the list as JSON text. */
const putLists =
  (
    client: DynamoDBDocumentClient,
    table: string,
    { sk, attribute }: { readonly sk: string; readonly attribute: string },
  ) =>
  async (lists: ReadonlyMap<string, readonly unknown[]>, keptUntilMs: number): Promise<void> => {
    const expiresAt = Math.floor(keptUntilMs / 1000);
    const rows = [...lists].map(([pk, list]) => ({ pk, sk, [attribute]: JSON.stringify(list), expiresAt }));
    await putAll(client, table, rows);
  };

const listOf = <One>(row: Row | undefined, attribute: string, nowMs: number): readonly One[] =>
  row === undefined || !isKept(row, nowMs) ? [] : (JSON.parse(String(row[attribute])) as One[]);

function holding(state: Row | undefined, late: Row | undefined, nowMs: number): StoredProfile | undefined {
  if (state === undefined || !isKept(state, nowMs)) return undefined;
  const expiresAt = state['expiresAt'];
  const stored = {
    version: Number(state['version']),
    takenAtMs: Number(state['takenAtMs']),
    throughMs: Number(state['throughMs']),
    body: String(state['body']),
    ...(expiresAt !== undefined && { expiresAtMs: Number(expiresAt) * 1000 }),
  };
  return isWhole(stored, late && Number(late['atMs'])) ? stored : undefined;
}
