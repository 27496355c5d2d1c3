import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Budget, ClaimRefusal, Offer, OfferClaim } from '../../domain/offer.ts';
import { DAY_MS, HOUR_MS } from '../../domain/time.ts';
import type { BudgetBook, BudgetState } from '../../ports/offers.ts';
import { claimsOfDay, keptClaim, takenBy } from './claim-rows.ts';
import { queryAll } from './query-all.ts';
import { updateIf } from './write-if.ts';

/**
 * What is taken, in the control table: SPEND / budget#<budgetId> has what the budget is, what remains of it, what is
 * settled, and an attribute a day with what was taken then; SPEND / offer#<offerId> how often an offer was given a day.
 */
const PARTITION = 'SPEND';
const DAY = 'd_';
/** A claim of the last moment of a day is on record by then, and one that was taken up as it lapsed. */
const SETTLE_AFTER_MS = HOUR_MS;
/** A day's claims are looked at until then, and what was taken is final after; claims are kept for longer. */
const FINAL_AFTER_DAYS = 45;

const budgetKey = (budgetId: string) => ({ pk: PARTITION, sk: `budget#${budgetId}` });
const offerKey = (offerId: string) => ({ pk: PARTITION, sk: `offer#${offerId}` });
const dayName = (day: string): string => DAY + day;

/** @returns whether the offer may be given once more on the day; it counts then. */
export function takeCount(client: DynamoDBDocumentClient, table: string, offer: Offer, day: string): Promise<boolean> {
  const { perDay = Number.MAX_SAFE_INTEGER } = offer.caps;
  return updateIf(client, {
    TableName: table,
    Key: offerKey(offer.offerId),
    UpdateExpression: 'ADD #day :one',
    ConditionExpression: ':most > :zero AND (attribute_not_exists(#day) OR #day < :most)',
    ExpressionAttributeNames: { '#day': dayName(day) },
    ExpressionAttributeValues: { ':one': 1, ':most': perDay, ':zero': 0 },
  });
}

/** Takes money of a budget, or says why it has none left. */
export async function takeMoney(
  client: DynamoDBDocumentClient,
  table: string,
  { budgetId, perDayMinor = Number.MAX_SAFE_INTEGER }: Budget,
  { day, amount }: { readonly day: string; readonly amount: number },
): Promise<ClaimRefusal | undefined> {
  const isTaken = await updateIf(client, {
    TableName: table,
    Key: budgetKey(budgetId),
    UpdateExpression: 'ADD remainingMinor :back, #day :amount',
    ConditionExpression:
      'remainingMinor >= :amount AND :room >= :zero AND (attribute_not_exists(#day) OR #day <= :room)',
    ExpressionAttributeNames: { '#day': dayName(day) },
    ExpressionAttributeValues: { ':back': -amount, ':amount': amount, ':room': perDayMinor - amount, ':zero': 0 },
  });
  if (isTaken) return undefined;
  const state = await readState(client, table, budgetId);
  return (state?.remainingMinor ?? 0) >= amount ? 'budget-day-spent' : 'budget-spent';
}

/** What was taken for a claim that is not given: the count, and the money where that was taken too. */
export async function giveBack(
  client: DynamoDBDocumentClient,
  table: string,
  { offer, budget }: OfferClaim,
  { day, money }: { readonly day: string; readonly money: boolean },
): Promise<void> {
  const add = (Key: Record<string, string>, UpdateExpression: string, values: Record<string, number>) =>
    client.send(
      new UpdateCommand({
        ...{ TableName: table, Key, UpdateExpression },
        ExpressionAttributeNames: { '#day': dayName(day) },
        ExpressionAttributeValues: values,
      }),
    );
  if (offer.caps.perDay !== undefined) await add(offerKey(offer.offerId), 'ADD #day :less', { ':less': -1 });
  if (!money || budget === undefined) return;
  const values = { ':amount': offer.costMinor, ':less': -offer.costMinor };
  await add(budgetKey(budget.budgetId), 'ADD remainingMinor :amount, #day :less', values);
}

export function dynamoBudgets(client: DynamoDBDocumentClient, table: string): BudgetBook {
  return {
    async open({ budgetId, totalMinor }) {
      const state = await readState(client, table, budgetId);
      const more = totalMinor - (state?.totalMinor ?? 0);
      const isSet = await updateIf(client, {
        TableName: table,
        Key: budgetKey(budgetId),
        UpdateExpression: 'SET totalMinor = :total ADD remainingMinor :more',
        ...(state === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'totalMinor = :before' }),
        ExpressionAttributeValues: {
          ':total': totalMinor,
          ':more': more,
          ...(state !== undefined && { ':before': state.totalMinor }),
        },
      });
      if (!isSet) await this.open({ budgetId, totalMinor } as Budget); // another was faster
    },

    read: (budgetId) => readState(client, table, budgetId),

    async settle(budgetId, nowMs) {
      const state = await readState(client, table, budgetId);
      let given = 0;
      for (const [day, taken] of Object.entries(state?.takenByDay ?? {})) {
        const endMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
        if (nowMs < endMs + SETTLE_AFTER_MS) continue;
        const isFinal = nowMs > endMs + FINAL_AFTER_DAYS * DAY_MS;
        const wanted = isFinal ? taken : await takenOn(client, table, { budgetId, day, nowMs });
        if (await settleDay(client, table, { budgetId, day, taken, wanted, isFinal })) given += taken - wanted;
      }
      return given;
    },
  };
}

async function takenOn(
  client: DynamoDBDocumentClient,
  table: string,
  { budgetId, day, nowMs }: { readonly budgetId: string; readonly day: string; readonly nowMs: number },
): Promise<number> {
  let sum = 0;
  for await (const rows of queryAll(client, { TableName: table, ...claimsOfDay(budgetId, day) }))
    for (const row of rows) sum += takenBy(keptClaim(row), nowMs - SETTLE_AFTER_MS);
  return sum;
}

interface SettledDay {
  readonly budgetId: string;
  readonly day: string;
  /** As it stands on the row, which must still be so. */
  readonly taken: number;
  /** What it should be. */
  readonly wanted: number;
  /** Its claims will be gone: it is a number among those that are settled from now on. */
  readonly isFinal: boolean;
}

async function settleDay(
  client: DynamoDBDocumentClient,
  table: string,
  { budgetId, day, taken, wanted, isFinal }: SettledDay,
): Promise<boolean> {
  if (taken === wanted && !isFinal) return false;
  return updateIf(client, {
    TableName: table,
    Key: budgetKey(budgetId),
    UpdateExpression: isFinal ? 'REMOVE #day ADD settledMinor :wanted' : 'SET #day = :wanted ADD remainingMinor :less',
    ConditionExpression: '#day = :taken',
    ExpressionAttributeNames: { '#day': dayName(day) },
    ExpressionAttributeValues: { ':taken': taken, ':wanted': wanted, ...(!isFinal && { ':less': taken - wanted }) },
  });
}

async function readState(
  client: DynamoDBDocumentClient,
  table: string,
  budgetId: string,
): Promise<BudgetState | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: budgetKey(budgetId), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const days = Object.keys(Item).filter((name) => name.startsWith(DAY));
  return {
    totalMinor: Number(Item['totalMinor']),
    remainingMinor: Number(Item['remainingMinor']),
    takenByDay: Object.fromEntries(days.sort().map((name) => [name.slice(DAY.length), Number(Item[name])])),
  };
}
