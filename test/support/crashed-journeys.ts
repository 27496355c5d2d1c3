import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoBudgets } from '../../shared/adapters/dynamodb/budgets.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoJourneys } from '../../shared/adapters/dynamodb/journeys.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { messageIdOf } from '../../shared/decisioning/journeys/message-id.ts';
import type { Campaign } from '../../shared/domain/campaign.ts';
import type { Event } from '../../shared/domain/event.ts';
import type { Budget, Offer } from '../../shared/domain/offer.ts';
import type { MessageTemplate } from '../../shared/domain/template.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { seededRandom } from '../../shared/math/random.ts';
import type { StoredJourney } from '../../shared/ports/journeys.ts';
import { tableOf } from './journey-world.ts';

const MINUTE_MS = 60_000;
const AT_ONCE = 64;
/** As long as a journey takes on a slow machine. */
const MOST_MORE_MS = 300;
const LOOK_MS = 5;
/** Until a journey that was cut off before its wait has come through it, and a claim that was cut off is over. */
const ROUNDS_AFTER = 4;
/** Longer than a journey that was cut off is left alone, and than a claim. */
const STRIDE_MS = 5 * MINUTE_MS;

const CAMPAIGN: Campaign = {
  campaignId: 'crashes',
  words: 'an order is thanked for',
  trigger: { on: 'post-purchase' },
  reentry: 'never',
  exits: [],
  conversionDays: 7,
  status: 'running',
  startedAtMs: 0,
  steps: [
    {
      stepId: 'halves',
      split: [
        { variant: 'mail', weight: 1, to: 'mail' },
        { variant: 'site', weight: 1, to: 'pause' },
      ],
    },
    { stepId: 'mail', message: { channel: 'email', templateId: 'mail' }, to: 'end' },
    { stepId: 'pause', wait: { minutes: 3 } },
    { stepId: 'site', message: { channel: 'on-site', templateId: 'site', offer: { offerId: 'gift' } } },
  ],
};

/** Longer than it takes until the money of a day is settled. */
const HOLD_HOURS = 24 * 7;
const SETTLED_AFTER_MS = 3 * DAY_MS;
const GIFT: Offer = {
  ...{ offerId: 'gift', words: 'a gift', kind: 'gift', costMinor: 100, currency: 'EUR', leastMarginMinor: 0 },
  ...{ budgetId: 'gifts', caps: { perPerson: 1, personDays: 30 }, holdHours: HOLD_HOURS },
};
/** For a half of those who are to be given one. */
const budgetFor = (people: number): Budget => ({
  ...{ budgetId: 'gifts', words: 'gifts', currency: 'EUR', totalMinor: Math.floor(people / 4) * GIFT.costMinor },
});

const template = (templateId: string, channel: 'email' | 'on-site'): MessageTemplate => ({
  templateId,
  channel,
  traits: ['name'],
  languages: { en: { ...(channel === 'email' && { subject: 'Hello' }), text: 'Hello {{ person.traits.name }}' } },
  fallback: ['en'],
});

export interface Crashes {
  readonly people: number;
  readonly kills: number;
  readonly seed: number;
  /** Processes that stand ready: as many as the machine has processors, or a little more. */
  readonly ready?: number;
  readonly onKill?: (kill: number, sent: number) => void;
}

export interface CrashedJourneys {
  /** Processes that were at work when they were killed. */
  readonly killed: number;
  readonly ended: number;
  /** Messages, by how often the file has them and what the journey says of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What must not be: sent twice where that shows, said to be sent and not there, or there without a word. */
  readonly wrong: readonly string[];
}

/**
 * Journeys of so many people to one of two messages, one with an offer for a half of those who come to it, gone on with by processes that are killed one after the other at moments
 * drawn by lot, each then replaced by one whose clock is ahead of what the killed one had claimed.
 */
