import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoActionCounts } from '../../shared/adapters/dynamodb/action-counts.ts';
import { dynamoActionRecords } from '../../shared/adapters/dynamodb/action-records.ts';
import { inflatedJson } from '../../shared/adapters/dynamodb/decision-codec.ts';
import { dynamoDecisionReader } from '../../shared/adapters/dynamodb/decision-records.ts';
import { dynamoPeopleNow } from '../../shared/adapters/dynamodb/people-now.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoStoredProfiles } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import type { ActionRecord } from '../../shared/domain/action-record.ts';
import type { ActionCounts } from '../../shared/ports/action-counts.ts';
import type { ActionRecords } from '../../shared/ports/action-records.ts';
import { unrecorded } from '../../shared/privacy/processing/lines.ts';
import { anEvent } from '../support/events.ts';
import { memoryActionCounts, memoryActionRecords, NOW_MS, openActions } from '../support/memory-actions.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const DAYS = 30;
const clock = { nowMs: () => NOW_MS };
const stores = useTestStores();

async function aRecord(decisionId: string, fields: Partial<ActionRecord> = {}): Promise<ActionRecord> {
  const shop = openActions({ person: { events: [anEvent()] } });
  const { decisionId: made } = await shop.ask();
  return { ...shop.recordOf(made), decisionId, ...fields };
}

describe.each<[string, () => ActionRecords]>([
  ['in memory', memoryActionRecords],
  ['in DynamoDB', () => dynamoActionRecords(stores.dynamo, stores.nameOf('people'), DAYS, clock)],
])('records of actions %s', (name, open) => {
  const records = open === memoryActionRecords ? open() : undefined;
  const opened = () => records ?? open();

  it('come back as they were kept', async () => {
    const record = await aRecord(`${name} 1`);
    expect(await opened().keep(record)).toEqual(record);
    expect((await opened().find(record.decisionId))?.record).toEqual(record);
    expect(await opened().find('unheard-of')).toBeUndefined();
  });

  it('of one key are the first, however many come at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => aRecord(`k-${name}`, { decisionKey: 'k', drawn: i / 10 })),
    );
    const kept = await Promise.all(all.map((record) => opened().keep(record)));
    expect(new Set(kept.map(({ drawn }) => drawn)).size).toBe(1);
    expect((await opened().find(`k-${name}`))?.record).toEqual(kept[0]);
  });

  it('know when an action was carried out first, and what it earned last', async () => {
    const { decisionId } = await opened().keep(await aRecord(`${name} 2`));
    expect(await opened().noteActivation('unheard-of', 5)).toBeUndefined();
    expect(await opened().noteActivation(decisionId, 5)).toEqual({ atMs: 5, isFirst: true });
    expect(await opened().noteActivation(decisionId, 9)).toEqual({ atMs: 5, isFirst: false });
    expect(await opened().noteReward(decisionId, { value: 0.5, atMs: 10 })).toEqual({});
    expect(await opened().noteReward(decisionId, { value: 0.5, atMs: 10 })).toBe('known');
    expect(await opened().noteReward(decisionId, { value: 1, atMs: 9 })).toBe('known');
    expect(await opened().noteReward(decisionId, { value: 1, atMs: 11 })).toEqual({ before: 0.5 });
    expect(await opened().noteReward('unheard-of', { value: 1, atMs: 11 })).toBeUndefined();
    expect(await opened().find(decisionId)).toMatchObject({ activatedAtMs: 5, reward: { value: 1, atMs: 11 } });
  });
});

describe.each<[string, () => ActionCounts]>([
  ['in memory', memoryActionCounts],
  ['in DynamoDB', () => dynamoActionCounts(stores.dynamo, stores.nameOf('control'), clock)],
])('counts of actions %s', (_, open) => {
  it('are sums by action, of days from one on, of one point', async () => {
    const counts = open();
    const of = (pointId: string, day: string, actionId: string) => ({ pointId, day, actionId });
    await Promise.all(Array.from({ length: 20 }, () => counts.add(of('p', '2026-12-01', 'a'), 1, 0.5)));
    await counts.add(of('p', '2026-11-30', 'a'), 7, 7);
    await counts.add(of('p', '2026-12-02', 'b'), 1, -1);
    await counts.add(of('p-2', '2026-12-02', 'a'), 100, 100);
    expect(await counts.since('p', '2026-12-01')).toEqual(
      new Map([
        ['a', { pulls: 20, earned: 10 }],
        ['b', { pulls: 1, earned: -1 }],
      ]),
    );
    expect((await counts.since('p', '')).get('a')).toEqual({ pulls: 27, earned: 17 });
  });
});

