import { describe, expect, it } from 'vitest';
import { botObserver } from '../../../../../functions/nightly/bots/bot-observer.ts';
import { bucketOf, SMALL_BUCKET_COUNT } from '../../../../../functions/nightly/snapshot/interaction-buckets.ts';
import type { ObservedScan } from '../../../../../functions/nightly/snapshot/scan-observer.ts';
import { type SnapshotPorts, snapshot } from '../../../../../functions/nightly/snapshot/snapshot.ts';
import { memorySnapshots } from '../../../../../shared/adapters/memory/snapshots.ts';
import { pseudonymsBy } from '../../../../../shared/adapters/system/pseudonyms.ts';
import { NotFoundError } from '../../../../../shared/domain/errors.ts';
import { type Event, partitionOf } from '../../../../../shared/domain/event.ts';
import type { PersonKey } from '../../../../../shared/domain/person-key.ts';
import { EMPTY_RECORD, type PersonRecord } from '../../../../../shared/domain/person-record.ts';
import { contextCode } from '../../../../../shared/features/context.ts';
import { type TextColumn, textAt, textsOf } from '../../../../../shared/math/text-column.ts';
import type { Pseudonyms } from '../../../../../shared/ports/secrets.ts';
import type { InteractionColumns, SnapshotWriter } from '../../../../../shared/ports/snapshots.ts';
import type { ScannedPerson } from '../../../../../shared/ports/timeline.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { anEvent } from '../../../../support/events.ts';
import { memoryPeople } from '../../../../support/memory-people.ts';
import { silentPeople } from '../../../../support/night-people.ts';
import { rowsOf } from '../../../../support/served-shop.ts';
import { countingIds, silentLog, steppingClock } from '../../../../support/system-ports.ts';
import { columnsOf, itemsOf, scannedOf } from '../../../../support/written-snapshot.ts';

/** Each segment of a table gives its own rows, a page at a time. */
const scanOf = <Row>(pages: readonly (readonly Row[])[]) => ({
  async *scan(segment: number, count: number): AsyncIterable<readonly Row[]> {
    for (const [i, page] of pages.entries()) if (i % count === segment) yield page;
  },
});

const textsIn = (column: TextColumn): readonly string[] => Array.from(column.codes, (_, row) => textAt(column, row));

/** Who did when what to which item. */
const told = ({ personKey, itemId, atMs }: InteractionColumns): readonly string[] =>
  Array.from(atMs, (ms, row) => `${textAt(personKey, row)} ${textAt(itemId, row)} ${ms}`);

