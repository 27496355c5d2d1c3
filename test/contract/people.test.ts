import { describe, expect, it } from 'vitest';
import { dynamoIdentities } from '../../shared/adapters/dynamodb/identities.ts';
import { dynamoLinkedRecords } from '../../shared/adapters/dynamodb/linked-records.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoSecretReader, dynamoSecrets } from '../../shared/adapters/dynamodb/secrets.ts';
import { dynamoStandings } from '../../shared/adapters/dynamodb/standings.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineReader, dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import type { ConsentStatement, Purpose } from '../../shared/domain/consent.ts';
import type { PersonRef } from '../../shared/domain/event.ts';
import { EMPTY_RECORD, type PersonRecord, withConsent } from '../../shared/domain/person-record.ts';
import { anAnonymousEvent, anEvent } from '../support/events.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();

const clock = { nowMs: () => 1_795_000_000_000 };
const refusal = (atMs: number): ConsentStatement => ({ granted: false, atMs, source: 'self' });

describe('records of people', () => {
  const records = () => dynamoPersonRecords(stores.dynamo, stores.nameOf('people'));

  it('loses no change when many change one record at once', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `trait${i}`);

    await Promise.all(
      names.map((name, i) =>
        records().update({ userId: 'busy' }, (record) => ({
          ...record,
          traits: { ...record.traits, [name]: i },
          traitsAtMs: { ...record.traitsAtMs, [name]: i },
        })),
      ),
    );

    const record = (await records().get([{ userId: 'busy' }])).get('U#busy');
    expect(Object.keys(record?.traits ?? {}).sort()).toEqual(names.sort());
  });

  it('writes nothing for a change that changes nothing', async () => {
    const { userId } = { userId: 'calm' };
    expect(await records().update({ userId }, (record) => record)).toEqual(EMPTY_RECORD);
    expect((await records().get([{ userId }])).size).toBe(0);
  });

  it('gives the records that there are, by partition', async () => {
    await records().update({ anonymousId: 'd' }, (record) => ({ ...record, consent: { marketing: refusal(1) } }));
    const people = Array.from({ length: 130 }, (_, i) => ({ userId: `nobody${i}` }));

    const found = await records().get([...people, { anonymousId: 'd' }, { anonymousId: 'd' }]);

    expect([...found]).toEqual([['A#d', { ...EMPTY_RECORD, consent: { marketing: refusal(1) } }]]);
  });
});

describe('a read for a decision', () => {
  it('gives the record with the newest events, and devices do not stand in their way', async () => {
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    await writer.append(
      Array.from({ length: 5 }, (_, i) => anEvent({ userId: 'all', messageId: `m${i}`, clientAtMs: 1000 + i })),
    );
    await writer.link({ anonymousId: 'phone', userId: 'all', linkedAtMs: 3, messageId: 'x' });
    await dynamoPersonRecords(stores.dynamo, people).update({ userId: 'all' }, (record) => ({
      ...record,
      consent: { profiling: refusal(9) },
    }));

    const { events, record } = await dynamoTimelineReader(stores.dynamo, people, clock).recent({ userId: 'all' }, 3);

    expect(events.map(({ messageId }) => messageId)).toEqual(['m4', 'm3', 'm2']);
    expect(record?.consent).toEqual({ profiling: refusal(9) });
  });
});

describe('identities', () => {
  it('links devices to their user, each once, with what was refused on them', async () => {
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    const identities = dynamoIdentities(stores.dynamo, people);
    await writer.append([anAnonymousEvent('tablet', { messageId: 'seen', clientAtMs: 5 })]);
    await dynamoPersonRecords(stores.dynamo, people).update({ anonymousId: 'tablet' }, (record) => ({
      ...record,
      consent: { advertising: refusal(4) },
    }));
    const link = { anonymousId: 'tablet', userId: 'owner', linkedAtMs: 10, messageId: 'identify-1' };

    await Promise.all([
      writer.link(link),
      writer.link(link),
      writer.link({ ...link, anonymousId: 'phone', linkedAtMs: 20 }),
    ]);
    await writer.link({ ...link, linkedAtMs: 30, messageId: 'identify-2' });

    expect(await identities.devicesOf('owner')).toEqual([link, { ...link, anonymousId: 'phone', linkedAtMs: 20 }]);
    expect(await identities.ownerOf('tablet')).toBe('owner');
    expect(await identities.ownerOf('unknown')).toBeUndefined();
    const { events, record } = await dynamoTimelineReader(stores.dynamo, people, clock).recent({ userId: 'owner' }, 10);
    expect(events.map(({ messageId }) => messageId)).toEqual(['seen']);
    expect(record?.consent.advertising).toEqual(refusal(4));
  });
});

