import { inflateRawSync } from 'node:zlib';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type JsonObject, type JsonValue, type PersonRef, partitionOf } from '../../domain/event.ts';
import { DAY_MS, utcDay } from '../../domain/time.ts';
import type { KeptRow, PersonalRows } from '../../ports/erasure.ts';
import type { Clock } from '../../ports/system.ts';
import { getAll } from './batch-get.ts';
import { deleteAll } from './batch-write.ts';
import { listsOfRelation, onceEach } from './friend-choices.ts';
import {
  ALIAS_KEY,
  DEVICE_KEYS,
  decisionPartition,
  EVENT_KEYS,
  flaggedDayKey,
  handoffOfRow,
  PROFILE_KEY,
  relationKeys,
  relationOfRow,
} from './people-keys.ts';
import { queryAll } from './query-all.ts';

type Row = Readonly<Record<string, unknown>>;

/** Lists of bots go after two weeks; a day more at both ends, since rows go late and clocks differ. */
const LISTED_DAYS = 17;

/**
 * Partitions of people, what their decision rows, conversations and relations lead to (lists that rest on what they chose
 * among it), and where lists of days name them.
 */
export function dynamoPersonalRows(client: DynamoDBDocumentClient, table: string, clock: Clock): PersonalRows {
  /** Where a list would name them; it is not read for it. */
  const listedKeys = (partitions: ReadonlySet<string>): Record<'pk' | 'sk', string>[] =>
    Array.from({ length: LISTED_DAYS }, (_, i) => utcDay(clock.nowMs() + (1 - i) * DAY_MS)).flatMap((day) =>
      Array.from(partitions, (sk) => ({ pk: flaggedDayKey(day), sk })),
    );

  const rowsOf = (pk: string, names?: readonly string[]) =>
    queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ...(names && { ProjectionExpression: names.join(', ') }),
    });

  /** What lies elsewhere first: without a row that leads to it, it could not be found again. */
  const erasePartition = async (pk: string, removed: Map<string, number>): Promise<void> => {
    for await (const rows of rowsOf(pk, ['pk', 'sk'])) {
      const relations = rows.flatMap((row) => relationOfRow(pk, String(row['sk'])) ?? []);
      await deleteAll(
        client,
        table,
        [
          ...relations.flatMap(relationKeys),
          ...onceEach(rows.flatMap((row) => listsOfRelation(pk, String(row['sk'])))),
          ...rows.flatMap((row) => handoffOfRow(String(row['sk'])) ?? []),
        ].filter((key) => key.pk !== pk),
      );
      for (const { sk } of rows) {
        const ofDecision = decisionPartition(String(sk));
        if (ofDecision !== undefined && ofDecision !== pk) await erasePartition(ofDecision, removed);
        const kind = kindOf(String(sk));
        removed.set(kind, (removed.get(kind) ?? 0) + 1);
      }
      await deleteAll(
        client,
        table,
        rows.map(({ pk, sk }) => ({ pk, sk })),
      );
    }
  };

  return {
    async others(person) {
      const kept: KeptRow[] = [];
      for await (const rows of rowsOf(partitionOf(person))) {
        for (const row of rows) {
          const sk = String(row['sk']);
          if (!isOther(sk)) continue;
          kept.push(keptRow(row));
          const ofDecision = decisionPartition(sk);
          if (ofDecision === undefined) continue;
          for await (const rows of rowsOf(ofDecision)) kept.push(...rows.map(keptRow));
        }
      }
      return kept;
    },

    async erase(people) {
      const removed = new Map<string, number>();
      for (const pk of partitionsOf(people)) await erasePartition(pk, removed);
      await deleteAll(client, table, listedKeys(partitionsOf(people)));
      return Object.fromEntries(removed);
    },

    async count(people) {
      let count = (await getAll(client, table, listedKeys(partitionsOf(people)))).length;
      for (const pk of partitionsOf(people)) for await (const rows of rowsOf(pk, ['pk'])) count += rows.length;
      return count;
    },
  };
}

const partitionsOf = (people: readonly PersonRef[]): ReadonlySet<string> => new Set(people.map(partitionOf));

const between = (sk: string, { first, last }: { readonly first: string; readonly last: string }): boolean =>
  sk >= first && sk <= last;

/** Neither an event nor the record nor a link, which have ports of their own. */
const isOther = (sk: string): boolean =>
  !between(sk, EVENT_KEYS) && !between(sk, DEVICE_KEYS) && sk !== PROFILE_KEY && sk !== ALIAS_KEY;

/** The part of a sort key that says what the row is: "E", "I", "PROFILE". */
const kindOf = (sk: string): string => sk.split('#', 1)[0] ?? sk;

/** As JSON; keys of the store are no content. A body that is a JSON text, or one deflated, is given as what it says. */
function keptRow({ pk, sk, body, ...rest }: Row): KeptRow {
  const content = JSON.parse(JSON.stringify(rest)) as JsonObject;
  return { name: String(sk), content: body === undefined ? content : { ...content, body: parsed(body) } };
}

function parsed(body: unknown): JsonValue {
  const text = body instanceof Uint8Array ? inflateRawSync(body).toString('utf8') : String(body);
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
