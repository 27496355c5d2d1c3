import { BUCKET_COUNT, bucketOf } from '../../functions/nightly/snapshot/interaction-buckets.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import type { Event } from '../../shared/domain/event.ts';
import { interactionsOf } from '../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { PersonKey } from '../../shared/domain/person-key.ts';
import { contextCode, contextOfEvent } from '../../shared/features/context.ts';
import { textAt, textColumnOf } from '../../shared/math/text-column.ts';
import type {
  InteractionColumns,
  SnapshotManifest,
  SnapshotReader,
  SnapshotWriter,
} from '../../shared/ports/snapshots.ts';
import type { ScannedPerson } from '../../shared/ports/timeline.ts';

/** An event, and whose it is: in tests a person's partition is their pseudonym. */
export interface PersonEvent {
  readonly personKey: string;
  readonly event: Event;
}

/** Events as a scan of their table gives them: those of one person in a row together. */
export function scannedOf(rows: readonly PersonEvent[]): readonly ScannedPerson[] {
  const people: { readonly partition: string; readonly owner: string; readonly events: Event[] }[] = [];
  for (const { personKey, event } of rows) {
    const last = people.at(-1);
    if (last?.owner === personKey) last.events.push(event);
    else people.push({ partition: personKey, owner: personKey, events: [event] });
  }
  return people;
}

/** What events did to items, column by column. */
export function columnsOf(rows: readonly PersonEvent[]): InteractionColumns {
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

interface Writing {
  readonly items?: readonly CatalogEntry[];
  readonly partRows?: number;
  readonly snapshots?: SnapshotWriter & SnapshotReader;
}

/** Writes the snapshot "s", in parts of a few events. */
export async function writtenSnapshot(
  events: readonly PersonEvent[],
  { items = [], partRows = 7, snapshots = memorySnapshots() }: Writing = {},
): Promise<SnapshotWriter & SnapshotReader> {
  const interactionParts = new Array<number>(BUCKET_COUNT).fill(0);
  let interactionCount = 0;
  for (const bucket of interactionParts.keys()) {
    const rows = events.filter(({ personKey }) => bucketOf(personKey as PersonKey, BUCKET_COUNT) === bucket);
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

/** The distinct items of all interactions that a snapshot holds, sorted. */
export async function itemsOf(snapshots: SnapshotReader, manifest: SnapshotManifest): Promise<readonly string[]> {
  const items = new Set<string>();
  for (const [bucket, partCount] of manifest.interactionParts.entries()) {
    for (let part = 0; part < partCount; part++) {
      const { itemId, clientAtMs } = await snapshots.readInteractions(manifest.snapshotId, { bucket, part });
      clientAtMs.forEach((_, row) => {
        items.add(textAt(itemId, row));
      });
    }
  }
  return [...items].sort();
}
