import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TickPorts, tick } from '../../functions/engage/tick/tick.ts';
import { dynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import type { Campaign } from '../../shared/domain/campaign.ts';
import type { JourneyEntry } from '../../shared/domain/journey.ts';
import type { MessageTemplate } from '../../shared/domain/template.ts';
import { placeOf } from '../../shared/features/profile/roll.ts';
import { textColumnOf } from '../../shared/math/text-column.ts';
import type { RollColumns } from '../../shared/ports/rolls.ts';
import { aCampaign } from '../support/builders/campaigns.ts';
import { journeyWorld, tableOf } from '../support/journey-world.ts';
import { newDirectory } from '../support/stores.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
const MINUTE_MS = 60_000;
let folder: string;
let sink: string;
let nowMs = 1_795_000_000_000;
beforeAll(async () => {
  folder = await newDirectory();
  sink = join(folder, 'sent');
  const templates = dynamoDocuments<MessageTemplate>(stores.dynamo, tableOf('control'), 'TEMPLATE');
  await templates.put('hi', { ...ofTemplate, languages: { en: { text: 'Hi' } } }, 0);
  const endless = '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}';
  await templates.put('endless', { ...ofTemplate, templateId: 'endless', languages: { en: { text: endless } } }, 0);
  await set('hello', {});
  await set('asleep', { status: 'paused' });
  await set('endless', { steps: [{ stepId: 'say', message: { channel: 'on-site', templateId: 'endless' } }] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ofTemplate = { templateId: 'hi', channel: 'on-site', traits: [], fallback: ['en'] } as const;
const world = (): TickPorts => journeyWorld(stores.dynamo, sink, () => nowMs);
const set = (campaignId: string, change: Partial<Campaign>) =>
  dynamoDocuments<Campaign>(stores.dynamo, tableOf('control'), 'CAMPAIGN').put(
    campaignId,
    {
      ...aCampaign({ campaignId, trigger: { on: 'post-purchase' }, reentry: 'never', exits: [] }),
      ...{ steps: [{ stepId: 'say', message: { channel: 'on-site', templateId: 'hi' } }], status: 'running' },
      ...change,
    },
    0,
  );
const enter = (partition: string, campaignId: string) => {
  const entry: JourneyEntry = { campaignId, entry: 'e', triggeredAtMs: nowMs, itemIds: [], endedByMs: undefined };
  return world().journeys.enter(partition, entry, nowMs);
};
const journeyOf = (partition: string, campaignId: string) => world().journeys.get({ partition, campaignId });
const sentSoFar = (): number => (existsSync(sink) ? readFileSync(sink, 'utf8').split('\n').length - 1 : 0);

describe('a tick', { timeout: 60_000 }, () => {
  it('takes what is due, of two at once each journey by one of them', async () => {
    const people = Array.from({ length: 12 }, (_, i) => `U#p${i}`);
    for (const partition of people) await enter(partition, 'hello');
    await Promise.all([tick(world())(), tick(world())()]);
    expect(sentSoFar()).toBe(people.length);
    for (const partition of people)
      expect(await journeyOf(partition, 'hello')).toMatchObject({
        journey: { status: 'ended' },
        tally: { '/sent': 1 },
      });
    expect(await world().tallies.read('hello')).toMatchObject({ '/sent': 12, '/ended:all steps done': 12 });
    expect(await tick(world())()).toEqual({ taken: 0, failed: 0 });
  });

  it('puts off who is in a campaign that is paused, and ends who is in one that is gone', async () => {
    await enter('U#ann', 'asleep');
    await enter('U#ann', 'gone');
    await tick(world())();
    expect(await journeyOf('U#ann', 'asleep')).toMatchObject({
      dueAtMs: nowMs + 15 * MINUTE_MS,
      journey: { status: 'new' },
    });
    expect(await journeyOf('U#ann', 'gone')).toMatchObject({ journey: { because: 'campaign removed' } });
  });

  it('drops a message that cannot be filled for somebody, and lets the journey go on', async () => {
    await enter('U#bea', 'endless');
    await tick(world())();
    expect(await journeyOf('U#bea', 'endless')).toMatchObject({
      journey: { status: 'ended', because: 'all steps done' },
      tally: { '/dropped:template': 1 },
    });
  });

  it('hands what a device began to whose it has become', async () => {
    await enter('A#phone', 'hello');
    const timeline = dynamoTimelineWriter(stores.dynamo, tableOf('people'), 400, { nowMs: () => nowMs });
    await timeline.link({ anonymousId: 'phone', userId: 'cleo', linkedAtMs: nowMs, messageId: 'l' });
    const before = sentSoFar();
    await tick(world())();
    await tick(world())();
    expect(await journeyOf('A#phone', 'hello')).toMatchObject({ journey: { because: 'signed in' } });
    expect(await journeyOf('U#cleo', 'hello')).toMatchObject({ tally: { '/sent': 1 } });
    expect(sentSoFar()).toBe(before + 1);
  });

  it('leaves what fails to the next one, and goes on with all else', async () => {
    await enter('U#dan', 'hello');
    await enter('U#eve', 'hello');
    const away: TickPorts = {
      ...world(),
      send: (message, atMs) =>
        message.person.userId === 'dan' ? Promise.reject(new Error('away')) : world().send(message, atMs),
    };
    expect(await tick(away)()).toEqual({ taken: 2, failed: 1 });
    expect(await journeyOf('U#dan', 'hello')).toMatchObject({ journey: { status: 'under-way', stepId: 'say' } });
    nowMs += 3 * MINUTE_MS; // who is at a message is left alone for a while
    expect(await tick(world())()).toEqual({ taken: 1, failed: 0 });
    expect(await journeyOf('U#dan', 'hello')).toMatchObject({ tally: { '/sent': 1 } });
  });

  it('lets the audience of a broadcast enter part by part, goes on where time ended it, and lets nobody enter twice', async () => {
    await set('all', { trigger: { on: 'broadcast', at: 'now' }, startedAtMs: nowMs });
    const people = Array.from({ length: 40 }, (_, i) => `U#b${i}`).sort((a, b) => placeOf(a) - placeOf(b));
    const columns: RollColumns = {
      place: Float64Array.from(people, placeOf),
      partition: textColumnOf(people),
      market: textColumnOf(people.map(() => '')),
      features: {},
    };
    const roll = { snapshotId: 's', takenAtMs: 0, asOfMs: 0, personCount: people.length, parts: [1] };
    const withRoll = (seconds: number): TickPorts => ({
      ...world(),
      rolls: { newest: async () => roll, readPart: async () => columns },
      // Each look at the clock takes a while.
      clock: { nowMs: () => nowMs++ },
      tickSeconds: seconds,
    });
    const progress = async () => (await world().progress.find('all'))?.body;
    await tick(withRoll(0.03))();
    expect(await progress()).toMatchObject({ isDone: false });
    for (let ticks = 0; !(await progress())?.isDone; ticks++) {
      expect(ticks).toBeLessThan(20);
      await tick(withRoll(0.03))();
    }
    await tick(world())();
    await tick(withRoll(600))();
    expect(await world().tallies.read('all')).toMatchObject({ '/entered': 40, '/sent': 40 });
  });
});