describe('records of one person', () => {
  it('change together: of a user the devices, of a device the owner and their others', async () => {
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    for (const anonymousId of ['r1', 'r2']) {
      await writer.link({ anonymousId, userId: 'r', linkedAtMs: 1, messageId: 'x' });
    }
    const linked = dynamoLinkedRecords(stores.dynamo, people);
    const refusing = (purpose: Purpose) => (record: PersonRecord) => withConsent(record, { [purpose]: refusal(5) });

    const said = await linked.update({ anonymousId: 'r1' }, refusing('marketing'));
    await linked.update({ userId: 'r', anonymousId: 'r3' }, refusing('research'));
    await linked.update({ anonymousId: 'nobodys' }, refusing('profiling'));

    expect(said.consent).toEqual({ marketing: refusal(5) });
    const ids = [{ userId: 'r' }, ...['r1', 'r2', 'r3', 'nobodys'].map((anonymousId) => ({ anonymousId }))];
    const found = await dynamoPersonRecords(stores.dynamo, people).get(ids);
    expect(Array.from(found, ([key, { consent }]) => `${key} ${Object.keys(consent).sort()}`).sort()).toEqual([
      'A#nobodys profiling',
      'A#r1 marketing,research',
      'A#r2 marketing,research',
      'A#r3 research',
      'U#r marketing,research',
    ]);
  });

  it('agree from the moment of their link on, whoever said it', async () => {
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    const records = dynamoPersonRecords(stores.dynamo, people);
    await records.update({ userId: 's' }, (record) => withConsent(record, { profiling: refusal(7) }));
    await records.update({ anonymousId: 's1' }, (record) => withConsent(record, { marketing: refusal(3) }));

    await writer.link({ anonymousId: 's1', userId: 's', linkedAtMs: 1, messageId: 'x' });

    const both = await records.get([{ userId: 's' }, { anonymousId: 's1' }]);
    expect([...both.values()].map(({ consent }) => consent)).toEqual(
      Array.from({ length: 2 }, () => ({ profiling: refusal(7), marketing: refusal(3) })),
    );
  });
});

describe('a restriction', () => {
  it('reaches a device that is linked later, and from a device its user; a repeated link finds what was missed', async () => {
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    const records = dynamoPersonRecords(stores.dynamo, people);
    const restrictionsOf = async (...ids: readonly PersonRef[]) =>
      Array.from(await records.get(ids), ([key, { restrictedAtMs }]) => `${key} ${restrictedAtMs}`).sort();
    const restrict = (person: PersonRef) => records.update(person, (record) => ({ ...record, restrictedAtMs: 5 }));
    const linkOf = (anonymousId: string, userId: string) => ({ anonymousId, userId, linkedAtMs: 1, messageId: 'x' });

    await restrict({ userId: 't' });
    await writer.link(linkOf('t1', 't'));
    expect(await restrictionsOf({ userId: 't' }, { anonymousId: 't1' })).toEqual(['A#t1 5', 'U#t 5']);

    await restrict({ anonymousId: 'q1' });
    await writer.link(linkOf('q1', 'q'));
    expect(await restrictionsOf({ userId: 'q' }, { anonymousId: 'q1' })).toEqual(['A#q1 5', 'U#q 5']);

    await writer.link(linkOf('p1', 'p'));
    await restrict({ userId: 'p' });
    await writer.link(linkOf('p1', 'p'));
    expect(await restrictionsOf({ userId: 'p' }, { anonymousId: 'p1' })).toEqual(['A#p1 5', 'U#p 5']);
  });
});

