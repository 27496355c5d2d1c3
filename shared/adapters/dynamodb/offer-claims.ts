import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type PersonRef, partitionOf } from '../../domain/event.ts';
import { type ClaimRef, type ClaimRefusal, claimIdOf, lapsesAtMs, type OfferClaim } from '../../domain/offer.ts';
import { utcDay } from '../../domain/time.ts';
import type { OfferClaims } from '../../ports/offers.ts';
import { getAll } from './batch-get.ts';
import { giveBack, takeCount, takeMoney } from './budgets.ts';
import { claimKey, type KeptClaim, keptClaim, takenBy } from './claim-rows.ts';
import { keptUntil } from './expiry.ts';
import { personClaims } from './person-claims.ts';
import { putIf, updateIf } from './write-if.ts';

/** Days that a claim is known after it lapsed: a budget is settled long before, and experiments count as far back. */
export const CLAIM_DAYS = 90;

export interface ClaimTables {
  readonly people: string;
  readonly control: string;
}

/**
 * Each limit is held by one conditional write: the person's by a row of theirs, the day's and the money's by a row of the
 * offer and one of the budget, and that a claim is held by a row of its own, which names nobody. They are taken in this
 * order, and given back where a later one refuses. Who is cut off between has taken and not given: no limit is exceeded,
 * and `settle` gives it back.
 */
export function dynamoOfferClaims(client: DynamoDBDocumentClient, { people, control }: ClaimTables): OfferClaims {
  const ofPeople = personClaims(client, people);

  const keep = (claim: OfferClaim): Promise<boolean> =>
    putIf(client, {
      TableName: control,
      Item: {
        ...claimKey(refOf(claim)),
        costMinor: claim.offer.costMinor,
        currency: claim.offer.currency,
        kind: claim.offer.kind,
        untilMs: lapsesAtMs(claim),
        expiresAt: keptUntil(lapsesAtMs(claim), CLAIM_DAYS),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    });

  const take = async (claim: OfferClaim): Promise<ClaimRefusal | undefined> => {
    const { offer, budget } = claim;
    const day = utcDay(claim.atMs);
    if (offer.caps.perDay !== undefined && !(await takeCount(client, control, offer, day))) return 'offer-day-cap';
    const refusal = budget && (await takeMoney(client, control, budget, { day, amount: offer.costMinor }));
    if (refusal !== undefined) await giveBack(client, control, claim, { day, money: false });
    return refusal;
  };

  const read = async (claim: ClaimRef): Promise<KeptClaim | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: control, Key: claimKey(claim), ConsistentRead: true }),
    );
    return Item && keptClaim(Item);
  };

  return {
    async claim(person, claim) {
      const { offer, budget } = claim;
      const held = { status: 'held', claimId: claimIdOf(claim), untilMs: lapsesAtMs(claim) } as const;
      const isCounted = budget !== undefined || offer.caps.perDay !== undefined || offer.costMinor > 0;
      if (isCounted && (await read(refOf(claim))) !== undefined) return held;
      const refusal = await reserved(ofPeople, person, claim);
      if (refusal !== undefined) return { status: 'refused', because: refusal };
      if (!isCounted) return held;
      const because = await take(claim);
      if (because !== undefined) {
        if (person !== undefined && offer.caps.perPerson !== undefined)
          await ofPeople.forget(partitionOf(person), claim);
        return { status: 'refused', because };
      }
      // Another try of the same claim was faster: one of both has taken too much.
      if (!(await keep(claim))) await giveBack(client, control, claim, { day: utcDay(claim.atMs), money: true });
      return held;
    },

    async redeem(claim, { costMinor, atMs }) {
      const isMade = await updateIf(client, {
        TableName: control,
        Key: claimKey(claim),
        UpdateExpression: 'SET spentMinor = :cost',
        ConditionExpression: 'untilMs > :now AND (attribute_not_exists(spentMinor) OR spentMinor = :cost)',
        ExpressionAttributeValues: { ':cost': costMinor, ':now': atMs },
      });
      if (isMade) return 'redeemed';
      const kept = await read(claim);
      if (kept === undefined) return 'unknown';
      return kept.spentMinor === undefined ? 'lapsed' : 'redeemed';
    },

    async costs(claims, nowMs) {
      const keys = new Map(claims.map((claim) => [claim.claimId, claimKey(claim)]));
      const rows = await getAll(client, control, [...keys.values()]);
      const kept = new Map(rows.map((row) => [String(row['sk']), keptClaim(row)]));
      return new Map(
        [...keys].flatMap(([claimId, { sk }]) => {
          const claim = kept.get(sk);
          if (claim === undefined) return [];
          const { currency, kind } = claim;
          return [[claimId, { costMinor: takenBy(claim, nowMs), currency, kind }] as const];
        }),
      );
    },
  };
}

const refOf = (claim: OfferClaim): ClaimRef => ({
  claimId: claimIdOf(claim),
  offerId: claim.offer.offerId,
  budgetId: claim.budget?.budgetId,
});

/** A place under the person's cap; nothing is kept of a person where an offer has none. */
async function reserved(
  ofPeople: ReturnType<typeof personClaims>,
  person: PersonRef | undefined,
  claim: OfferClaim,
): Promise<ClaimRefusal | undefined> {
  if (claim.offer.caps.perPerson === undefined) return undefined;
  if (person === undefined) return 'nobody';
  return (await ofPeople.reserve(partitionOf(person), claim)) ? undefined : 'person-cap';
}
