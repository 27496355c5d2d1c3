import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../shared/domain/errors.ts';
import { itemSchema } from '../../shared/domain/item.ts';
import type { SnapshotReader, SnapshotWriter } from '../../shared/ports/snapshots.ts';
import { anEvent } from '../support/events.ts';

/** What every store of snapshots does. @param open - the same store each time, with no snapshot in it. */
export function describeSnapshots(name: string, open: () => SnapshotWriter & SnapshotReader): void {
  describe(`${name} as a store of snapshots`, () => {
    it('has no snapshot before its manifest', async () => {
      await open().writeEvents('s0', 0, [{ personKey: 'U#u1', event: anEvent() }]);
      await expect(open().manifest('s0')).rejects.toThrow(NotFoundError);
    });

    it('gives back the manifest as it was', async () => {
      const manifest = {
        snapshotId: 's2',
        takenAtMs: 1_795_000_000_000,
        eventCount: 1,
        personCount: 1,
        itemCount: 0,
        eventParts: ['events-0'],
        itemParts: [],
      };
      await open().writeManifest(manifest);
      expect(await open().manifest('s2')).toEqual(manifest);
    });

    it('gives back events and items as they were', async () => {
      const events = [anEvent(), anEvent({ messageId: 'm2', properties: { 退货: [null, -0.5, { '': true }] } })];
      const item = itemSchema.parse({ itemId: 'ü/1', title: '“A” thing', price: { amount: 1990, currency: 'EUR' } });
      const entry = { item, version: 3, changedAtMs: 1_795_000_000_123, deleted: false };
      const rows = events.map((event) => ({ personKey: 'U#u1', event }));
      const eventPart = await open().writeEvents('s1', 0, rows);
      const itemPart = await open().writeItems('s1', 0, [entry]);

      expect(await open().readEvents(eventPart)).toEqual(rows);
      expect(await open().readItems(itemPart)).toEqual([entry]);
    });
  });
}
