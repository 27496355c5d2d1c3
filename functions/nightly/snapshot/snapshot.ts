import type { CatalogEntry } from '../../../shared/domain/item.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { SnapshotManifest, SnapshotWriter } from '../../../shared/ports/snapshots.ts';
import type { Clock, Ids, Log } from '../../../shared/ports/system.ts';
import type { ScannedPerson, TimelineScan } from '../../../shared/ports/timeline.ts';
import { interactionBuckets, PART_ROWS } from './interaction-buckets.ts';
import type { DecidedPart, JourneyPart, ScanObserver, ToldPart } from './scan-observer.ts';
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

/**
 * Copies to Parquet parts what events did to items, of people who let the shop learn from it and under pseudonyms, and
 * the catalog; the table is read in parallel, and memory does not grow with it but by one key a person and an item. What
 * arrives while it runs may be in it or not.
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
        const met = await notSuppressed(page, consent);
        await showDecisionsTo(observers, met);
        const people = met.filter(({ events }) => events.length > 0);
        await showTo(observers, people);
        await showJourneysTo(observers, met);
        await showToldTo(observers, met);
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

async function showDecisionsTo(observers: readonly ScanObserver[], people: readonly ScannedPerson[]): Promise<void> {
  const decided = people.filter((person): person is DecidedPart => person.decisions !== undefined);
  for (const observer of observers) for (const person of decided) await observer.seeDecided?.(person);
}

async function showJourneysTo(observers: readonly ScanObserver[], people: readonly ScannedPerson[]): Promise<void> {
  const travelling = people.filter((person): person is JourneyPart => person.journeys !== undefined);
  for (const observer of observers) for (const person of travelling) await observer.seeJourneys?.(person);
}

async function showToldTo(observers: readonly ScanObserver[], people: readonly ScannedPerson[]): Promise<void> {
  const told = people.filter((person): person is ToldPart => person.told !== undefined);
  for (const observer of observers) for (const person of told) await observer.seeTold?.(person);
}

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
