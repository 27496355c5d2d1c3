import { describe, expect, it } from 'vitest';
import { capture } from '../../functions/capture/capture.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoQuarantineWriter } from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { countedClient } from '../support/counted-client.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const clock = { nowMs: () => 1_795_000_000_000 };
const stores = useTestStores();

describe('a capture request', () => {
  it('asks for consent with one call, whatever it brings, and writes a record only for news', async () => {
    const people = stores.nameOf('people');
    const take = capture({
      standings: dynamoStandings(stores.dynamo, people, async (text) => keyedHash(new Uint8Array(32), text)),
      records: dynamoLinkedRecords(stores.dynamo, people),
      regime: 'opt-out',
      timeline: dynamoTimelineWriter(stores.dynamo, people, 400, clock),
      quarantine: dynamoQuarantineWriter(stores.dynamo, people, 30),
      clock,
      hash: sha256Hash,
    });
    const event = (i: number, context: object = {}) => ({
      type: 'page',
      userId: `u${i % 4}`,
      anonymousId: `d${i % 5}`,
      messageId: `m${i}`,
      context,
    });
    const callsDuring = countedClient(stores.dynamo);
    const callsOf = (events: readonly unknown[]) => callsDuring(() => take({ events }));
    const plain = ['BatchGetItemCommand', 'BatchWriteItemCommand'];
    expect(await callsOf(Array.from({ length: 20 }, (_, i) => event(i)))).toEqual(plain);
    const saying = event(1, { consent: { categoryPreferences: { Analytics: true } } });
    expect(await callsOf([saying])).toContain('PutItemCommand');
    expect(await callsOf([saying])).toEqual(plain);
    expect(await callsOf([{ type: 'page' }])).toEqual(['BatchWriteItemCommand']); // names nobody; quarantined
  });
});
