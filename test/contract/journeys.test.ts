import { describe, expect, it } from 'vitest';
import { dynamoContactBook } from '../../shared/adapters/dynamodb/contact-book.ts';
import { dynamoHeldMessages } from '../../shared/adapters/dynamodb/held-messages.ts';
import { dynamoJourneys } from '../../shared/adapters/dynamodb/journeys.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoTallies } from '../../shared/adapters/dynamodb/tallies.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import { over } from '../../shared/decisioning/journeys/advance.ts';
import { withClaim } from '../../shared/domain/contacts.ts';
import type { JourneyEntry } from '../../shared/domain/journey.ts';
import type { Message } from '../../shared/domain/message.ts';
import { JOURNEY_SHARDS, type JourneyAddress } from '../../shared/ports/journeys.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
const nowMs = 1_795_000_000_000;
const clock = { nowMs: () => nowMs };
const journeysHere = () => dynamoJourneys(stores.dynamo, stores.nameOf('people'), 400, clock);
const anEntry = (change: Partial<JourneyEntry> = {}): JourneyEntry => ({
  ...{ campaignId: 'cart', entry: 'e1', triggeredAtMs: nowMs, itemIds: ['tent'], endedByMs: nowMs },
  ...change,
});
async function allDue(atMs: number): Promise<readonly JourneyAddress[]> {
  const shards = Array.from({ length: JOURNEY_SHARDS }, (_, shard) => journeysHere().due(shard, atMs, 100));
  return (await Promise.all(shards)).flat();
}

describe('held messages in DynamoDB', () => {
  it('are found by when they are due, beside journeys, are put off where they are there, and go', async () => {
    const held = dynamoHeldMessages(stores.dynamo, stores.nameOf('people'));
    const message: Message = {
      ...{ messageId: 'm:1', person: { userId: 'gil' }, channel: 'sms', isTransactional: false },
      content: { text: 'Hi' },
    };
    const address = { person: message.person, messageId: 'm:1' };
    const dueBy = async (atMs: number) =>
      (await Promise.all([0, 1, 2, 3].map((shard) => held.due(shard, atMs, 10)))).flat();
    const kept = { message, giveUpAtMs: nowMs + 1000 };
    await held.keep(kept, nowMs + 5);
    await held.keep(kept, nowMs + 5);
    expect([await dueBy(nowMs + 4), await dueBy(nowMs + 5)]).toEqual([[], [address]]);
    expect(await allDue(nowMs + 5)).toEqual([]); // no journey
    expect(await held.get(address)).toEqual(kept);
    await held.postpone(address, nowMs + 9);
    expect([await dueBy(nowMs + 8), await dueBy(nowMs + 9)]).toEqual([[], [address]]);
    const rows = dynamoPersonalRows(stores.dynamo, stores.nameOf('people'), clock);
    expect((await rows.others({ userId: 'gil' })).map(({ name }) => name)).toEqual(['TOSEND#m:1']);
    await rows.erase([{ userId: 'gil' }]);
    await held.postpone(address, nowMs);
    expect([await held.get(address), await dueBy(nowMs + 99)]).toEqual([undefined, []]);
    await held.keep(kept, nowMs);
    await held.remove(address);
    expect(await dueBy(nowMs + 99)).toEqual([]);
  });
});

