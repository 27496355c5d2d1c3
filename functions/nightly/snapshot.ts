import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { CatalogScan } from '../../shared/ports/catalog.ts';
import type { SnapshotManifest, SnapshotWriter } from '../../shared/ports/snapshots.ts';
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
/** Rows of one Parquet part: some 20 MB of memory while it is written. */
const PART_ROWS = 50_000;

/** Copies both tables to Parquet parts, read in parallel. What arrives while it runs may be in it or not. */
export const snapshot =
  ({ timeline, catalog, snapshots, clock, ids, log }: SnapshotPorts) =>
  async (): Promise<SnapshotManifest> => {
    const snapshotId = ids.next();
    const takenAtMs = clock.nowMs();
    const people = new Set<string>();

    const events = await copyTable<ScannedEvent>((segment) => timeline.scan(segment, SEGMENT_COUNT), {
      write: (index, rows) => snapshots.writeEvents(snapshotId, index, rows),
      see: (row) => people.add(row.personKey),
    });
    const items = await copyTable<CatalogEntry>((segment) => liveOnly(catalog.scan(segment, SEGMENT_COUNT)), {
      write: (index, rows) => snapshots.writeItems(snapshotId, index, rows),
      see: () => undefined,
    });

    const manifest: SnapshotManifest = {
      snapshotId,
      takenAtMs,
      eventCount: events.rowCount,
      personCount: people.size,
      itemCount: items.rowCount,
      eventParts: events.parts,
      itemParts: items.parts,
    };
    await snapshots.writeManifest(manifest);
    log.info('snapshot taken', { snapshotId, events: events.rowCount, people: people.size, items: items.rowCount });
    return manifest;
  };

interface Copy {
  readonly rowCount: number;
  /** Names of the parts, sorted. */
  readonly parts: readonly string[];
}

async function copyTable<Row>(
  scan: (segment: number) => AsyncIterable<readonly Row[]>,
  { write, see }: { write: (index: number, rows: readonly Row[]) => Promise<string>; see: (row: Row) => void },
): Promise<Copy> {
  let rowCount = 0;
  let nextIndex = 0;
  const parts: string[] = [];

  const copySegment = async (segment: number): Promise<void> => {
    let rows: Row[] = [];
    const flush = async () => {
      if (rows.length === 0) return;
      const full = rows;
      rows = [];
      rowCount += full.length;
      parts.push(await write(nextIndex++, full));
    };
    for await (const page of scan(segment)) {
      for (const row of page) {
        see(row);
        rows.push(row);
      }
      if (rows.length >= PART_ROWS) await flush();
    }
    await flush();
  };
  await Promise.all(Array.from({ length: SEGMENT_COUNT }, (_, segment) => copySegment(segment)));
  return { rowCount, parts: parts.sort() };
}

async function* liveOnly(pages: AsyncIterable<readonly CatalogEntry[]>): AsyncIterable<readonly CatalogEntry[]> {
  for await (const page of pages) yield page.filter((entry) => !entry.deleted);
}
