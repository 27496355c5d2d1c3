import { type DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Event } from '../../domain/event.ts';
import { partitionOf } from '../../domain/event.ts';
import type { PersonFlag } from '../../domain/flag.ts';
import type { PersonRecord } from '../../domain/person-record.ts';
import type { RelationAddress } from '../../domain/relation.ts';
import type { Clock } from '../../ports/system.ts';
import type { ScannedPerson, TimelineScan } from '../../ports/timeline.ts';
import { toldIn } from './contact-book.ts';
import { decisionLineIn } from './decision-records.ts';
import { decodeEvent } from './event-codec.ts';
import { isKept } from './expiry.ts';
import { flagOf } from './flags.ts';
import { journeyIn } from './journeys.ts';
import { ALIAS_KEY, FLAG_KEY, PROFILE_KEY, relationOfRow } from './people-keys.ts';
import { recordOf } from './person-records.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Pages of the people table. A device's events come under the person that the device belongs to; some of them are
 * there a second time under the person's own partition, so a reader drops what has the same person and messageId.
 */
export function dynamoTimelineScan(client: DynamoDBDocumentClient, table: string, clock: Clock): TimelineScan {
  /** The record lies behind the events: where a page ends between them, it is fetched. */
  const fetchRecord = async (pk: string): Promise<PersonRecord | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk, sk: PROFILE_KEY }, ConsistentRead: true }),
    );
    return Item && recordOf(Item);
  };

  return {
    async *scan(segment, segmentCount) {
      let startKey: Row | undefined;
      // A partition's rows come together and in sort order, its ALIAS first; a page may end between them.
      let flagged: { readonly pk: string; readonly flag: PersonFlag } | undefined;
      let related: { readonly pk: string; readonly relations: readonly RelationAddress[] } | undefined;
      let alias: { readonly pk: string; readonly owner: string } | undefined;
      do {
        const answer = await client.send(
          new ScanCommand({
            TableName: table,
            Segment: segment,
            TotalSegments: segmentCount,
            ExclusiveStartKey: startKey,
            ConsistentRead: true, // what was withdrawn before the night must not be learnt from
          }),
        );
        const people: ScannedPerson[] = [];
        const endsWithin = answer.LastEvaluatedKey?.['pk'];
        for (const [pk, rows] of partitionsOf(answer.Items ?? [])) {
          const aliasRow = rows.find(({ sk }) => sk === ALIAS_KEY);
          if (aliasRow !== undefined) alias = { pk, owner: partitionOf({ userId: String(aliasRow['userId']) }) };
          const relations = rows.flatMap((row) =>
            isKept(row, clock.nowMs()) ? (relationOfRow(pk, String(row['sk'])) ?? []) : [],
          );
          if (relations.length > 0)
            related = { pk, relations: [...(related?.pk === pk ? related.relations : []), ...relations] };
          const kept = rows.filter((row) => isEvent(row) && isKept(row, clock.nowMs()));
          const decisions = rows.flatMap((row) => (isKept(row, clock.nowMs()) ? (decisionLineIn(row) ?? []) : []));
          const journeys = rows.flatMap((row) => (isKept(row, clock.nowMs()) ? (journeyIn(row) ?? []) : []));
          const told = rows.flatMap((row) => (isKept(row, clock.nowMs()) ? toldIn(row) : []));
          if (kept.length + decisions.length + journeys.length + told.length === 0) continue;
          const flagRow = rows.find(({ sk }) => sk === FLAG_KEY);
          if (flagRow !== undefined && isKept(flagRow, clock.nowMs())) flagged = { pk, flag: flagOf(flagRow) };
          const flag = flagged?.pk === pk ? flagged.flag : undefined;
          const recordRow = rows.find(({ sk }) => sk === PROFILE_KEY);
          const record = recordRow ? recordOf(recordRow) : pk === endsWithin ? await fetchRecord(pk) : undefined;
          const owner = alias?.pk === pk ? alias.owner : pk;
          people.push({
            partition: pk,
            owner,
            ...(record !== undefined && { record }),
            ...(related?.pk === pk && { relations: related.relations }),
            ...(decisions.length > 0 && { decisions }),
            ...(journeys.length > 0 && { journeys }),
            ...(told.length > 0 && { told }),
            events: kept.map(eventOf),
            ...firstExpiryOf(kept),
            ...(pk === endsWithin && { mayContinue: true as const }),
            ...(flag !== undefined && { flag }),
          });
        }
        if (people.length > 0) yield people;
        startKey = answer.LastEvaluatedKey;
      } while (startKey !== undefined);
    },
  };
}

function partitionsOf(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const partitions = new Map<string, Row[]>();
  for (const row of rows) {
    const pk = String(row['pk']);
    const partition = partitions.get(pk);
    if (partition === undefined) partitions.set(pk, [row]);
    else partition.push(row);
  }
  return partitions;
}

function firstExpiryOf(rows: readonly Row[]): Pick<ScannedPerson, 'firstExpiryMs'> {
  const first = Math.min(...rows.map((row) => Number(row['expiresAt'] ?? Number.POSITIVE_INFINITY)));
  return Number.isFinite(first) ? { firstExpiryMs: first * 1000 } : {};
}

const isEvent = ({ sk }: Row): boolean => String(sk).startsWith('E#');
const eventOf = ({ body }: Row): Event => decodeEvent(body);
