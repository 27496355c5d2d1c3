import { describe, expect, it } from 'vitest';
import { bucketOf, snapshot } from '../../../../functions/nightly/snapshot.ts';
import { memorySnapshots } from '../../../../shared/adapters/memory/snapshots.ts';
import { NotFoundError } from '../../../../shared/domain/errors.ts';
import { contextCode } from '../../../../shared/features/context.ts';
import type { SnapshotWriter } from '../../../../shared/ports/snapshots.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { anEvent } from '../../../support/events.ts';
import { rowsOf } from '../../../support/served-shop.ts';
import { countingIds, silentLog, steppingClock } from '../../../support/system-ports.ts';
import { columnsOf } from '../../../support/written-snapshot.ts';

/** Each segment of a table gives its own rows, a page at a time. */
const scanOf = <Row>(pages: readonly (readonly Row[])[]) => ({
  async *scan(segment: number, count: number): AsyncIterable<readonly Row[]> {
    for (const [i, page] of pages.entries()) if (i % count === segment) yield page;
  },
});

describe('a snapshot', () => {
  const rows = rowsOf(['a', 'b', 'a'], ['b'], ['c']);
  const items = [anEntry('a'), anEntry('b'), anEntry('gone', {}, { deleted: true })];
  const ports = (snapshots: SnapshotWriter) => ({
    timeline: scanOf(rows.map((row) => [row])),
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
    const told = [...rows, ...rowsOf(['d'])].map((row, i) =>
      i < rows.length ? row : { ...row, personKey: 'U#told', event: { ...row.event, context } },
    );
    await snapshot({ ...ports(snapshots), timeline: scanOf([told]) })();
    const bucket = bucketOf('U#told');
    const columns = await snapshots.readInteractions('id-1', { bucket, part: 0 });
    const hour = new Date(told.at(-1)!.event.atMs + 3_600_000).getUTCHours(); // winter time
    expect(columns.context?.[columns.personKey.indexOf('U#told')]).toBe(
      contextCode({ market: 'AT', device: 'mobile', hour }),
    );
    expect(JSON.stringify(columns)).not.toMatch(/iPhone|203\.0|Vienna/);
  });

  it('holds every interaction once, all of a person in one bucket', async () => {
    const snapshots = memorySnapshots();
    const { interactionParts, interactionCount, itemParts } = await taken(snapshots);
    const read: string[] = [];
    const bucketsOf = new Map<string, Set<number>>();
    for (const [bucket, partCount] of interactionParts.entries()) {
      for (let part = 0; part < partCount; part++) {
        const { personKey, itemId, atMs } = await snapshots.readInteractions('id-1', { bucket, part });
        read.push(...personKey.map((key, i) => `${key} ${itemId[i]} ${atMs[i]}`));
        for (const key of personKey) bucketsOf.set(key, (bucketsOf.get(key) ?? new Set()).add(bucket));
      }
    }
    const { personKey, itemId, atMs } = columnsOf(rows);
    expect(read.toSorted()).toEqual(personKey.map((key, i) => `${key} ${itemId[i]} ${atMs[i]}`).toSorted());
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
    const { eventCount, interactionCount } = await snapshot({ ...ports(snapshots), timeline: scanOf([events]) })();
    expect([eventCount, interactionCount]).toEqual([2, 2]);
    const address = { bucket: bucketOf('U#u'), part: 0 };
    expect(await snapshots.readInteractions('id-1', address)).toMatchObject({
      itemId: ['a', 'b'],
      kind: ['purchase', 'purchase'],
      position: Int32Array.of(0, 1),
    });
  });

  it('began before it looked: what changes while it runs is after it', async () => {
    expect((await taken()).takenAtMs).toBe(1000);
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
