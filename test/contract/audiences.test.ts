import { describe, expect, it } from 'vitest';
import { dynamoListedPeople } from '../../shared/adapters/dynamodb/listed-people.ts';
import { dynamoPersonRecords } from '../../shared/adapters/dynamodb/person-records.ts';
import { dynamoPersonalRows } from '../../shared/adapters/dynamodb/personal-rows.ts';
import { dynamoSegments } from '../../shared/adapters/dynamodb/segments.ts';
import { dynamoPredictions } from '../../shared/adapters/dynamodb/stored-profiles.ts';
import { dynamoSuppressions } from '../../shared/adapters/dynamodb/suppressions.ts';
import { dynamoTimelineWriter } from '../../shared/adapters/dynamodb/timeline.ts';
import { keyedHash } from '../../shared/adapters/system/keyed-hash.ts';
import { personOfPartition } from '../../shared/domain/event.ts';
import { EMPTY_RECORD } from '../../shared/domain/person-record.ts';
import { useTestStores } from '../support/use-test-stores.ts';

const stores = useTestStores();
const NOW_MS = 1_795_000_000_000;

describe('people of a roll', () => {
  const clock = { nowMs: () => NOW_MS };
  const hashOf = async (text: string) => keyedHash(new Uint8Array(32), text);
  const people = () => stores.nameOf('people');
  const stillThere = async (...partitions: readonly string[]) =>
    dynamoListedPeople(stores.dynamo, { table: people(), clock, hashOf }).stillThere(partitions);
  const listed = (partitions: readonly string[], keptUntilMs = NOW_MS + 1000) =>
    dynamoPredictions(stores.dynamo, people()).put(new Map(partitions.map((pk) => [pk, []])), keptUntilMs);

  it('are still there with what is on record of them, however many are asked for', async () => {
    const partitions = Array.from({ length: 130 }, (_, i) => (i % 2 === 0 ? `U#here${i}` : `A#here${i}`));
    await listed(partitions);
    await dynamoPersonRecords(stores.dynamo, people()).update({ userId: 'here0' }, () => EMPTY_RECORD);
    await dynamoPersonRecords(stores.dynamo, people()).update({ userId: 'here2' }, (record) => ({
      ...record,
      restrictedAtMs: 5,
    }));
    const found = await stillThere(...partitions, 'U#never');
    expect([...found.keys()]).toEqual(partitions);
    expect(found.get('U#here2')).toEqual({ ...EMPTY_RECORD, restrictedAtMs: 5 });
    expect(found.get('U#here4')).toBeUndefined();
  });

  it('are there no more once they are suppressed, or a device has become somebody’s', async () => {
    await listed(['U#s', 'A#d', 'A#e']);
    await dynamoSuppressions(stores.dynamo, people(), hashOf).suppress([{ userId: 's' }]);
    await dynamoTimelineWriter(stores.dynamo, people(), 400, clock).link({
      anonymousId: 'd',
      userId: 'owner',
      linkedAtMs: 1,
      messageId: 'm',
    });
    expect([...(await stillThere('U#s', 'A#d', 'A#e')).keys()]).toEqual(['A#e']);
  });

  it('are not there again when they were erased, though nothing is suppressed, nor when the night is long past', async () => {
    await listed(['U#erased', 'U#kept']);
    await listed(['U#old'], NOW_MS - 1000);
    const rows = dynamoPersonalRows(stores.dynamo, people(), clock);
    await rows.erase([personOfPartition('U#erased')]);
    expect([...(await stillThere('U#erased', 'U#kept', 'U#old')).keys()]).toEqual(['U#kept']);
  });
});

describe('segments of a shop', () => {
  const segments = () => dynamoSegments(stores.dynamo, stores.nameOf('control'));
  const rule = { all: [{ feature: 'orders', atLeast: 2 }, { not: { feature: 'nps', atMost: 6 } }] };

  it('are added once, listed by their ids, and removed', async () => {
    const [b, a] = [
      { segmentId: 'b', words: 'two', rule },
      { segmentId: 'a', words: 'one', rule },
    ];
    expect(await segments().list()).toEqual([]);
    expect([await segments().add(b), await segments().add(a)]).toEqual([true, true]);
    expect(await segments().add({ ...b, words: 'other' })).toBe(false);
    expect(await segments().list()).toEqual([a, b]);
    expect([await segments().remove('a'), await segments().remove('a')]).toEqual([true, false]);
    expect(await segments().list()).toEqual([b]);
    const alike = { segmentId: 'c', words: 'three', seedSegmentId: 'b', size: 500 };
    expect(await segments().add(alike)).toBe(true);
    expect(await segments().list()).toEqual([b, alike]);
  });
});
