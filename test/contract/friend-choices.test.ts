import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoFriendChoices } from '../../shared/adapters/dynamodb/friend-choices.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoRelationReader, dynamoRelations } from '../../shared/adapters/dynamodb/relations.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { partitionOf } from '../../shared/domain/event.ts';
import { EMPTY_RECORD, type PersonRecord, withConsent, withTraitsSet } from '../../shared/domain/person-record.ts';
import { anEvent } from '../support/events.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const NOW = 1_795_000_000_000;
const clock = { nowMs: () => NOW };
const CANARY = 'canary-item';
const stores = useTestStores();

/** Ann is in the middle: ben follows her, she knows cat, and dan knows cat alone. Everybody has a list. */
const RELATIONS = [
  { from: 'ben', to: 'ann', kind: 'follow' },
  { from: 'ann', to: 'cat', kind: 'friend' },
  { from: 'ann', to: 'cat', kind: 'share' },
  { from: 'dan', to: 'cat', kind: 'friend' },
] as const;
const EVERYBODY = ['ann', 'ben', 'cat', 'dan'];

const open = () => {
  const [client, table] = [stores.dynamo, stores.nameOf('people')] as const;
  return {
    lists: dynamoFriendChoices(client, table),
    relations: dynamoRelations(client, table, 400),
    reader: dynamoRelationReader(client, table),
    records: dynamoPersonRecords(client, table),
    linked: dynamoLinkedRecords(client, table),
    suppressions: dynamoSuppressions(client, table, async (text) => `hash of ${text}`),
    rows: dynamoPersonalRows(client, table, clock),
    writer: dynamoTimelineWriter(client, table, 400, clock),
    timeline: dynamoTimelineReader(client, table, clock),
  };
};

const saying = (isGranted: boolean, atMs: number) => (record: PersonRecord) =>
  withConsent(record, { personalisation: { granted: isGranted, atMs, source: 'api' } });

beforeEach(async () => {
  await stores.renew();
  const { lists, relations, records } = open();
  for (const relation of RELATIONS) await relations.put({ ...relation, statedAtMs: NOW });
  for (const userId of EVERYBODY) await records.update({ userId }, saying(true, 1));
  const list = [{ itemId: CANARY, share: 1 }];
  await lists.put(new Map(EVERYBODY.map((userId) => [partitionOf({ userId }), list])), NOW + 1000);
});

/** Who still has a list, as rows lie in the store. */
async function listed(): Promise<readonly string[]> {
  const rows = await Promise.all(
    EVERYBODY.map((userId) =>
      stores.dynamo.send(
        new GetCommand({ TableName: stores.nameOf('people'), Key: { pk: `U#${userId}`, sk: 'FRIENDS' } }),
      ),
    ),
  );
  return EVERYBODY.filter((_, i) => JSON.stringify(rows[i]?.Item ?? {}).includes(CANARY));
}

describe('what friends chose', () => {
  it.each([
    ['withdraws', async () => open().linked.update({ userId: 'ann' }, saying(false, 2))],
    [
      'withdraws on a device',
      async () => {
        await open().writer.link({ anonymousId: 'phone', userId: 'ann', linkedAtMs: 1, messageId: 'm' });
        await open().linked.update({ anonymousId: 'phone' }, saying(false, 2));
      },
    ],
    [
      'is linked with a device on which they withdrew',
      async () => {
        await open().records.update({ anonymousId: 'phone' }, saying(false, 2));
        await open().writer.link({ anonymousId: 'phone', userId: 'ann', linkedAtMs: 3, messageId: 'm' });
      },
    ],
    [
      'is restricted',
      async () => open().records.update({ userId: 'ann' }, (record) => ({ ...record, restrictedAtMs: 1 })),
    ],
    ['is suppressed', async () => open().suppressions.suppress([{ userId: 'ann' }, { anonymousId: 'phone' }])],
    ['is erased', async () => open().rows.erase([{ userId: 'ann' }])],
  ])('is nobody’s any more to whom somebody is related who %s, and stays with all others', async (_, happens) => {
    await happens();
    expect(await listed()).toEqual(['dan']);
  });

  it('is nobody’s any more of the two whose relation ends', async () => {
    const [, , , ofDan] = RELATIONS;
    await open().relations.remove(ofDan);
    expect(await listed()).toEqual(['ann', 'ben']);
    expect(await open().reader.among(RELATIONS)).toHaveLength(3);
    expect(await open().reader.among([ofDan])).toEqual([]);
  });

  it('stays while people say nothing new of their data', async () => {
    const { records } = open();
    await records.update({ userId: 'ann' }, (record) => withTraitsSet(record, { size: 'M' }, NOW));
    await records.update({ userId: 'ann' }, saying(true, 1));
    expect(await listed()).toEqual(EVERYBODY);
  });

  it('comes with the one read of a decision, until its time is over, and is no event', async () => {
    const { writer, timeline, rows } = open();
    await writer.append([anEvent({ userId: 'dan' })]);
    const { events, record, friendChoices } = await timeline.recent({ userId: 'dan' }, 1);
    expect(events).toHaveLength(1);
    expect({ record, friendChoices }).toEqual({
      record: saying(true, 1)(EMPTY_RECORD),
      friendChoices: [{ itemId: CANARY, share: 1 }],
    });
    const later = dynamoTimelineReader(stores.dynamo, stores.nameOf('people'), { nowMs: () => NOW + 1000 });
    expect(await later.recent({ userId: 'dan' }, 1)).not.toHaveProperty('friendChoices');
    const given = (await rows.others({ userId: 'dan' })).find(({ name }) => name === 'FRIENDS');
    expect(JSON.stringify(given)).toContain(CANARY);
  });
});
