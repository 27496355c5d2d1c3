import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { ConflictError } from '../../domain/errors.ts';
import type { OfferClaim } from '../../domain/offer.ts';
import { DAY_MS } from '../../domain/time.ts';
import { keptUntil } from './expiry.ts';
import { CLAIMS_KEY } from './people-keys.ts';
import { putIf } from './write-if.ts';

/** What a person was given, as it is kept: by which their caps are counted. */
export interface GivenOffer {
  readonly decisionId: string;
  readonly offerId: string;
  readonly atMs: number;
  /** How many tries to make the claim hold its place: one that was refused must not take it from one that was not. */
  readonly tries: number;
}

/** Those who want to change one row at once are served one a round. */
const MAX_ROUNDS = 40;
/** The longest window of a cap: what is older counts nowhere. */
export const MAX_CAP_DAYS = 400;

/** The row of a person that says what they were given: JSON with a revision that each write raises. */
export function personClaims(client: DynamoDBDocumentClient, table: string) {
  /** @param change - undefined: nothing is to be changed. @returns whether something was. */
  const change = async (
    pk: string,
    atMs: number,
    changed: (given: readonly GivenOffer[]) => readonly GivenOffer[] | undefined,
  ): Promise<boolean> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { pk, sk: CLAIMS_KEY }, ConsistentRead: true }),
      );
      const revision = Number(Item?.['revision'] ?? 0);
      const before = Item === undefined ? [] : (JSON.parse(String(Item['given'])) as GivenOffer[]);
      const after = changed(before.filter((one) => one.atMs > atMs - MAX_CAP_DAYS * DAY_MS));
      if (after === undefined) return false;
      const row = { pk, sk: CLAIMS_KEY, given: JSON.stringify(after), revision: revision + 1 };
      const isChanged = await putIf(client, {
        TableName: table,
        Item: { ...row, expiresAt: keptUntil(atMs, MAX_CAP_DAYS) },
        ...(revision === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': revision } }),
      });
      if (isChanged) return true;
    }
    throw new ConflictError('the person is given many offers at once; ask again');
  };

  return {
    /** @returns whether the offer may be given to them: it was, or its cap is not reached in the window before. */
    reserve(pk: string, { decisionId, offer, atMs }: OfferClaim): Promise<boolean> {
      const { perPerson = Number.POSITIVE_INFINITY, personDays } = offer.caps;
      return change(pk, atMs, (given) => {
        const isThere = given.some((one) => one.decisionId === decisionId);
        if (isThere)
          return given.map((one) => (one.decisionId === decisionId ? { ...one, tries: one.tries + 1 } : one));
        const inWindow = given.filter((one) => one.offerId === offer.offerId && one.atMs > atMs - personDays * DAY_MS);
        if (inWindow.length >= perPerson) return undefined;
        return [...given, { decisionId, offerId: offer.offerId, atMs, tries: 1 }];
      });
    },

    /** It was not given after all. */
    async forget(pk: string, { decisionId, atMs }: OfferClaim): Promise<void> {
      await change(pk, atMs, (given) =>
        given.flatMap((one) => {
          const tries = one.decisionId === decisionId ? one.tries - 1 : one.tries;
          return tries > 0 ? [{ ...one, tries }] : [];
        }),
      );
    },
  };
}