export async function crashedJourneys(
  client: DynamoDBDocumentClient,
  sink: string,
  { people, kills, seed, ready = 1, onKill }: Crashes,
): Promise<CrashedJourneys> {
  const partitions = Array.from({ length: people }, (_, i) => `U#person-${i}`);
  await begin(client, partitions);
  const random = seededRandom(seed);
  const processes = tickers(sink, ready);
  let [aheadMs, killed] = [0, 0];
  for (let kill = 0; kill < kills; kill++, aheadMs += STRIDE_MS) {
    // By how much it has done, and then a moment more: however fast the machine is, kills lie all over the work.
    const moreLines = Math.floor((2 * random() * people) / kills);
    const moreMs = Math.floor(random() * MOST_MORE_MS);
    const wasAtWork = await processes.kill(aheadMs, { moreLines, moreMs });
    if (wasAtWork) killed++;
    onKill?.(kill + 1, linesOf(sink).length);
  }
  await processes.tick(Array.from({ length: ROUNDS_AFTER }, (_, round) => aheadMs + round * STRIDE_MS));
  await processes.end();
  return { killed, ...(await judged(client, partitions, sink)) };
}

async function begin(client: DynamoDBDocumentClient, partitions: readonly string[]): Promise<void> {
  const [peopleTable, control] = [tableOf('people'), tableOf('control')];
  const nowMs = Date.now();
  const timeline = dynamoTimelineWriter(client, peopleTable, 400, { nowMs: () => nowMs });
  const journeys = dynamoJourneys(client, peopleTable, 400, { nowMs: () => nowMs });
  await dynamoDocuments<Campaign>(client, control, 'CAMPAIGN').put('crashes', CAMPAIGN, 0);
  const templates = dynamoDocuments<MessageTemplate>(client, control, 'TEMPLATE');
  await templates.put('mail', template('mail', 'email'), 0);
  await templates.put('site', template('site', 'on-site'), 0);
  const budget = budgetFor(partitions.length);
  await dynamoDocuments<Offer>(client, control, 'OFFER').put('gift', GIFT, 0);
  await dynamoDocuments<Budget>(client, control, 'BUDGET').put('gifts', budget, 0);
  await dynamoBudgets(client, control).open(budget);
  for (let start = 0; start < partitions.length; start += AT_ONCE) {
    const some = partitions.slice(start, start + AT_ONCE);
    await timeline.append(some.map((partition) => told(partition, nowMs)));
    const entry = { campaignId: 'crashes', entry: 'order', triggeredAtMs: nowMs, itemIds: [], endedByMs: undefined };
    await Promise.all(some.map((partition) => journeys.enter(partition, entry, nowMs)));
  }
}

const told = (partition: string, atMs: number): Event => ({
  type: 'identify',
  userId: partition.slice(2),
  messageId: 'told',
  ...{ atMs, clientAtMs: atMs, receivedAtMs: atMs },
  properties: {},
  traits: { name: 'Ann', email: `${partition.slice(2)}@shop.example` },
  context: {},
});

/** When a process is killed: after so many more messages, and then so long. */
interface KillAfter {
  readonly moreLines: number;
  readonly moreMs: number;
}

/** Processes that are ready to tick before they are wanted: a start takes longer than many a journey. */
function tickers(sink: string, ready: number) {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(dirname(sink), 'compiled') };
  const start = () => {
    const script = join(import.meta.dirname, 'ticking-process.ts');
    const child = spawn(process.execPath, [script, sink], { stdio: ['pipe', 'pipe', 'inherit'], env });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, gone: once(child, 'exit'), lines, isReady: lines.next() };
  };
  const waiting = Array.from({ length: ready }, start);
  return {
    /** Lets one tick until it is killed. @returns whether it was at work then. */
    async kill(aheadMs: number, { moreLines, moreMs }: KillAfter): Promise<boolean> {
      const { child, gone, lines, isReady } = waiting.shift()!;
      waiting.push(start());
      await isReady;
      const sizeAfter = sizeOf(sink) + moreLines * LINE_BYTES;
      let isDone = false;
      child.stdin.write(`${aheadMs}\n`);
      lines.next().then(() => {
        isDone = true;
      });
      while (sizeOf(sink) < sizeAfter && !isDone) await delay(LOOK_MS);
      await delay(moreMs);
      const wasAtWork = !isDone;
      child.kill('SIGKILL');
      await gone;
      return wasAtWork;
    },
    /** Lets one tick until nothing is due, once for each time. */
    async tick(timesAheadMs: readonly number[]): Promise<void> {
      const { child, lines, isReady } = waiting[0]!;
      await isReady;
      for (const aheadMs of timesAheadMs) {
        child.stdin.write(`${aheadMs}\n`);
        await lines.next();
      }
    },
    async end(): Promise<void> {
      for (const { child } of waiting) child.kill('SIGKILL');
      await Promise.all(waiting.map(({ gone }) => gone));
    },
  };
}

