import { deflateRawSync } from 'node:zlib';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoClient } from '../../shared/adapters/dynamodb/client.ts';
import { dynamoConversations, dynamoHandoffs } from '../../shared/adapters/dynamodb/conversations.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRequestLedger } from '../../shared/adapters/dynamodb/privacy-requests.ts';
import {
  dynamoQuarantineReader,
  dynamoQuarantineRemoval,
  dynamoQuarantineWriter,
} from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoRelations } from '../../shared/adapters/dynamodb/relations.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import { parquetCodec } from '../../shared/adapters/parquet/codec.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { bucketObjects } from '../../shared/adapters/s3/objects.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { newConversation } from '../../shared/domain/conversation.ts';
import type { PrivacyRequest } from '../../shared/domain/privacy-request.ts';
import type { OpenRequest } from '../../shared/ports/erasure.ts';
import { countedClient } from '../support/counted-client.ts';
import { anAnonymousEvent, anEvent } from '../support/events.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
let people: string;

beforeAll(async () => {
  people = stores.nameOf('people');
});

const NOW = 1_795_000_000_000;
const DAY_MS = 86_400_000;
const clock = { nowMs: () => NOW };

const keysLeft = async (mark: string) => {
  const { Items = [] } = await stores.dynamo.send(new ScanCommand({ TableName: people }));
  return Items.map(({ pk, sk }) => `${pk} / ${sk}`).filter((key) => key.includes(mark));
};

describe('rows of a person', () => {
  const rows = () => dynamoPersonalRows(stores.dynamo, people, clock);
  const put = (pk: string, sk: string, fields: object = {}) =>
    stores.dynamo.send(new PutCommand({ TableName: people, Item: { pk, sk, ...fields } }));

  it('are erased whatever their kind and number, with records of decisions, and nobody else’s', async () => {
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    await writer.append(Array.from({ length: 700 }, (_, i) => anEvent({ userId: 'gone', messageId: `m${i}` })));
    await writer.append([anAnonymousEvent('gone-phone', { messageId: 'seen' }), anEvent({ userId: 'gone2' })]);
    await writer.link({ anonymousId: 'gone-phone', userId: 'gone', linkedAtMs: 1, messageId: 'x' });
    await dynamoPersonRecords(stores.dynamo, people).update({ userId: 'gone' }, (record) => ({
      ...record,
      restrictedAtMs: 1,
    }));
    await put('U#gone', 'STATE', { body: '{"orders":3}' });
    await put('U#gone', 'D#0000000000009#gone-decision', { placement: 'home' });
    await put('D#gone-decision', 'RECEIPT', { body: deflateRawSync('{"items":["p1"]}') });
    await put('F#2026-11-18', 'U#gone');
    const both = [{ userId: 'gone' }, { anonymousId: 'gone-phone' }];
    expect(await rows().count(both)).toBe(702 + 5 + 1);

    expect(await rows().others({ userId: 'gone' })).toEqual([
      { name: 'D#0000000000009#gone-decision', content: { placement: 'home' } },
      { name: 'RECEIPT', content: { body: { items: ['p1'] } } },
      { name: 'STATE', content: { body: { orders: 3 } } },
    ]);
    expect(await rows().erase(both)).toMatchObject({ E: 702, I: 1, PROFILE: 1, ALIAS: 1, STATE: 1, D: 1, RECEIPT: 1 });

    expect(await rows().count(both)).toBe(0);
    expect(await keysLeft('gone')).toEqual([expect.stringContaining('U#gone2')]);
    expect(await rows().erase(both)).toEqual({});
  });
});

