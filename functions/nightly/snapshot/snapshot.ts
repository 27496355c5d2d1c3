import type { Event } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../../shared/domain/item.ts';
import type { PersonKey } from '../../../shared/domain/person-key.ts';
import { contextCode, contextOfEvent } from '../../../shared/features/context.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import { textNumbers, textPacker } from '../../../shared/math/text-column.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type {
  InteractionColumns,
  PartAddress,
  SnapshotManifest,
  SnapshotWriter,
} from '../../../shared/ports/snapshots.ts';
import type { Clock, Ids, Log } from '../../../shared/ports/system.ts';
import type { ScannedPerson, TimelineScan } from '../../../shared/ports/timeline.ts';
import type { ScanObserver } from './scan-observer.ts';
import { notSuppressed, type TrainablePorts, trainable } from './trainable.ts';

export interface SnapshotPorts extends TrainablePorts {
  readonly timeline: TimelineScan;
  readonly catalog: CatalogScan;
  readonly snapshots: SnapshotWriter;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** One set for one snapshot. */
  readonly pseudonyms: () => Promise<Pseudonyms>;
  /** Told of each person that the scan meets. */
  readonly observers?: readonly ScanObserver[];
}

/** Disjoint parts of a table that are read at the same time. */
const SEGMENT_COUNT = 4;
/** A reader holds one bucket at a time: at 50 M interactions, the texts of 1.6 M. A power of two. */
export const BUCKET_COUNT = 32;
/** Rows of one part. All buckets together hold some 200 MB at most while they wait for theirs. */
const PART_ROWS = 50_000;

/**
 * Copies to Parquet parts what events did to items, of people who let the shop learn from it and under pseudonyms, and
 * the catalog; the table is read in parallel, and memory does not
 * grow with it but by one key a person and an item. What arrives while it runs may be in it or not.
 */
export const snapshot =
  ({ timeline, catalog, snapshots, clock, ids, log, pseudonyms, observers = [], ...consent }: SnapshotPorts) =>
  async (): Promise<SnapshotManifest> => {
    const snapshotId = ids.next();
    const takenAtMs = clock.nowMs();
    let eventCount = 0;
    for (const observer of observers) await observer.start?.({ snapshotId, takenAtMs });
    const buckets = interactionBuckets(await pseudonyms(), (address, columns) =>
      snapshots.writeInteractions(snapshotId, address, columns),
    );
    await inSegments(async (segment) => {
      for await (const page of timeline.scan(segment, SEGMENT_COUNT)) {
        const people = await notSuppressed(page, consent);
        await showTo(observers, people);
        for (const { owner, events } of await trainable(people, consent)) {
          eventCount += events.length;
          buckets.add(owner, events);
        }
        await buckets.writeFull();
      }
    });
    await buckets.writeAll();
    const items = await copyCatalog(catalog, (part, rows) => snapshots.writeItems(snapshotId, part, rows));

    const manifest: SnapshotManifest = {
      snapshotId,
      takenAtMs,
      eventCount,
      interactionCount: buckets.rowCount(),
      personCount: buckets.personCount(),
      itemCount: items.rowCount,
      interactionParts: buckets.partCounts(),
      itemParts: items.partCount,
    };
    await snapshots.writeManifest(manifest);
    for (const observer of observers) await observer.finish?.();
    log.info('snapshot taken', {
      snapshotId,
      events: eventCount,
      people: buckets.personCount(),
      items: items.rowCount,
    });
    return manifest;
  };

async function showTo(observers: readonly ScanObserver[], people: readonly ScannedPerson[]): Promise<void> {
  for (const observer of observers) for (const person of people) await observer.see(person);
}

/** One bucket a person; buckets of much the same size. */
export const bucketOf = (personKey: PersonKey): number => stringHash(personKey) & (BUCKET_COUNT - 1);

/** Interactions waiting, bucket by bucket, until there are enough for a part. */
function interactionBuckets(
  pseudonyms: Pseudonyms,
  write: (address: PartAddress, columns: InteractionColumns) => Promise<void>,
) {
  const partCounts = new Array<number>(BUCKET_COUNT).fill(0);
  const buckets: ReturnType<typeof waitingRows>[] = []; // each when it is first wanted
  let full: { readonly bucket: number; readonly columns: InteractionColumns }[] = [];
  const people = textNumbers<PersonKey>();
  const items = textNumbers();
  const kinds = textNumbers();
  let rowCount = 0;

  /** Makes a part of what a bucket holds, which is then empty. */
  const take = (bucket: number): void => {
    const rows = buckets[bucket]!;
    const { count } = rows;
    rows.count = 0;
    const columns = {
      personKey: people.columnOf(rows.people.subarray(0, count)),
      itemId: items.columnOf(rows.items.subarray(0, count)),
      kind: kinds.columnOf(rows.kinds.subarray(0, count)),
      atMs: rows.atMs.slice(0, count),
      clientAtMs: rows.clientAtMs.slice(0, count),
      messageId: rows.messageIds.take(),
      position: rows.positions.slice(0, count),
      context: rows.contexts.slice(0, count),
    };
    full.push({ bucket, columns });
  };

  return {
    add(partition: string, events: readonly Event[]): void {
      const personKey = pseudonyms.ofPerson(partition);
      const person = people.numberOf(personKey);
      const bucket = bucketOf(personKey);
      buckets[bucket] ??= waitingRows();
      const rows = buckets[bucket];
      for (const event of events) {
        const interactions = interactionsOf(event);
        if (interactions.length === 0) continue;
        const context = contextCode(contextOfEvent(event));
        const messageId = pseudonyms.ofMessage(event.messageId);
        interactions.forEach(({ itemId, kind, atMs }, position) => {
          const row = rows.count++;
          rows.people[row] = person;
          rows.items[row] = items.numberOf(itemId);
          rows.kinds[row] = kinds.numberOf(kind);
          rows.atMs[row] = atMs;
          rows.clientAtMs[row] = event.clientAtMs;
          rows.messageIds.add(messageId);
          rows.positions[row] = position;
          rows.contexts[row] = context;
          rowCount++;
          if (rows.count === PART_ROWS) take(bucket);
        });
      }
    },
    async writeFull(): Promise<void> {
      const parts = full;
      full = [];
      for (const { bucket, columns } of parts) await write({ bucket, part: partCounts[bucket]!++ }, columns);
    },
    /** Also those that are not full. */
    async writeAll(): Promise<void> {
      for (const bucket of partCounts.keys()) if ((buckets[bucket]?.count ?? 0) > 0) take(bucket);
      await this.writeFull();
    },
    partCounts: (): readonly number[] => partCounts,
    rowCount: (): number => rowCount,
    personCount: (): number => people.texts.length,
  };
}

/** Texts by number or as bytes: strings that wait are moved and looked at again and again by the garbage collector. */
const waitingRows = () => ({
  count: 0,
  people: new Int32Array(PART_ROWS),
  items: new Int32Array(PART_ROWS),
  kinds: new Int32Array(PART_ROWS),
  atMs: new Float64Array(PART_ROWS),
  clientAtMs: new Float64Array(PART_ROWS),
  messageIds: textPacker(),
  positions: new Int32Array(PART_ROWS),
  contexts: new Int32Array(PART_ROWS),
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
