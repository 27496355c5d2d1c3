import { describe, expect, it } from 'vitest';
import { snapshot } from '../../../../functions/nightly/snapshot.ts';
import { memorySnapshots } from '../../../../shared/adapters/memory/snapshots.ts';
import { NotFoundError } from '../../../../shared/domain/errors.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { rowsOf } from '../../../support/served-shop.ts';
import { countingIds, silentLog, steppingClock } from '../../../support/system-ports.ts';

/** Each segment of a table gives its own rows, a page at a time. */
const scanOf = <Row>(pages: readonly (readonly Row[])[]) => ({
  async *scan(segment: number, count: number): AsyncIterable<readonly Row[]> {
    for (const [i, page] of pages.entries()) if (i % count === segment) yield page;
  },
});

describe('a snapshot', () => {
  const rows = rowsOf(['a', 'b', 'a'], ['b'], ['c']);
  const items = [anEntry('a'), anEntry('b'), anEntry('gone', {}, { deleted: true })];
  const taken = async (snapshots = memorySnapshots()) =>
    snapshot({
      timeline: scanOf(rows.map((row) => [row])),
      catalog: scanOf(items.map((item) => [item])),
      snapshots,
      clock: steppingClock(0),
      ids: countingIds(),
      log: silentLog,
    })();

  it('counts what it copied: events, people, and items that are still there', async () => {
    expect(await taken()).toMatchObject({ snapshotId: 'id-1', eventCount: 5, personCount: 3, itemCount: 2 });
  });

  it('holds every row once, over all its parts', async () => {
    const snapshots = memorySnapshots();
    const { eventParts, itemParts } = await taken(snapshots);
    const read = async <Row>(parts: readonly string[], of: (part: string) => Promise<readonly Row[]>) =>
      (await Promise.all(parts.map(of))).flat();
    const events = await read(eventParts, snapshots.readEvents);
    expect(new Set(events)).toEqual(new Set(rows));
    expect(events).toHaveLength(rows.length);
    const copied = await read(itemParts, snapshots.readItems);
    expect(copied.map(({ item }) => item.itemId).toSorted()).toEqual(['a', 'b']);
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
