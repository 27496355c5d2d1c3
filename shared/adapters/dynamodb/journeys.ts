import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { CampaignSend, Journey, MetVariants, Tally } from '../../domain/journey.ts';
import { stringHash } from '../../math/string-hash.ts';
import {
  JOURNEY_SHARDS,
  type JourneyAddress,
  type JourneyEntries,
  type Journeys,
  type StoredJourney,
} from '../../ports/journeys.ts';
import type { Clock } from '../../ports/system.ts';
import { dueRows } from './due-rows.ts';
import { keptUntil } from './expiry.ts';
import { campaignOfJourney, journeyKey } from './people-keys.ts';
import { updateIf } from './write-if.ts';

/**
 * Rows WAIT#<campaignId> of people's partitions. While a journey has not ended, its row bears the keys of the sparse
 * index by which who is due is found. It goes by itself so long after it was last written: longer than any step waits.
 *
 * @param journeyDays - days that a row is kept.
 */
export function dynamoJourneys(
  client: DynamoDBDocumentClient,
  table: string,
  journeyDays: number,
  clock: Clock,
): Journeys & JourneyEntries {
  return {
    async enter(partition, { endedByMs, ...entry }, dueAtMs) {
      const journey: Journey = { ...entry, status: 'new' };
      return updateIf(client, {
        TableName: table,
        Key: { pk: partition, sk: journeyKey(entry.campaignId) },
        UpdateExpression:
          'SET journey = :journey, triggeredAtMs = :triggered, dueShard = :shard, dueAtMs = :due, ' +
          'expiresAt = :expires, revision = if_not_exists(revision, :none) + :one REMOVE endedAtMs',
        ConditionExpression:
          endedByMs === undefined
            ? 'attribute_not_exists(pk)'
            : 'attribute_not_exists(pk) OR (endedAtMs <= :endedBy AND triggeredAtMs < :triggered)',
        ExpressionAttributeValues: {
          ':journey': journey,
          ':triggered': entry.triggeredAtMs,
          ':shard': shardOf(partition, entry.campaignId),
          ':due': dueAtMs,
          ':expires': keptUntil(clock.nowMs(), journeyDays),
          ':none': 0,
          ':one': 1,
          ...(endedByMs !== undefined && { ':endedBy': endedByMs }),
        },
      });
    },

    async get({ partition, campaignId }) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { pk: partition, sk: journeyKey(campaignId) }, ConsistentRead: true }),
      );
      return Item && journeyIn(Item);
    },

    async put(before, { journey, tally, sends, met = [] }, dueAtMs) {
      const hasEnded = dueAtMs === undefined;
      const isPut = await updateIf(client, {
        TableName: table,
        Key: { pk: before.partition, sk: journeyKey(journey.campaignId) },
        UpdateExpression: `SET journey = :journey, tally = :tally, sends = :sends, met = :met, expiresAt = :expires, revision = :next${
          hasEnded ? ', endedAtMs = :ended REMOVE dueShard, dueAtMs' : ', dueAtMs = :due'
        }`,
        ConditionExpression: 'revision = :before',
        ExpressionAttributeValues: {
          ':journey': journey,
          ':tally': tally,
          ':sends': sends,
          ':met': met,
          ':expires': keptUntil(clock.nowMs(), journeyDays),
          ':before': before.revision,
          ':next': before.revision + 1,
          ...(hasEnded ? { ':ended': journey.endedAtMs ?? clock.nowMs() } : { ':due': dueAtMs }),
        },
      });
      return isPut ? before.revision + 1 : undefined;
    },

    async due(shard, nowMs, limit) {
      const items = await dueRows(client, table, { shard, nowMs, limit });
      return items.flatMap(({ pk, sk }): readonly JourneyAddress[] => {
        const campaignId = campaignOfJourney(String(sk));
        return campaignId === undefined ? [] : [{ partition: String(pk), campaignId }];
      });
    },
  };
}

/** A journey that a row of a person's partition is; undefined: the row is of another sort. */
export function journeyIn(row: Readonly<Record<string, unknown>>): StoredJourney | undefined {
  if (campaignOfJourney(String(row['sk'])) === undefined) return undefined;
  return {
    partition: String(row['pk']),
    revision: Number(row['revision']),
    journey: row['journey'] as Journey,
    tally: (row['tally'] ?? {}) as Tally,
    sends: (row['sends'] ?? []) as readonly CampaignSend[],
    met: (row['met'] ?? []) as readonly MetVariants[],
    ...(row['dueAtMs'] !== undefined && { dueAtMs: Number(row['dueAtMs']) }),
  };
}

const shardOf = (partition: string, campaignId: string): number =>
  stringHash(`${campaignId} ${partition}`) % JOURNEY_SHARDS;