describe('what must be known before something is stored', () => {
  it('comes in one round of reads, with the owners of devices', async () => {
    const people = stores.nameOf('people');
    const key = new Uint8Array(32).fill(7);
    const hashOf = async (text: string) => keyedHash(key, text);
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    await writer.link({ anonymousId: 'w1', userId: 'w', linkedAtMs: 1, messageId: 'x' });
    await dynamoSuppressions(stores.dynamo, people, hashOf).suppress([{ userId: 'w' }]);
    await dynamoPersonRecords(stores.dynamo, people).update({ userId: 'v' }, (record) =>
      withConsent(record, { research: refusal(1) }),
    );
    const standings = dynamoStandings(stores.dynamo, people, hashOf);

    const known = await standings.of([{ anonymousId: 'w1' }, { userId: 'v' }, { anonymousId: 'new' }, { userId: 'v' }]);

    expect(Object.fromEntries(known)).toEqual({
      'A#w1': { owner: 'w', isSuppressed: false },
      'U#v': { record: { ...EMPTY_RECORD, consent: { research: refusal(1) } }, isSuppressed: false },
      'A#new': { isSuppressed: false },
      'U#w': { isSuppressed: true },
    });
    expect((await standings.of([])).size).toBe(0);
  });

  it('lets a device’s events go to the partition of its owner too', async () => {
    const people = stores.nameOf('people');
    const writer = dynamoTimelineWriter(stores.dynamo, people, 400, clock);
    const event = anAnonymousEvent('x1', { messageId: 'both', clientAtMs: 5 });
    await writer.link({ anonymousId: 'x1', userId: 'x', linkedAtMs: 1, messageId: 'said' });
    await writer.append([event, event, anEvent({ userId: 'x2', anonymousId: 'x1' })]);

    const reader = dynamoTimelineReader(stores.dynamo, people, clock);
    const eventsOf = async (person: PersonRef) => (await reader.recent(person, 10)).events;
    expect(await eventsOf({ userId: 'x' })).toEqual([event]);
    expect(await eventsOf({ anonymousId: 'x1' })).toEqual([event]);
    expect(await eventsOf({ userId: 'x2' })).toHaveLength(1);
  });
});

describe('suppressions', () => {
  it('know an id again without keeping it', async () => {
    const key = new Uint8Array(32).fill(7);
    const suppressions = dynamoSuppressions(stores.dynamo, stores.nameOf('people'), async (text) =>
      keyedHash(key, text),
    );
    await suppressions.suppress([{ userId: 'gone' }, { anonymousId: 'gone' }]);

    expect(await suppressions.among([{ userId: 'gone' }, { userId: 'here' }])).toEqual(new Set(['U#gone']));
    expect(await suppressions.release([{ userId: 'gone' }, { userId: 'here' }])).toBe(1);
    expect(await suppressions.among([{ userId: 'gone' }, { anonymousId: 'gone' }])).toEqual(new Set(['A#gone']));
  });
});

describe('secrets', () => {
  it('are made once, however many want one first, and stay known after a rotation', async () => {
    const open = () => dynamoSecrets(stores.dynamo, stores.nameOf('control'), clock);
    const firsts = await Promise.all(Array.from({ length: 6 }, () => open().current('shopper')));
    expect(new Set(firsts.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(1);

    const secrets = open();
    const next = await secrets.rotate('shopper');

    expect(next.epoch).toBe(2);
    expect((await secrets.all('shopper')).map(({ epoch }) => epoch)).toEqual([2, 1]);
    expect((await secrets.current('certificate')).bytes).not.toEqual(next.bytes);
  });

  it('are read without being made, and are there for a reader as soon as somebody made one', async () => {
    const reader = dynamoSecretReader(stores.dynamo, stores.nameOf('control'), clock);
    expect(await reader.all('suppression')).toEqual([]);
    const made = await dynamoSecrets(stores.dynamo, stores.nameOf('control'), clock).current('suppression');
    expect(await reader.all('suppression')).toEqual([made]);
  });

  it('are held for a minute: a rotation elsewhere is known after it', async () => {
    let nowMs = 0;
    const held = dynamoSecrets(stores.dynamo, stores.nameOf('control'), { nowMs: () => nowMs });
    const { epoch } = await held.current('pseudonym');
    await dynamoSecrets(stores.dynamo, stores.nameOf('control'), clock).rotate('pseudonym');

    nowMs = 59_999;
    expect((await held.current('pseudonym')).epoch).toBe(epoch);
    nowMs = 60_000;
    expect((await held.current('pseudonym')).epoch).toBe(epoch + 1);
  });
});