describe('a snapshot', () => {
  const rows = rowsOf(['a', 'b', 'a'], ['b'], ['c']);
  const items = [anEntry('a'), anEntry('b'), anEntry('gone', {}, { deleted: true })];
  const ports = (snapshots: SnapshotWriter) => ({
    ...silentPeople(),
    timeline: scanOf(rows.map((row) => scannedOf([row]))),
    catalog: scanOf(items.map((item) => [item])),
    snapshots,
    clock: steppingClock(0),
    ids: countingIds(),
    log: silentLog,
  });
  const taken = async (snapshots: SnapshotWriter = memorySnapshots()) => snapshot(ports(snapshots))();

  it('counts what it copied: events, people, and items that are still there', async () => {
    expect(await taken()).toMatchObject({ snapshotId: 'id-1', eventCount: 5, personCount: 3, itemCount: 2 });
  });

  it('keeps of the context of an event its code, and nothing else', async () => {
    const snapshots = memorySnapshots();
    const context = { locale: 'de-AT', timezone: 'Europe/Vienna', userAgent: 'iPhone', ip: '203.0.113.7' };
    const withContext = [...rows, ...rowsOf(['d'])].map((row, i) =>
      i < rows.length ? row : { ...row, personKey: 'U#told', event: { ...row.event, context } },
    );
    await snapshot({ ...ports(snapshots), timeline: scanOf([scannedOf(withContext)]) })();
    const bucket = bucketOf('U#told' as PersonKey, SMALL_BUCKET_COUNT);
    const columns = await snapshots.readInteractions('id-1', { bucket, part: 0 });
    const hour = new Date(withContext.at(-1)!.event.atMs + 3_600_000).getUTCHours(); // winter time
    expect(columns.context?.[textsIn(columns.personKey).indexOf('U#told')]).toBe(
      contextCode({ market: 'AT', device: 'mobile', hour }),
    );
    const texts = Object.values(columns).flatMap((column) => ('bytes' in column ? textsOf(column) : []));
    expect(texts).toContain('U#told');
    expect(JSON.stringify(texts)).not.toMatch(/iPhone|203\.0|Vienna/);
  });

  it('holds every interaction once, all of a person in one bucket', async () => {
    const snapshots = memorySnapshots();
    const { interactionParts, interactionCount, itemParts } = await taken(snapshots);
    const read: string[] = [];
    const bucketsOf = new Map<string, Set<number>>();
    for (const [bucket, partCount] of interactionParts.entries()) {
      for (let part = 0; part < partCount; part++) {
        const columns = await snapshots.readInteractions('id-1', { bucket, part });
        read.push(...told(columns));
        for (const key of textsOf(columns.personKey)) bucketsOf.set(key, (bucketsOf.get(key) ?? new Set()).add(bucket));
      }
    }
    expect(read.toSorted()).toEqual(told(columnsOf(rows)).toSorted());
    expect(interactionCount).toBe(read.length);
    expect([...bucketsOf.values()].map(({ size }) => size)).toEqual([1, 1, 1]);

    const items = await Promise.all(Array.from({ length: itemParts }, (_, part) => snapshots.readItems('id-1', part)));
    expect(
      items
        .flat()
        .map(({ item }) => item.itemId)
        .toSorted(),
    ).toEqual(['a', 'b']);
  });

  it('has a row for each item of an order, and none for an event that is no interaction', async () => {
    const order = anEvent({ name: 'Order Completed', properties: { products: [{ sku: 'a' }, { sku: 'b' }] } });
    const events = [anEvent({ messageId: 'm2', type: 'page' }), order].map((event) => ({ personKey: 'U#u', event }));
    const snapshots = memorySnapshots();
    const { eventCount, interactionCount } = await snapshot({
      ...ports(snapshots),
      timeline: scanOf([scannedOf(events)]),
    })();
    expect([eventCount, interactionCount]).toEqual([2, 2]);
    const address = { bucket: bucketOf('U#u' as PersonKey, SMALL_BUCKET_COUNT), part: 0 };
    const { itemId, kind, position } = await snapshots.readInteractions('id-1', address);
    expect([itemId, kind].map(textsIn)).toEqual([
      ['a', 'b'],
      ['purchase', 'purchase'],
    ]);
    expect(position).toEqual(Int32Array.of(0, 1));
  });

  it('began before it looked: what changes while it runs is after it', async () => {
    expect((await taken()).takenAtMs).toBe(1000);
  });

  describe('of people who said something of their data', () => {
    const eventOf = (partition: string, fields: Partial<Event> = {}) =>
      anEvent({ messageId: `of ${partition}`, properties: { product_id: partition }, ...fields });
    const recordOf = (profiling: boolean, more: Partial<PersonRecord> = {}): PersonRecord => ({
      ...EMPTY_RECORD,
      consent: { profiling: { granted: profiling, atMs: 1, source: 'self' } },
      ...more,
    });
    const personOf = (partition: string, more: Partial<ScannedPerson> = {}): ScannedPerson => ({
      partition,
      owner: partition,
      events: [eventOf(partition)],
      ...more,
    });
    /** Whose events the snapshot holds. */
    const heldOf = async (people: readonly ScannedPerson[], more: Partial<SnapshotPorts> = {}) => {
      const snapshots = memorySnapshots();
      const manifest = await snapshot({ ...ports(snapshots), timeline: scanOf([people]), ...more })();
      return itemsOf(snapshots, manifest);
    };

    it('leaves out who refuses now, who is restricted, and events that were refused when they came', async () => {
      const refused = ['marketing', 'profiling'] as const;
      const people = [
        personOf('U#silent'),
        personOf('U#granted', { record: recordOf(true) }),
        personOf('U#refuses', { record: recordOf(false) }),
        personOf('U#restricted', { record: recordOf(true, { restrictedAtMs: 9 }) }),
        personOf('U#then', { record: recordOf(true), events: [eventOf('U#then', { refused })] }),
        personOf('U#other', { events: [eventOf('U#other', { refused: ['advertising'] })] }),
      ];
      expect(await heldOf(people)).toEqual(['U#granted', 'U#other', 'U#silent']);
      expect(await heldOf(people, { regime: 'opt-in' })).toEqual([]);
      const analytics = { granted: true, atMs: 1, source: 'self' } as const;
      const full = { ...recordOf(true), consent: { ...recordOf(true).consent, analytics } };
      expect(await heldOf([personOf('U#both', { record: full })], { regime: 'opt-in' })).toEqual(['U#both']);
    });

    it('leaves out a device whose owner refuses, and one that refuses of an owner who does not', async () => {
      const { records } = memoryPeople();
      await records.update({ userId: 'refuses' }, () => recordOf(false));
      await records.update({ userId: 'grants' }, () => recordOf(true));
      const people = [
        personOf('A#one', { owner: 'U#refuses', record: recordOf(true) }),
        personOf('A#two', { owner: 'U#grants', record: recordOf(false) }),
        personOf('A#three', { owner: 'U#grants' }),
      ];
      expect(await heldOf(people, { records })).toEqual(['A#three']);
    });

    it('leaves out who is suppressed, with their devices, and shows them to no observer', async () => {
      const { suppressions } = memoryPeople();
      await suppressions.suppress([{ userId: 'gone' }, { anonymousId: 'gone' }]);
      const seen: string[] = [];
      const observers = [{ see: ({ partition }: ScannedPerson) => void seen.push(partition) }];
      const people = [
        personOf('U#gone'),
        personOf('A#gone', { owner: 'U#here' }),
        personOf('A#theirs', { owner: 'U#gone' }),
        personOf('U#here'),
      ];
      expect(await heldOf(people, { suppressions, observers })).toEqual(['U#here']);
      expect(seen).toEqual(['U#here']);
    });

    it('asks silence by the market of each event', async () => {
      const market = (code: string) => ({ context: { market: code } });
      const events = [eventOf('de', market('DE')), eventOf('us', market('US')), eventOf('nowhere')];
      expect(await heldOf([personOf('U#u', { events })], { regime: 'by-market' })).toEqual(['us']);
    });

    it('holds pseudonyms, the same for the same person and secret, and no id', async () => {
      const contentOf = async (secret: number) => {
        const snapshots = memorySnapshots();
        const people = [personOf('U#max@example.org'), personOf('A#d', { owner: 'U#max@example.org' })];
        const withSecret = async () => pseudonymsBy(new Uint8Array(32).fill(secret));
        const { interactionParts } = await snapshot({
          ...ports(snapshots),
          timeline: scanOf([people.map((person) => ({ ...person, events: [eventOf('x')] }))]),
          pseudonyms: withSecret,
        })();
        const columns = await snapshots.readInteractions('id-1', {
          bucket: interactionParts.findIndex((count) => count > 0),
          part: 0,
        });
        return [...textsIn(columns.personKey), ...textsIn(columns.messageId)];
      };
      const [person, device, ...messages] = await contentOf(1);
      expect(person).toMatch(/^[\w-]{43}$/);
      expect([device, messages[1]]).toEqual([person, messages[0]]);
      expect((await contentOf(1)).join()).toBe([person, device, ...messages].join());
      const others = await contentOf(2);
      expect(others.filter((text) => text === person || messages.includes(text))).toEqual([]);
      expect([person, ...messages].join()).not.toMatch(/max|of x/);
    });
  });

  describe('and the partition of a person, which holds their id', () => {
    const partition = partitionOf({ userId: 'max@example.org' });
    const deployed = async () => pseudonymsBy(new Uint8Array(32).fill(1));
    /** Which partitions a snapshot has in it, as somebody's interactions or as somebody to leave out. */
    const partitionsIn = async (pseudonyms: () => Promise<Pseudonyms>): Promise<readonly string[]> => {
      const snapshots = memorySnapshots();
      const bots = botObserver({
        flags: { found: async () => undefined },
        snapshots,
        namesInSnapshot: async () => (await pseudonyms()).ofPerson,
        log: silentLog,
      });
      const robot = anEvent({ context: { userAgent: 'python-requests/2.32.3' } });
      const people: readonly ScannedPerson[] = [
        { partition, owner: partition, events: [robot] },
        { partition: 'A#phone', owner: partition, events: [anEvent({ messageId: 'on the phone' })] },
      ];
      const { interactionParts } = await snapshot({
        ...ports(snapshots),
        timeline: scanOf([people]),
        pseudonyms,
        observers: [bots],
      })();
      const address = { bucket: interactionParts.findIndex((count) => count > 0), part: 0 };
      const { personKey } = await snapshots.readInteractions('id-1', address);
      return [...textsOf(personKey), ...(await snapshots.readFlagged('id-1'))].filter((key) => /^[UA]#/.test(key));
    };

    it('are strangers: planted, it is found in both places; a deployment’s pseudonyms leave it in none', async () => {
      expect(await partitionsIn(silentPeople().pseudonyms)).toEqual([partition, partition]);
      expect(await partitionsIn(deployed)).toEqual([]);
    });

    it('are strangers to the compiler, too', async () => {
      const { ofPerson } = await deployed();
      const snapshots = memorySnapshots();
      await snapshots.writeFlagged('s', [ofPerson(partition)]);
      // @ts-expect-error: a partition is no person key
      await snapshots.writeFlagged('planted', [partition]);
      // @ts-expect-error: nor is what gives a partition back a maker of pseudonyms
      const planted: Pseudonyms['ofPerson'] = (raw: string) => raw;
      expect([planted(partition), ...(await snapshots.readFlagged('planted'))]).toEqual([partition, partition]);
      expect(await snapshots.readFlagged('s')).not.toContain(partition);
    });
  });

  it('shows its observers every person of the scan, from its start to its end', async () => {
    const seen: string[] = [];
    const observer = {
      start: ({ snapshotId, takenAtMs }: ObservedScan) => void seen.push(`${snapshotId} at ${takenAtMs}`),
      see: ({ partition, events }: ScannedPerson) => void seen.push(`${partition} ${events.length}`),
      finish: async () => void seen.push('end'),
    };
    await snapshot({ ...ports(memorySnapshots()), observers: [observer] })();
    expect(seen.slice(1, -1).toSorted()).toEqual(['U#p0 1', 'U#p0 1', 'U#p0 1', 'U#p1 1', 'U#p2 1']);
    expect([seen[0], seen.at(-1)]).toEqual(['id-1 at 1000', 'end']);
  });

  it('does not exist when a part could not be written', async () => {
    const snapshots = memorySnapshots();
    const failing = {
      ...snapshots,
      writeItems: async () => {
        throw new Error('the bucket is full');
      },
    };
    await expect(taken(failing)).rejects.toThrow('the bucket is full');
    await expect(snapshots.manifest('id-1')).rejects.toThrow(NotFoundError);
  });
});
