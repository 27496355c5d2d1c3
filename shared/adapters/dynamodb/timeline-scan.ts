import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { personKeyOf } from '../../domain/event.ts';
import type { Clock } from '../../ports/system.ts';
import type { ScannedEvent, TimelineScan } from '../../ports/timeline.ts';
import { decodeEvent } from './event-codec.ts';
import { isKept } from './expiry.ts';
import { ALIAS_KEY } from './people-keys.ts';

/**
 * Pages of the people table. A device's events come under the person that the device belongs to; some of them are
 * there a second time under the person's own partition, so a reader drops what has the same person and messageId.
 */
export function dynamoTimelineScan(client: DynamoDBDocumentClient, table: string, clock: Clock): TimelineScan {
  return {
    async *scan(segment, segmentCount) {
      let startKey: Record<string, unknown> | undefined;
      // A partition's rows come together and in sort order, its ALIAS first; a page may end between them.
      let alias: { readonly pk: string; readonly personKey: string } | undefined;
      do {
        const answer = await client.send(
          new ScanCommand({
            TableName: table,
            Segment: segment,
            TotalSegments: segmentCount,
            ExclusiveStartKey: startKey,
          }),
        );
        const rows: ScannedEvent[] = [];
        for (const { pk, sk, body, userId, expiresAt } of answer.Items ?? []) {
          if (sk === ALIAS_KEY) alias = { pk, personKey: personKeyOf({ userId }) };
          else if (String(sk).startsWith('E#') && isKept({ expiresAt }, clock.nowMs())) {
            const personKey = alias !== undefined && alias.pk === pk ? alias.personKey : String(pk);
            rows.push({ personKey, event: decodeEvent(body) });
          }
        }
        if (rows.length > 0) yield rows;
        startKey = answer.LastEvaluatedKey;
      } while (startKey !== undefined);
    },
  };
}
