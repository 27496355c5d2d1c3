import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SingleUse } from '../../ports/shopper-tokens.ts';
import { keptUntil } from './expiry.ts';
import { SPENT_KEY, spentKey } from './people-keys.ts';
import { putIf } from './write-if.ts';

/** A day more than needed, so that the mark is never gone before what it marks. */
const EXTRA_DAYS = 1;

export const dynamoSingleUse = (client: DynamoDBDocumentClient, table: string): SingleUse => ({
  spend: (id, untilMs) =>
    putIf(client, {
      TableName: table,
      Item: { pk: spentKey(id), sk: SPENT_KEY, expiresAt: keptUntil(untilMs, EXTRA_DAYS) },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
});