describe('conversations', () => {
  const [conversations, handoffs] = [
    () => dynamoConversations(stores.dynamo, people, 90, clock),
    () => dynamoHandoffs(stores.dynamo, people, clock),
  ];
  const begun = newConversation('0190-talk', NOW);
  const handoff = { because: 'asked', atMs: NOW } as const;

  it('take the place of the version that they are based on, and of no other', async () => {
    const person = { userId: 'talker' };
    expect(await conversations().find(person, '0190-talk')).toBeUndefined();
    expect(await conversations().put(person, begun, 0)).toBe(true);
    expect(await conversations().put(person, { ...begun, failures: 1 }, 0)).toBe(false);
    expect(await conversations().put(person, { ...begun, failures: 2 }, 1)).toBe(true);
    expect(await conversations().find(person, '0190-talk')).toEqual({
      conversation: { ...begun, failures: 2 },
      revision: 2,
    });
    expect(await conversations().find({ anonymousId: 'talker' }, '0190-talk')).toBeUndefined();
    await conversations().remove(person, '0190-talk');
    expect(await conversations().find(person, '0190-talk')).toBeUndefined();
  });

  it('are listed for staff once they are handed over, newest first, and erased with all that names their person', async () => {
    const person = { userId: 'talked' };
    for (const conversationId of ['0191-a', '0192-b'])
      await conversations().put(person, { ...begun, conversationId, handoff }, 0);
    await conversations().put(person, { ...begun, conversationId: '0193-quiet' }, 0);
    const { handoffs: listed } = await handoffs().list({ limit: 10 });
    expect(listed.map(({ conversationId }) => conversationId)).toEqual(['0192-b', '0191-a']);
    expect(listed[0]).toEqual({ conversationId: '0192-b', person, handoff });
    expect(await handoffs().personOf('0191-a')).toEqual(person);
    expect(await handoffs().personOf('0193-quiet')).toBeUndefined();

    const rows = dynamoPersonalRows(stores.dynamo, people, clock);
    expect((await rows.others(person)).map(({ name }) => name)).toEqual([
      'TALK#0191-a',
      'TALK#0192-b',
      'TALK#0193-quiet',
    ]);
    expect(await rows.erase([person])).toMatchObject({ TALK: 3 });
    expect((await keysLeft('019')).filter((key) => !key.includes('0190'))).toEqual([]);
  });

  it('that are kept no longer are neither read nor listed', async () => {
    const old = { ...begun, conversationId: '0001-old', startedAtMs: NOW - 91 * DAY_MS, handoff };
    await conversations().put({ userId: 'old-talker' }, old, 0);
    expect(await conversations().find({ userId: 'old-talker' }, '0001-old')).toBeUndefined();
    expect(await handoffs().personOf('0001-old')).toBeUndefined();
  });
});

describe('relations', () => {
  it('are read with a user’s events, and erased with either of the two', async () => {
    const relations = dynamoRelations(stores.dynamo, people, 400);
    const told = { from: 'rel#1', to: 'rel-2', kind: 'friend', statedAtMs: NOW } as const;
    const { statedAtMs: _, ...address } = told;
    await relations.put(told);
    await relations.put({ ...told, kind: 'follow', to: 'rel-3' });
    await dynamoTimelineWriter(stores.dynamo, people, 400, clock).append([
      anEvent({ userId: 'rel#1' }),
      anEvent({ userId: 'rel-2' }),
    ]);
    const seen = new Map<string, unknown>();
    for await (const page of dynamoTimelineScan(stores.dynamo, people, clock).scan(0, 1))
      for (const { partition, relations: known } of page) seen.set(partition, known);
    expect(seen.get('U#rel#1')).toEqual([{ ...address, kind: 'follow', to: 'rel-3' }, address]);
    expect(seen.get('U#rel-2')).toEqual([address]);

    const rows = dynamoPersonalRows(stores.dynamo, people, clock);
    expect(await rows.erase([{ userId: 'rel-2' }])).toMatchObject({ C: 1 });
    expect(await keysLeft('rel-2')).toEqual([]);
    await relations.remove({ from: 'rel#1', to: 'rel-3', kind: 'follow' });
    expect(await keysLeft('rel-3')).toEqual([]);
  });

  it('that are kept no longer are not read', async () => {
    await dynamoRelations(stores.dynamo, people, 1).put({
      from: 'old-1',
      to: 'old-2',
      kind: 'friend',
      statedAtMs: NOW - 2 * DAY_MS,
    });
    await dynamoTimelineWriter(stores.dynamo, people, 400, clock).append([anEvent({ userId: 'old-1' })]);
    for await (const page of dynamoTimelineScan(stores.dynamo, people, clock).scan(0, 1))
      for (const { partition, relations } of page) if (partition === 'U#old-1') expect(relations).toBeUndefined();
  });
});

describe('quarantined events', () => {
  it('are erased by what they say, on every day on which one may be left', async () => {
    const writer = dynamoQuarantineWriter(stores.dynamo, people, 30);
    const broken = { code: 'x', pointer: '', reason: '' };
    const days = [0, 1, 15, 29, 30];
    await writer.append(
      days.flatMap((day) =>
        ['gone', 'here'].map((who) => ({
          ...broken,
          messageId: `${who}-${day}`,
          receivedAtMs: NOW - day * DAY_MS,
          body: JSON.stringify({ userId: who }),
        })),
      ),
    );
    const removal = dynamoQuarantineRemoval(stores.dynamo, people, 30, clock);
    const concerns = (body: string) => body.includes('gone');

    expect(await removal.count(concerns)).toBe(days.length);
    expect(await removal.erase(concerns)).toBe(days.length);
    expect(await removal.count(concerns)).toBe(0);
    const today = await dynamoQuarantineReader(stores.dynamo, people, clock).list('2026-11-18', { limit: 10 });
    expect(today.events.map(({ messageId }) => messageId)).toEqual(['here-0']);
  });
});

