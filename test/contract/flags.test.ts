import { describe, expect, it } from 'vitest';
import { dynamoNightFlags, dynamoPersonFlags } from '../../shared/adapters/dynamodb/flags.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import {
  dynamoQuarantineReader,
  dynamoQuarantineReplays,
  dynamoQuarantineWriter,
} from '../../shared/adapters/dynamodb/quarantine.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { dynamoTimelineScan } from '../../shared/adapters/dynamodb/timeline-scan.ts';
import type { FoundBot, PersonFlag } from '../../shared/domain/flag.ts';
import type { ScannedPerson } from '../../shared/ports/timeline.ts';
import { anEvent } from '../support/events.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();

const NOW = 1_795_000_000_000;
const clock = { nowMs: () => NOW };
const table = () => stores.nameOf('people');
const flags = () => dynamoPersonFlags(stores.dynamo, table(), clock);
const night = () => dynamoNightFlags(stores.dynamo, table());
const found = (partition: string): FoundBot => ({ partition, reasons: ['rate', 'unusual'] });
const human: PersonFlag = { verdict: 'human', reasons: [], atMs: NOW, by: 'operator' };

async function scanned(): Promise<ReadonlyMap<string, ScannedPerson>> {
  const people = new Map<string, ScannedPerson>();
  for await (const page of dynamoTimelineScan(stores.dynamo, table(), clock).scan(0, 1)) {
    for (const person of page) people.set(person.partition, person);
  }
  return people;
}

describe('flags of people', () => {
  it('are seen by the scan with the events, and change nothing that a decision reads', async () => {
    const writer = dynamoTimelineWriter(stores.dynamo, table(), 400, clock);
    await writer.append([anEvent({ userId: 'robot' }), anEvent({ userId: 'quiet' })]);
    await dynamoPersonRecords(stores.dynamo, table()).update({ userId: 'robot' }, (record) => ({
      ...record,
      traits: { name: 'r' },
    }));
    await night().found('2026-11-18', [found('U#robot')], NOW);

    const people = await scanned();
    expect(people.get('U#robot')?.flag).toEqual({
      verdict: 'bot',
      reasons: ['rate', 'unusual'],
      atMs: NOW,
      by: 'night',
    });
    expect(people.get('U#quiet')).not.toHaveProperty('flag');
    const recent = await dynamoTimelineReader(stores.dynamo, table(), clock).recent({ userId: 'robot' }, 10);
    expect(recent.events).toHaveLength(1);
    expect(recent.record?.traits).toEqual({ name: 'r' });
  });

  it('give way to an operator’s word, whatever later nights find, until it is taken back', async () => {
    const person = { userId: 'spoken' };
    await night().found('2026-11-19', [found('U#spoken')], NOW);
    await flags().put(person, human);
    await night().found('2026-11-19', [found('U#spoken')], NOW + 1);
    expect((await flags().list('2026-11-19', { limit: 10 })).people).toEqual([{ ...person, ...human }]);

    await flags().remove(person);
    expect((await flags().list('2026-11-19', { limit: 10 })).people).toEqual([]);
    await night().found('2026-11-19', [found('U#spoken')], NOW + 2);
    expect((await flags().list('2026-11-19', { limit: 10 })).people).toMatchObject([{ ...person, by: 'night' }]);
  });

  it('are listed by night, a page at a time', async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `A#d${String(i).padStart(2, '0')}`);
    await night().found('2026-11-20', keys.map(found), NOW);
    const listed: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await flags().list('2026-11-20', { limit: 7, ...(cursor && { cursor }) });
      listed.push(...page.people.map(({ anonymousId }) => anonymousId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(listed).toEqual(keys.map((key) => key.slice(2)));
  });
});

describe('the quarantine', () => {
  const day = new Date(NOW).toISOString().slice(0, 10);
  const replays = () => dynamoQuarantineReplays(stores.dynamo, table(), 30, clock);
  const left = async () =>
    (await dynamoQuarantineReader(stores.dynamo, table(), clock).list(day, { limit: 50 })).events.map(
      ({ messageId, receivedAtMs }) => `${messageId} ${receivedAtMs - NOW}`,
    );

  it('gives the newest event of an id, and all of the id go when it is settled', async () => {
    const kept = { code: 'no_event_name', pointer: '/event', reason: 'x', body: '{}' };
    await dynamoQuarantineWriter(stores.dynamo, table(), 30).append([
      { ...kept, messageId: 'twice', receivedAtMs: NOW },
      { ...kept, messageId: 'twice', receivedAtMs: NOW + 5 },
      { ...kept, messageId: 'other', receivedAtMs: NOW + 1 },
    ]);
    expect(await replays().find(day, 'twice')).toMatchObject({ messageId: 'twice', receivedAtMs: NOW + 5 });
    expect(await replays().find(day, 'none')).toBeUndefined();

    await replays().settle(day, 'twice');
    await replays().settle(day, 'twice');
    expect(await replays().find(day, 'twice')).toBe('replayed');
    expect(await left()).toEqual(['other 1']);
  });
});
