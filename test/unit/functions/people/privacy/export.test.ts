import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportOf } from '../../../../../functions/people/privacy/export.ts';
import { dynamoClient } from '../../../../../shared/adapters/dynamodb/client.ts';
import { dynamoIdentities } from '../../../../../shared/adapters/dynamodb/identities.ts';
import { dynamoPersonRecords } from '../../../../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../../../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../../../../shared/adapters/dynamodb/timeline.ts';
import { anAnonymousEvent, anEvent } from '../../../../support/events.ts';
import { openTestStores } from '../../../../support/stores.ts';

let stores: Awaited<ReturnType<typeof openTestStores>>;
let client: ReturnType<typeof dynamoClient>;
beforeAll(async () => {
  stores = await openTestStores();
  client = dynamoClient();
  const writer = dynamoTimelineWriter(client, stores.nameOf('people'), 400, clock);
  await writer.append([anAnonymousEvent('tablet', { messageId: 'on the tablet' })]);
  await writer.link({ anonymousId: 'tablet', userId: 'owner', linkedAtMs: 1, messageId: 'x' });
  await writer.append([anEvent({ userId: 'owner', messageId: 'elsewhere' })]);
});
afterAll(async () => {
  client.destroy();
  await stores.close();
});

const clock = { nowMs: () => 1_795_000_000_000 };
const exported = (person: Parameters<ReturnType<typeof exportOf>>[0]) => {
  const table = stores.nameOf('people');
  const ports = {
    timeline: dynamoTimelineReader(client, table, clock),
    records: dynamoPersonRecords(client, table),
    identities: dynamoIdentities(client, table),
    rows: dynamoPersonalRows(client, table, clock),
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
