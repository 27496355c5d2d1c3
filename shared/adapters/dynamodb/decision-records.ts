import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type DecisionRecord, propensitiesOf } from '../../domain/decision-record.ts';
import { partitionOf } from '../../domain/event.ts';
import { isoOf } from '../../domain/time.ts';
import type { DecisionLine, DecisionReader, DecisionWriter } from '../../ports/decisions.ts';
import type { Clock } from '../../ports/system.ts';
import { putAll } from './batch-write.ts';
import { decodeDecisionRecord, encodeDecisionRecord } from './decision-codec.ts';
import { isKept, keptUntil } from './expiry.ts';
import { DECISION_KEYS, DECISION_RECORD_KEY, decisionKey } from './people-keys.ts';
import { queryPage } from './query-page.ts';

/** No id that was ever given is longer. */
const MAX_ID_CHARACTERS = 100;

/** @param decisionDays - days that a record is kept after the decision. */
export function dynamoDecisionWriter(
  client: DynamoDBDocumentClient,
  table: string,
  decisionDays: number,
): DecisionWriter {
  return {
    async append(record) {
      const { decisionId, decidedAtMs, person } = record;
      const expiresAt = keptUntil(decidedAtMs, decisionDays);
      const whole = {
        pk: decisionKey(decisionId),
        sk: DECISION_RECORD_KEY,
        body: encodeDecisionRecord(record),
        expiresAt,
      };
      const line = person && { pk: partitionOf(person), sk: decisionKey(decisionId), line: lineOf(record), expiresAt };
      await putAll(client, table, line === undefined ? [whole] : [whole, line]);
    },
  };
}

export function dynamoDecisionReader(client: DynamoDBDocumentClient, table: string, clock: Clock): DecisionReader {
  return {
    async get(decisionId) {
      if (decisionId.length > MAX_ID_CHARACTERS) return undefined; // the store takes no key of any length
      const { Item } = await client.send(
        new GetCommand({
          TableName: table,
          Key: { pk: decisionKey(decisionId), sk: DECISION_RECORD_KEY },
          ConsistentRead: true,
        }),
      );
      return Item !== undefined && isKept(Item, clock.nowMs()) ? decodeDecisionRecord(Item['body']) : undefined;
    },

    async listOf(person, page) {
      const rows = { table, pk: partitionOf(person), range: DECISION_KEYS, nowMs: clock.nowMs() };
      const { rows: found, ...more } = await queryPage(client, rows, page);
      return { decisions: found.map((row) => row['line'] as DecisionLine), ...more };
    },
  };
}

/** The line that a row of a person's partition is; undefined: the row is of another sort. */
export const decisionLineIn = (row: Readonly<Record<string, unknown>>): DecisionLine | undefined =>
  String(row['sk']).startsWith(DECISION_KEYS.first) ? (row['line'] as DecisionLine | undefined) : undefined;

function lineOf(record: DecisionRecord): DecisionLine {
  const { decisionId, decidedAtMs, request, slate, policy, variants } = record;
  return {
    decisionId,
    decidedAt: isoOf(decidedAtMs),
    placement: request.placement,
    itemIds: slate.map(({ itemId }) => itemId),
    probabilities: propensitiesOf(record),
    ...(policy && { policy: policy.kind }),
    ...(variants && { variants }),
  };
}
