import type { Event } from '../../shared/domain/event.ts';
import { type InteractionKind, interactionsOf } from '../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import { contextCode, contextOfEvent } from '../../shared/features/context.ts';
import { stringHash } from '../../shared/math/string-hash.ts';
import type { CatalogScan } from '../../shared/ports/catalog.ts';
import type {
  InteractionColumns,
  PartAddress,
  SnapshotManifest,
  SnapshotWriter,
} from '../../shared/ports/snapshots.ts';
import type { Clock, Ids, Log } from '../../shared/ports/system.ts';
import type { ScannedEvent, TimelineScan } from '../../shared/ports/timeline.ts';

export interface SnapshotPorts {
  readonly timeline: TimelineScan;
  readonly catalog: CatalogScan;
  readonly snapshots: SnapshotWriter;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Disjoint parts of a table that are read at the same time. */
const SEGMENT_COUNT = 4;
/** A reader holds one bucket at a time: at 50 M interactions, the texts of 1.6 M. A power of two. */
export const BUCKET_COUNT = 32;
/** Rows of one part. All buckets together hold some 200 MB at most while they wait for theirs. */
const PART_ROWS = 25_000;

/**
 * Copies to Parquet parts what events did to items, and the catalog; the table is read in parallel, and memory does not
 * grow with it but by one key a person. What arrives while it runs may be in it or not.
 */
export const snapshot =
  ({ timeline, catalog, snapshots, clock, ids, log }: SnapshotPorts) =>
  async (): Promise<SnapshotManifest> => {
    const snapshotId = ids.next();
    const takenAtMs = clock.nowMs();
    const people = new Set<string>();
    let eventCount = 0;
    const buckets = interactionBuckets((address, columns) => snapshots.writeInteractions(snapshotId, address, columns));
    await inSegments(async (segment) => {
      for await (const page of timeline.scan(segment, SEGMENT_COUNT)) {
        eventCount += page.length;
        for (const [personKey, events] of runsOf(page)) {
          people.add(personKey);
          buckets.add(personKey, events);
        }
        await buckets.flush(PART_ROWS);
      }
    });
    await buckets.flush(1);
    const items = await copyCatalog(catalog, (part, rows) => snapshots.writeItems(snapshotId, part, rows));

    const manifest: SnapshotManifest = {
      snapshotId,
      takenAtMs,
      eventCount,
      interactionCount: buckets.rowCount(),
      personCount: people.size,
      itemCount: items.rowCount,
      interactionParts: buckets.partCounts(),
      itemParts: items.partCount,
    };
    await snapshots.writeManifest(manifest);
    log.info('snapshot taken', { snapshotId, events: eventCount, people: people.size, items: items.rowCount });
    return manifest;
  };

/** The events of a page, those of one person in a row together: a partition comes in one piece. */
function runsOf(page: readonly ScannedEvent[]): readonly (readonly [string, readonly Event[]])[] {
  const runs: (readonly [string, Event[]])[] = [];
  for (const { personKey, event } of page) {
    const last = runs.at(-1);
    if (last?.[0] === personKey) last[1].push(event);
    else runs.push([personKey, [event]]);
  }
  return runs;
}

/** One bucket a person; buckets of much the same size. */
export const bucketOf = (personKey: string): number => stringHash(personKey) & (BUCKET_COUNT - 1);

/** Interactions waiting, bucket by bucket, until there are enough for a part. */
function interactionBuckets(write: (address: PartAddress, columns: InteractionColumns) => Promise<void>) {
  const partCounts = new Array<number>(BUCKET_COUNT).fill(0);
  const buckets = Array.from({ length: BUCKET_COUNT }, emptyRows);
  let rowCount = 0;
  return {
    add(personKey: string, events: readonly Event[]): void {
      const rows = buckets[bucketOf(personKey)]!;
      const rowsBefore = rows.personKey.length;
      for (const event of events) {
        const interactions = interactionsOf(event);
        const context = interactions.length > 0 ? contextCode(contextOfEvent(event)) : 0;
        interactions.forEach(({ itemId, kind, atMs }, position) => {
          rows.personKey.push(personKey);
          rows.itemId.push(itemId);
          rows.kind.push(kind);
          rows.atMs.push(atMs);
          rows.clientAtMs.push(event.clientAtMs);
          rows.messageId.push(event.messageId);
          rows.position.push(position);
          rows.context.push(context);
        });
      }
      rowCount += rows.personKey.length - rowsBefore;
    },
    /** Writes the buckets that hold at least so many rows. */
    async flush(minRows: number): Promise<void> {
      for (const [bucket, rows] of buckets.entries()) {
        if (rows.personKey.length < minRows) continue;
        buckets[bucket] = emptyRows();
        await write({ bucket, part: partCounts[bucket]!++ }, columnsOf(rows));
      }
    },
    partCounts: (): readonly number[] => partCounts,
    rowCount: (): number => rowCount,
  };
}

const emptyRows = () => ({
  personKey: [] as string[],
  itemId: [] as string[],
  kind: [] as InteractionKind[],
  atMs: [] as number[],
  clientAtMs: [] as number[],
  messageId: [] as string[],
  position: [] as number[],
  context: [] as number[],
});

const columnsOf = (rows: ReturnType<typeof emptyRows>): InteractionColumns => ({
  ...rows,
  atMs: Float64Array.from(rows.atMs),
  clientAtMs: Float64Array.from(rows.clientAtMs),
  position: Int32Array.from(rows.position),
  context: Int32Array.from(rows.context),
});

/** Items that are still there, in parts. */
async function copyCatalog(
  catalog: CatalogScan,
  write: (part: number, rows: readonly CatalogEntry[]) => Promise<void>,
): Promise<{ readonly rowCount: number; readonly partCount: number }> {
  let rowCount = 0;
  let partCount = 0;
  await inSegments(async (segment) => {
    let rows: CatalogEntry[] = [];
    const flush = async () => {
      const full = rows;
      rows = [];
      rowCount += full.length;
      await write(partCount++, full);
    };
    for await (const page of catalog.scan(segment, SEGMENT_COUNT)) {
      rows.push(...page.filter(({ deleted }) => !deleted));
      if (rows.length >= PART_ROWS) await flush();
    }
    if (rows.length > 0) await flush();
  });
  return { rowCount, partCount };
}

const inSegments = (work: (segment: number) => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: SEGMENT_COUNT }, (_, segment) => work(segment)));
