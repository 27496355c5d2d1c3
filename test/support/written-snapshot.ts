import { BUCKET_COUNT, bucketOf } from '../../functions/nightly/snapshot.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { interactionsOf } from '../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import { contextCode, contextOfEvent } from '../../shared/features/context.ts';
import { textColumnOf } from '../../shared/math/text-column.ts';
import type { InteractionColumns, SnapshotReader, SnapshotWriter } from '../../shared/ports/snapshots.ts';
import type { ScannedEvent } from '../../shared/ports/timeline.ts';

/** What events did to items, column by column. */
export function columnsOf(rows: readonly ScannedEvent[]): InteractionColumns {
  const all = rows.flatMap(({ personKey, event }) =>
    interactionsOf(event).map((interaction, position) => ({ personKey, event, interaction, position })),
  );
  return {
    personKey: textColumnOf(all.map(({ personKey }) => personKey)),
    itemId: textColumnOf(all.map(({ interaction }) => interaction.itemId)),
    kind: textColumnOf(all.map(({ interaction }) => interaction.kind)),
    atMs: Float64Array.from(all, ({ interaction }) => interaction.atMs),
    clientAtMs: Float64Array.from(all, ({ event }) => event.clientAtMs),
    messageId: textColumnOf(all.map(({ event }) => event.messageId)),
    position: Int32Array.from(all, ({ position }) => position),
    context: Int32Array.from(all, ({ event }) => contextCode(contextOfEvent(event))),
  };
}

/** Writes the snapshot "s", in parts of a few events. */
export async function writtenSnapshot(
  events: readonly ScannedEvent[],
  { items = [], partRows = 7 }: { readonly items?: readonly CatalogEntry[]; readonly partRows?: number } = {},
): Promise<SnapshotWriter & SnapshotReader> {
  const snapshots = memorySnapshots();
  const interactionParts = new Array<number>(BUCKET_COUNT).fill(0);
  let interactionCount = 0;
  for (const bucket of interactionParts.keys()) {
    const rows = events.filter(({ personKey }) => bucketOf(personKey) === bucket);
    for (let at = 0; at < rows.length; at += partRows) {
      const columns = columnsOf(rows.slice(at, at + partRows));
      await snapshots.writeInteractions('s', { bucket, part: interactionParts[bucket]!++ }, columns);
      interactionCount += columns.atMs.length;
    }
  }
  if (items.length > 0) await snapshots.writeItems('s', 0, items);
  await snapshots.writeManifest({
    snapshotId: 's',
    takenAtMs: 0,
    eventCount: events.length,
    interactionCount,
    personCount: 0,
    itemCount: items.length,
    interactionParts,
    itemParts: items.length > 0 ? 1 : 0,
  });
  return snapshots;
}