describe('what is kept of an action', () => {
  it('is listed among a person’s decisions by time, is in the record of processing, and goes with the person', async () => {
    await stores.renew();
    const people = stores.nameOf('people');
    const records = dynamoActionRecords(stores.dynamo, people, DAYS, clock);
    const person = { userId: 'p1' };
    await records.keep(await aRecord('k-zzz', { person, decisionKey: 'k', decidedAtMs: NOW_MS - 5000 }));
    await records.keep(await aRecord('01a2ffff-0000-7000-8000-000000000000', { person }));
    await records.noteActivation('k-zzz', NOW_MS);
    await records.noteReward('k-zzz', { value: 1, atMs: NOW_MS });
    const reader = dynamoDecisionReader(stores.dynamo, people, clock);
    const { decisions } = await reader.listOf(person, { limit: 5 });
    expect(decisions.map(({ decisionId }) => decisionId)).toEqual(['01a2ffff-0000-7000-8000-000000000000', 'k-zzz']);
    expect(decisions[0]).toMatchObject({
      placement: 'cart-help',
      probabilities: [1 / 3],
      policy: 'uniform',
      features: [],
    });
    const { Items = [] } = await stores.dynamo.send(new ScanCommand({ TableName: people }));
    const rows = Items.map(({ body, ...row }) => ({
      ...row,
      ...(body && { body: JSON.stringify(inflatedJson(body)) }),
    }));
    expect(rows.flatMap((row) => unrecorded('people', row))).toEqual([]);
    await dynamoPersonalRows(stores.dynamo, people, clock).erase([person]);
    expect((await stores.dynamo.send(new ScanCommand({ TableName: people }))).Items).toEqual([]);
  });

  it('of what no policy drew has no probability in the list, so that nothing learns from it', async () => {
    const people = stores.nameOf('people');
    const records = dynamoActionRecords(stores.dynamo, people, DAYS, clock);
    await records.keep(await aRecord('d-default', { person: { userId: 'p2' }, policy: 'default' }));
    const { decisions } = await dynamoDecisionReader(stores.dynamo, people, clock).listOf(
      { userId: 'p2' },
      { limit: 5 },
    );
    expect(decisions[0]).not.toHaveProperty('probabilities');
  });
});

describe('a person as they are now', () => {
  it('is what the night folded, and the newest events, with one read', async () => {
    await stores.renew();
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    const [first, second, third] = [1, 2, 3].map((i) =>
      anEvent({ messageId: `e${i}`, userId: 'p3', clientAtMs: NOW_MS - 10_000 + i, receivedAtMs: NOW_MS }),
    );
    await writer.append([first!, second!, third!]);
    const stored = { version: 4, takenAtMs: NOW_MS, throughMs: first!.clientAtMs, body: '{}' };
    await dynamoStoredProfiles(stores.dynamo, people, clock).put(new Map([['U#p3', stored]]));
    const now = dynamoPeopleNow(stores.dynamo, people, clock);
    expect(await now.now({ userId: 'p3' }, 10)).toMatchObject({ stored, isCut: false, memberships: [] });
    expect((await now.now({ userId: 'p3' }, 10)).events.map(({ messageId }) => messageId)).toEqual(['e3', 'e2', 'e1']);
    expect(await now.now({ userId: 'p3' }, 1)).toMatchObject({ isCut: true });
    expect(await now.now({ userId: 'p3' }, 3)).toMatchObject({ isCut: false });
    expect(await now.now({ userId: 'nobody' }, 3)).toMatchObject({ events: [], isCut: false });
  });
});