describe('the ledger of requests', () => {
  const aRequest = (fields: Partial<PrivacyRequest> = {}): PrivacyRequest => ({
    requestId: 'r1',
    type: 'delete',
    requestedAtMs: NOW,
    dueAtMs: NOW + 30 * DAY_MS,
    fingerprint: 'f',
    subjects: ['hash'],
    ...fields,
  });
  const ledger = (nowMs = NOW) => dynamoRequestLedger(stores.dynamo, people, { nowMs: () => nowMs });
  const ids = [{ userId: 'somebody-named' }];

  it('takes a request once, and keeps the ids apart until it is closed', async () => {
    expect(await ledger().add(aRequest(), ids)).toBe(true);
    expect(await ledger().add(aRequest({ fingerprint: 'other' }), [])).toBe(false);
    expect(await ledger().get('r1')).toEqual(aRequest());
    expect(await ledger().peopleOf('r1')).toEqual(ids);
    expect(await ledger().open()).toEqual([{ requestId: 'r1', people: ids, askedAtMs: NOW, request: aRequest() }]);

    await ledger().put(aRequest({ completedAtMs: NOW }));
    await ledger().close('r1');

    expect(await ledger().open()).toEqual([]);
    expect(await ledger().peopleOf('r1')).toBeUndefined();
    expect(await ledger().get('r1')).toEqual(aRequest({ completedAtMs: NOW }));
    const { Items } = await stores.dynamo.send(new ScanCommand({ TableName: people }));
    expect(JSON.stringify(Items)).not.toContain('somebody-named');
  });

  it('gives all that are open with their entries, which are read together; one that was cut off has none', async () => {
    const many = Array.from({ length: 12 }, (_, i) => aRequest({ requestId: `open${i}` }));
    for (const request of many) await ledger().add(request, ids);
    const Item = { pk: 'REQUESTS', sk: 'OPEN#open-cut-off', people: JSON.stringify(ids), askedAtMs: NOW };
    await stores.dynamo.send(new PutCommand({ TableName: people, Item }));
    const counting = dynamoClient();
    let open: readonly OpenRequest[] = [];
    const calls = await countedClient(counting)(async () => {
      open = await dynamoRequestLedger(counting, people, clock).open();
    });
    counting.destroy();

    const found = new Map(open.map(({ requestId, request }) => [requestId, request]));
    expect(many.map(({ requestId }) => found.get(requestId))).toEqual(many);
    expect([...found]).toContainEqual(['open-cut-off', undefined]);
    expect(calls).toEqual(['QueryCommand', 'BatchGetItemCommand']);
    for (const requestId of found.keys()) await ledger().close(requestId);
  });

  it('forgets the ids of an access when its month is over, and never those of an erasure that is not done', async () => {
    await ledger().add(aRequest({ requestId: 'look', type: 'access' }), ids);
    await ledger().add(aRequest({ requestId: 'erase' }), ids);
    const open = await ledger(NOW + 31 * DAY_MS).open();
    expect(open.map(({ requestId }) => requestId)).toEqual(['erase']);
    expect(await ledger(NOW + 31 * DAY_MS).peopleOf('look')).toBeUndefined();
  });
});

describe('snapshots and model versions', () => {
  it('are removed but for one, over more than a page of objects', async () => {
    const bucket = stores.nameOf('snapshots');
    const objects = bucketObjects(stores.s3, bucket);
    const keys = Array.from({ length: 1100 }, (_, i) => `snapshots/old/interactions/part-${i}`);
    for (let at = 0; at < keys.length; at += 50)
      await Promise.all(keys.slice(at, at + 50).map((key) => objects.put(key, 'x')));
    const kept = ['datasets/d/a.txt', 'snapshots/new/manifest.json', 'snapshots/steps/n/train.json'];
    for (const key of [...kept, 'snapshots/new2/manifest.json']) await objects.put(key, '{}');
    const snapshots = s3Snapshots(stores.s3, bucket, parquetCodec);

    expect(await snapshots.countAllBut('new')).toBe(1101);
    expect(await snapshots.removeAllBut('new')).toBe(1101);
    expect(await snapshots.countAllBut('new')).toBe(0);
    expect((await objects.listEver('')).map(({ key }) => key)).toEqual(kept);
  });

  it('leave the served version and what names it', async () => {
    const models = s3Models(stores.s3, stores.nameOf('models'));
    for (const version of ['v1', 'v2', 'v10']) await models.put('m', version, new Map([['a', Uint8Array.of(1)]]));
    await models.put('other', 'v1', new Map([['a', Uint8Array.of(1)]]));
    await models.publish('m', 'v1', undefined);

    expect(await models.versions('m')).toEqual(['v1', 'v10', 'v2']);
    expect(await models.removeAllBut('m', 'v1')).toBe(2);
    expect(await models.versions('m')).toEqual(['v1']);
    expect(await models.versions('other')).toEqual(['v1']);
    expect((await models.served('m'))?.version).toBe('v1');
  });
});
