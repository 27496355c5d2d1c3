/**
 * Many claim offers of one budget at once: `npx node test/bench/budget-claims.ts --claims 100000 --claimants 100`. One
 * claim in ten is made twice at the same time, one in fifty is cut off in the middle and made again. Prints what was
 * given beside the budget; exit code 1 where more was given than there is, a cap was exceeded, or more than 1 % of the
 * budget could not be used.
 */
import { parseArgs } from 'node:util';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoBudgets } from '../../shared/adapters/dynamodb/budgets.ts';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoOfferClaims } from '../../shared/adapters/dynamodb/offer-claims.ts';
import type { Budget, Offer, OfferClaim } from '../../shared/domain/offer.ts';
import { DAY_MS, HOUR_MS } from '../../shared/domain/time.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { aBudget, anOffer } from '../support/builders/offer.ts';
import { openTestStores } from '../support/stores.ts';

const { values } = parseArgs({
  options: { claims: { type: 'string', default: '100000' }, claimants: { type: 'string', default: '100' } },
});
const [claimCount, claimantCount] = [Number(values.claims), Number(values.claimants)];
const DAY = Date.parse('2026-11-24T00:00:00Z');
const PEOPLE = Math.ceil(claimCount / 4);

const stores = await openTestStores();
const tables = { people: stores.nameOf('people'), control: stores.nameOf('control') };
const client = dynamoClient();
const budgets = dynamoBudgets(client, tables.control);
/** Half of what all claims would cost, and on each of two days a part of it. */
const totalMinor = Math.round(claimCount * 275);
const budget: Budget = aBudget({ totalMinor, perDayMinor: Math.round(totalMinor * 0.7) });
const offers: readonly Offer[] = [
  anOffer({ offerId: 'small', costMinor: 101, holdHours: 72, caps: { personDays: 7 } }),
  anOffer({ offerId: 'middle', costMinor: 499, holdHours: 72, caps: { personDays: 7, perPerson: 2 } }),
  anOffer({ offerId: 'large', costMinor: 1050, holdHours: 72, caps: { personDays: 7, perPerson: 1 } }),
];
await budgets.open(budget);

/** A claim whose calls from the n-th on are never made, as in a process that is killed. */
async function claimCutOff(calls: number, person: string, claim: OfferClaim): Promise<void> {
  const dying = dynamoClient();
  let made = 0;
  dying.middlewareStack.add((next) => (args) => (made++ < calls ? next(args) : Promise.reject(new Error('killed'))), {
    step: 'initialize',
  });
  await dynamoOfferClaims(dying, tables)
    .claim({ userId: person }, claim)
    .catch(() => undefined);
  dying.destroy();
}

const claims = dynamoOfferClaims(client, tables);
const held = new Map<string, OfferClaim & { readonly person: string }>();
const refused = new Map<string, number>();
let next = 0;
let done = 0;

async function claimant(seed: number): Promise<void> {
  const random = seededRandom(seed);
  while (next < claimCount) {
    const number = next++;
    const claim: OfferClaim = {
      decisionId: `claim-${number}`,
      offer: offers[Math.floor(random() * offers.length)]!,
      budget,
      atMs: DAY + (number * 2 * DAY_MS) / claimCount,
    };
    const person = `user-${Math.floor(random() * PEOPLE)}`;
    if (random() < 0.02) await claimCutOff(1 + Math.floor(random() * 4), person, claim);
    const tries = random() < 0.1 ? 2 : 1;
    const verdicts = await Promise.all(Array.from({ length: tries }, () => claims.claim({ userId: person }, claim)));
    const given = verdicts.find(({ status }) => status === 'held');
    if (given !== undefined) held.set(claim.decisionId, { ...claim, person });
    else if (verdicts[0]?.status === 'refused')
      refused.set(verdicts[0].because, (refused.get(verdicts[0].because) ?? 0) + 1);
    if (++done % Math.ceil(claimCount / 20) === 0) await look();
  }
}

let exceeded = 0;
/** What is given at this moment, from the rows of the claims. */
async function look(): Promise<void> {
  const spent = await claimedMinor();
  if (spent > totalMinor) exceeded++;
  process.stdout.write(`${done} claims, ${spent} of ${totalMinor} given\n`);
}

async function claimedMinor(): Promise<number> {
  let sum = 0;
  let startKey: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: tables.control,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'CLAIM' },
        ExclusiveStartKey: startKey,
        ConsistentRead: true,
      }),
    );
    for (const row of answer.Items ?? []) sum += Number(row['costMinor']);
    startKey = answer.LastEvaluatedKey;
  } while (startKey !== undefined);
  return sum;
}

const startMs = performance.now();
await Promise.all(Array.from({ length: claimantCount }, (_, i) => claimant(i + 1)));
const seconds = (performance.now() - startMs) / 1000;

const spent = await claimedMinor();
const told = [...held.values()].reduce((sum, { offer }) => sum + offer.costMinor, 0);
const before = await budgets.read(budget.budgetId);
// The holds of two days go on, so what comes back is what was taken and not given.
const back = await budgets.settle(budget.budgetId, DAY + 2 * DAY_MS + 1.5 * HOUR_MS);
const after = await budgets.read(budget.budgetId);
const byDay = [0, 1].map((day) =>
  [...held.values()].reduce(
    (sum, { atMs, offer }) => sum + (Math.floor((atMs - DAY) / DAY_MS) === day ? offer.costMinor : 0),
    0,
  ),
);
let overCap = 0;
const given = new Map<string, number>();
for (const { person, offer } of held.values()) {
  const count = (given.get(`${person} ${offer.offerId}`) ?? 0) + 1;
  given.set(`${person} ${offer.offerId}`, count);
  if (count > (offer.caps.perPerson ?? Number.POSITIVE_INFINITY)) overCap++;
}
// What came back can be given: the next day's claims take it.
let more = 0;
for (let number = 0; ; number++) {
  const claim = { decisionId: `more-${number}`, offer: offers[0]!, budget, atMs: DAY + 2 * DAY_MS + 2 * HOUR_MS };
  if ((await claims.claim({ userId: `more-${number}` }, claim)).status !== 'held') break;
  more += claim.offer.costMinor;
}
console.log(
  `${claimCount} claims of ${claimantCount} at once in ${seconds.toFixed(0)} s; refused:`,
  Object.fromEntries(refused),
);
must(spent <= totalMinor && exceeded === 0, `given ${spent} of ${totalMinor}, at every look at most all`);
must(
  byDay.every((sum) => sum <= (budget.perDayMinor ?? 0)),
  `a day ${byDay.join(' and ')} of ${budget.perDayMinor}`,
);
must(overCap === 0, `${overCap} beyond a person’s cap`);
must(told <= spent, `told of ${told}`);
must((before?.remainingMinor ?? -1) >= 0, `${before?.remainingMinor} was left while the days went on`);
must(after?.remainingMinor === totalMinor - spent, `${back} that was taken by who was cut off came back after them`);
const used = (100 * (spent + more)) / totalMinor;
must(spent + more <= totalMinor && used >= 99, `used ${used.toFixed(2)} %, of it ${more} of what came back`);
client.destroy();
await stores.close();

function must(isSo: boolean, what: string): void {
  console.log(`${isSo ? 'yes' : 'NO '} ${what}`);
  if (!isSo) process.exitCode = 1;
}