describe('journeys in DynamoDB', () => {
  it('begin once for one event, for nobody who is under way, and again as the rule lets them', async () => {
    const journeys = journeysHere();
    const at = { partition: 'U#ann', campaignId: 'cart' };
    expect(await journeys.enter(at.partition, anEntry(), nowMs)).toBe(true);
    expect(await journeys.enter(at.partition, anEntry(), nowMs)).toBe(false);
    const later = { entry: 'e2', triggeredAtMs: nowMs + 10, endedByMs: nowMs + 10 };
    expect(await journeys.enter(at.partition, anEntry(later), nowMs)).toBe(false); // is under way
    const stored = (await journeys.get(at))!;
    expect(stored).toMatchObject({
      revision: 1,
      dueAtMs: nowMs,
      journey: { status: 'new', itemIds: ['tent'] },
      tally: {},
    });
    const { kept } = over(stored, 'bought', nowMs + 5);
    const met = [{ atMs: nowMs, variants: { thanks: 'silent' } }];
    expect(await journeys.put(stored, { ...kept, met }, undefined)).toBe(2);
    expect(await journeys.get(at)).toMatchObject({ journey: { because: 'bought' }, tally: { '/ended:bought': 1 } });
    expect((await journeys.get(at))?.dueAtMs).toBeUndefined();
    expect(await journeys.enter(at.partition, anEntry(), nowMs)).toBe(false); // the same event once more
    expect(await journeys.enter(at.partition, anEntry({ ...later, endedByMs: nowMs + 4 }), nowMs)).toBe(false); // too soon
    expect(await journeys.enter(at.partition, anEntry({ ...later, endedByMs: undefined }), nowMs)).toBe(false); // never again
    expect(await journeys.enter(at.partition, anEntry(later), nowMs)).toBe(true);
    // What all passages have come to stays.
    expect(await journeys.get(at)).toMatchObject({
      revision: 3,
      journey: { entry: 'e2' },
      tally: { '/ended:bought': 1 },
      met,
    });
  });

  it('are written by one of two who have read the same, and by none once they are erased', async () => {
    const journeys = journeysHere();
    const at = { partition: 'U#bea', campaignId: 'cart' };
    await journeys.enter(at.partition, anEntry(), nowMs);
    const stored = (await journeys.get(at))!;
    const puts = await Promise.all(Array.from({ length: 5 }, () => journeys.put(stored, stored, nowMs + 1)));
    expect(puts.filter((revision) => revision !== undefined)).toEqual([2]);
    const rows = dynamoPersonalRows(stores.dynamo, stores.nameOf('people'), clock);
    expect((await rows.others({ userId: 'bea' })).map(({ name }) => name)).toEqual(['WAIT#cart']);
    await rows.erase([{ userId: 'bea' }]);
    expect(await journeys.put({ ...stored, revision: 2 }, stored, nowMs)).toBeUndefined();
    expect(await journeys.get(at)).toBeUndefined();
  });

  it('are found by when they are due, and no more once they have ended', async () => {
    const journeys = journeysHere();
    for (const [i, name] of ['cleo', 'dan', 'eve'].entries()) {
      await journeys.enter(`U#${name}`, anEntry({ campaignId: 'due' }), nowMs + 1000 + i);
    }
    const names = async (atMs: number) =>
      (await allDue(atMs))
        .filter(({ campaignId }) => campaignId === 'due')
        .map(({ partition }) => partition)
        .sort();
    expect(await names(nowMs + 999)).toEqual([]);
    expect(await names(nowMs + 1001)).toEqual(['U#cleo', 'U#dan']);
    const stored = (await journeys.get({ partition: 'U#cleo', campaignId: 'due' }))!;
    await journeys.put(stored, over(stored, 'bought', nowMs).kept, undefined);
    expect(await names(nowMs + 2000)).toEqual(['U#dan', 'U#eve']);
  });

  it('are met by the night, also of who has nothing else', async () => {
    const met = [];
    for await (const page of dynamoTimelineScan(stores.dynamo, stores.nameOf('people'), clock).scan(0, 1))
      met.push(...page);
    const dan = met.find(({ partition }) => partition === 'U#dan');
    expect(dan).toMatchObject({ events: [], journeys: [{ journey: { campaignId: 'due', status: 'new' } }] });
  });

  it('are met with what people were told, also of who has nothing else', async () => {
    const told = {
      messageId: 'm',
      channel: 'sms',
      atMs: nowMs,
      status: 'sent',
      isTransactional: false,
      opened: 0,
    } as const;
    const book = dynamoContactBook(stores.dynamo, stores.nameOf('people'));
    await book.update({ userId: 'fay' }, (contacts) => withClaim(contacts, told));
    const met = [];
    for await (const page of dynamoTimelineScan(stores.dynamo, stores.nameOf('people'), clock).scan(0, 1))
      met.push(...page);
    expect(met.find(({ partition }) => partition === 'U#fay')).toEqual({
      ...{ partition: 'U#fay', owner: 'U#fay', events: [], told: [told] },
    });
  });

  it('are counted by the store, so that no count of two ticks is lost', async () => {
    const tallies = dynamoTallies(stores.dynamo, stores.nameOf('control'));
    expect(await tallies.read('cart')).toEqual({});
    await Promise.all([1, 2, 3].map((n) => tallies.add('cart', { '/sent': n, '/held:quiet hours': 1 })));
    await tallies.add('cart', {});
    expect(await tallies.read('cart')).toEqual({ '/sent': 6, '/held:quiet hours': 3 });
  });
});
