import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ActionRecord, parseActionRecord } from '../../domain/action-record.ts';
import { partitionOf } from '../../domain/event.ts';
import type { ClaimRef } from '../../domain/offer.ts';
import { isoOf } from '../../domain/time.ts';
import type { ActionRecords, KeptAction } from '../../ports/action-records.ts';
import type { DecisionLine } from '../../ports/decisions.ts';
import type { Clock } from '../../ports/system.ts';
import { putAll } from './batch-write.ts';
import { deflatedJson, inflatedJson } from './decision-codec.ts';
import { isKept, keptUntil } from './expiry.ts';
import { ACTION_RECORD_KEY, decisionKey, keyedDecisionKey } from './people-keys.ts';
import { putIf } from './write-if.ts';

/** No id that was ever given is longer. */
const MAX_ID_CHARACTERS = 100;

type Row = Readonly<Record<string, unknown>>;

/** @param decisionDays - days that a record is kept after the decision. */
export function dynamoActionRecords(
  client: DynamoDBDocumentClient,
  table: string,
  decisionDays: number,
  clock: Clock,
): ActionRecords {
  const keyOf = (decisionId: string) => ({ pk: decisionKey(decisionId), sk: ACTION_RECORD_KEY });
  const read = async (decisionId: string): Promise<Row | undefined> => {
    if (decisionId.length > MAX_ID_CHARACTERS) return undefined; // the store takes no key of any length
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(decisionId), ConsistentRead: true }),
    );
    return Item !== undefined && isKept(Item, clock.nowMs()) ? Item : undefined;
  };
  const recordIn = (row: Row): ActionRecord => parseActionRecord(inflatedJson(row['body']));
  const rowsOf = (record: ActionRecord) => {
    const expiresAt = keptUntil(record.decidedAtMs, decisionDays);
    const whole = { ...keyOf(record.decisionId), body: deflatedJson(record), expiresAt };
    const { person, decisionId, decidedAtMs } = record;
    const sk = record.decisionKey === undefined ? decisionKey(decisionId) : keyedDecisionKey(decisionId, decidedAtMs);
    return { whole, lines: person ? [{ pk: partitionOf(person), sk, line: lineOf(record), expiresAt }] : [] };
  };

  return {
    async keep(record) {
      const { whole, lines } = rowsOf(record);
      if (record.decisionKey === undefined) {
        await putAll(client, table, [whole, ...lines]);
        return record;
      }
      const isFirst = await putIf(client, {
        TableName: table,
        Item: whole,
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': Math.floor(clock.nowMs() / 1000) },
      });
      const before = isFirst ? undefined : await read(record.decisionId);
      const kept = before === undefined ? record : recordIn(before);
      // Also where another was first: it may have been cut off before it listed its own.
      const own = rowsOf(kept).lines;
      if (own.length > 0) await putAll(client, table, own);
      return kept;
    },

    async find(decisionId) {
      const row = await read(decisionId);
      return row && keptAction(row, recordIn(row));
    },

    async noteActivation(decisionId, atMs) {
      if ((await read(decisionId)) === undefined) return undefined;
      const { Attributes = {} } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(decisionId),
          UpdateExpression: 'SET activatedAtMs = if_not_exists(activatedAtMs, :atMs)',
          ConditionExpression: 'attribute_exists(pk)', // it may be erased by now
          ExpressionAttributeValues: { ':atMs': atMs },
          ReturnValues: 'ALL_OLD',
        }),
      );
      const before = Attributes['activatedAtMs'];
      return before === undefined ? { atMs, isFirst: true } : { atMs: Number(before), isFirst: false };
    },

    async noteReward(decisionId, { value, atMs }) {
      const row = await read(decisionId);
      if (row === undefined) return undefined;
      try {
        const { Attributes = {} } = await client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(decisionId),
            UpdateExpression: 'SET reward = :value, rewardedAtMs = :atMs',
            ConditionExpression:
              'attribute_exists(pk) AND (attribute_not_exists(rewardedAtMs) OR rewardedAtMs < :atMs OR (rewardedAtMs = :atMs AND reward <> :value))',
            ExpressionAttributeValues: { ':value': value, ':atMs': atMs },
            ReturnValues: 'ALL_OLD',
          }),
        );
        const before = Attributes['reward'];
        return before === undefined ? {} : { before: Number(before) };
      } catch (error) {
        if ((error as Error).name === 'ConditionalCheckFailedException') return 'known';
        throw error;
      }
    },
  };
}

function keptAction({ activatedAtMs, reward, rewardedAtMs }: Row, record: ActionRecord): KeptAction {
  return {
    record,
    ...(activatedAtMs !== undefined && { activatedAtMs: Number(activatedAtMs) }),
    ...(rewardedAtMs !== undefined && { reward: { value: Number(reward), atMs: Number(rewardedAtMs) } }),
  };
}

/** Of what no policy drew the probability is not told, so that nothing learns from it. */
const lineOf = ({
  decisionId,
  decidedAtMs,
  point,
  actionId,
  probability,
  policy,
  features,
  variants,
  claim,
}: ActionRecord): DecisionLine => ({
  decisionId,
  decidedAt: isoOf(decidedAtMs),
  placement: point,
  itemIds: [actionId],
  ...(policy !== 'default' && policy !== 'redrawn' && { probabilities: [probability] }),
  policy,
  ...(variants && { variants }),
  features,
  ...(claim && { claim: claimRefOf(claim) }),
});

const claimRefOf = ({ offerId, claimId, budgetId }: NonNullable<ActionRecord['claim']>): ClaimRef => ({
  offerId,
  claimId,
  ...(budgetId !== undefined && { budgetId }),
});