/** About as long as the name of a channel and an id. */
const LINE_BYTES = 47;
const sizeOf = (sink: string): number => (existsSync(sink) ? statSync(sink).size : 0);

const linesOf = (sink: string): readonly string[] =>
  existsSync(sink) ? readFileSync(sink, 'utf8').split('\n').filter(Boolean) : [];

async function judged(client: DynamoDBDocumentClient, partitions: readonly string[], sink: string) {
  const delivered = new Map<string, number>();
  for (const line of linesOf(sink)) {
    const messageId = line.split(' ')[1]!;
    delivered.set(messageId, (delivered.get(messageId) ?? 0) + 1);
  }
  const journeys = dynamoJourneys(client, tableOf('people'), 400, { nowMs: Date.now });
  const outcomes: Record<string, number> = {};
  const wrong: string[] = [];
  let [ended, given] = [0, 0];
  for (const partition of partitions) {
    const kept = await journeys.get({ partition, campaignId: 'crashes' });
    if (kept?.journey.status === 'ended') ended++;
    else wrong.push(`${partition}: the journey has not ended`);
    // Each is led to one of the two messages; the other one must not be there.
    const stepId = kept?.journey.variant ?? 'nowhere';
    const [times, others] = [stepId, stepId === 'mail' ? 'site' : 'mail'].map((step) => {
      const passage = { campaignId: 'crashes', partition, entry: 'order' };
      return delivered.get(messageIdOf(passage, step, sha256Hash.sha256)) ?? 0;
    }) as [number, number];
    const isSent = kept?.sends.some((send) => send.stepId === stepId) ?? false;
    const isGiven = kept?.sends.some(({ claim }) => claim !== undefined) ?? false;
    if (isGiven) given++;
    if (isGiven !== (isSent && stepId === 'site'))
      wrong.push(`${partition}: an offer without a message, or the other way`);
    const said = isSent ? 'sent' : reasonOf(kept);
    const outcome = `${stepId}: ${said}, there ${times} times`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    // Laid down twice for a visit, it is seen once.
    const isRight = isSent ? times === 1 || (stepId === 'site' && times > 1) : said !== '' && times <= 1;
    if (!isRight || others > 0) wrong.push(`${partition} ${outcome}, the other ${others} times`);
  }
  const unknown = delivered.size - partitions.length;
  if (unknown > 0) wrong.push(`${unknown} messages that no journey has`);
  wrong.push(...(await wrongWithMoney(client, partitions.length, given)));
  return { ended, outcomes, wrong };
}

/** Once the day is settled, as much is taken as was given, and no more than there is. */
async function wrongWithMoney(
  client: DynamoDBDocumentClient,
  people: number,
  given: number,
): Promise<readonly string[]> {
  const budgets = dynamoBudgets(client, tableOf('control'));
  const { totalMinor } = budgetFor(people);
  const takenNow = totalMinor - ((await budgets.read('gifts'))?.remainingMinor ?? 0);
  await budgets.settle('gifts', Date.now() + SETTLED_AFTER_MS);
  const taken = totalMinor - ((await budgets.read('gifts'))?.remainingMinor ?? 0);
  return [
    ...(takenNow > totalMinor ? [`${takenNow} of ${totalMinor} were taken`] : []),
    ...(taken !== given * GIFT.costMinor ? [`${taken} are taken for ${given} offers of ${GIFT.costMinor}`] : []),
  ];
}

/** Why a journey has not sent all: the reasons that it counts. */
const reasonOf = (kept: StoredJourney | undefined): string =>
  Object.keys(kept?.tally ?? {})
    .filter((name) => name.startsWith('/dropped:'))
    .join();
