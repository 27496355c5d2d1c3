import { beforeAll, describe, expect, it } from 'vitest';
import { exportOf } from '../../../../../functions/people/privacy/export.ts';
import { dynamoIdentities } from '../../../../../shared/adapters/dynamodb/identities.ts';
import { dynamoPersonRecords } from '../../../../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../../../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../../../../shared/adapters/dynamodb/timeline.ts';
import { anAnonymousEvent, anEvent } from '../../../../support/events.ts';
import { useTestStores } from '../../../../support/use-test-stores.ts';

const stores = useTestStores();
beforeAll(async () => {
  const writer = dynamoTimelineWriter(stores.dynamo, stores.nameOf('people'), 400, clock);
  await writer.append([anAnonymousEvent('tablet', { messageId: 'on the tablet' })]);
  await writer.link({ anonymousId: 'tablet', userId: 'owner', linkedAtMs: 1, messageId: 'x' });
  await writer.append([anEvent({ userId: 'owner', messageId: 'elsewhere' })]);
});

const clock = { nowMs: () => 1_795_000_000_000 };
const exported = (person: Parameters<ReturnType<typeof exportOf>>[0]) => {
  const table = stores.nameOf('people');
  const ports = {
    timeline: dynamoTimelineReader(stores.dynamo, table, clock),
    records: dynamoPersonRecords(stores.dynamo, table),
    identities: dynamoIdentities(stores.dynamo, table),
    rows: dynamoPersonalRows(stores.dynamo, table, clock),
  };
  return exportOf(ports)(person);
};
const messageIds = ({ events }: Awaited<ReturnType<typeof exported>>) =>
  events.map(({ messageId }) => messageId).sort();

describe('what a person may see', () => {
  it('is all of their devices, each event once, for who proved to be the user', async () => {
    const all = await exported({ userId: 'owner' });
    expect(messageIds(all)).toEqual(['elsewhere', 'on the tablet']);
    expect(all.devices).toMatchObject([{ anonymousId: 'tablet' }]);
  });

  it('is the device’s alone for who proved to use a device, whoever owns it', async () => {
    const own = await exported({ anonymousId: 'tablet' });
    expect(messageIds(own)).toEqual(['on the tablet']);
    expect(own.devices).toEqual([]);
  });
});
