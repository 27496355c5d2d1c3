import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../shared/domain/errors.ts';
import { itemSchema } from '../../shared/domain/item.ts';
import type { PersonKey } from '../../shared/domain/person-key.ts';
import { textColumnOf } from '../../shared/math/text-column.ts';
import type { SnapshotReader, SnapshotWriter } from '../../shared/ports/snapshots.ts';
import { anEvent } from '../support/events.ts';
import { columnsOf } from '../support/written-snapshot.ts';

const order = { name: 'Order Completed', properties: { products: [{ product_id: '退货' }, { product_id: 'p1' }] } };
const rows = [anEvent(), anEvent({ messageId: 'm2', atMs: 1_795_000_000_001.5, ...order })].map((event) => ({
  personKey: 'U#u1',
  event,
}));

/** What every store of snapshots does. @param open - the same store each time, with no snapshot in it. */
export function describeSnapshots(name: string, open: () => SnapshotWriter & SnapshotReader): void {
  describe(`${name} as a store of snapshots`, () => {
    it('has no snapshot before its manifest', async () => {
      await open().writeInteractions('s0', { bucket: 0, part: 0 }, columnsOf(rows));
      await expect(open().manifest('s0')).rejects.toThrow(NotFoundError);
    });

    it('gives back the manifest as it was', async () => {
      const manifest = {
        snapshotId: 's2',
        takenAtMs: 1_795_000_000_000,
        eventCount: 1,
        personCount: 1,
        itemCount: 0,
        interactionCount: 3,
        interactionParts: [0, 1],
        itemParts: 0,
      };
      await open().writeManifest(manifest);
      expect(await open().manifest('s2')).toEqual(manifest);
    });

    it('gives back interactions and items as they were', async () => {
      const item = itemSchema.parse({ itemId: 'ü/1', title: '“A” thing', price: { amount: 1990, currency: 'EUR' } });
      const entry = { item, version: 3, changedAtMs: 1_795_000_000_123, deleted: false };
      await open().writeInteractions('s1', { bucket: 3, part: 1 }, columnsOf(rows));
      await open().writeItems('s1', 0, [entry]);

      expect(await open().readInteractions('s1', { bucket: 3, part: 1 })).toEqual(columnsOf(rows));
      expect(await open().readItems('s1', 0)).toEqual([entry]);
    });

    it('gives back interactions of an older snapshot, without the context of the events', async () => {
      const { context, ...older } = columnsOf(rows);
      expect(context).toHaveLength(3);
      await open().writeInteractions('s3', { bucket: 0, part: 0 }, older);
      expect(await open().readInteractions('s3', { bucket: 0, part: 0 })).toEqual(older);
    });

    it('tells whom nothing is learnt from, and nobody where nothing was written of it', async () => {
      await open().writeFlagged('s1', ['robot', 'ü'] as PersonKey[]);
      expect(await open().readFlagged('s1')).toEqual(new Set(['robot', 'ü']));
      expect(await open().readFlagged('s9')).toEqual(new Set());
    });

    it('gives back who knows whom, and nobody where nobody does', async () => {
      const relations = { from: textColumnOf(['a', 'ü', 'a']), to: textColumnOf(['b', 'a', 'b']) };
      await open().writeRelations('s1', relations);
      expect(await open().readRelations('s1')).toEqual(relations);
      expect((await open().readRelations('s9')).from.codes).toHaveLength(0);
    });

    it('has no part that was not written', async () => {
      await expect(open().readInteractions('s1', { bucket: 9, part: 9 })).rejects.toThrow(NotFoundError);
      await expect(open().readItems('s1', 9)).rejects.toThrow(NotFoundError);
    });
  });
}
