import { interactionsOf, kindOf } from '../../../shared/domain/interaction.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { stringHash } from '../../../shared/math/string-hash.ts';
import { MOST_DAYS } from '../../../shared/model/demand.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Pseudonyms } from '../../../shared/ports/secrets.ts';
import type { SnapshotReader } from '../../../shared/ports/snapshots.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import { catalogItems } from './catalog-items.ts';
import { foreseeDemand } from './foresee-demand.ts';
import { salesRows } from './sales-rows.ts';
import { type DemandModels, writeDemand } from './write-demand.ts';

export interface DemandPorts {
  readonly catalog: CatalogScan;
  readonly snapshots: Pick<SnapshotReader, 'readFlagged'>;
  /** What a snapshot that begins now calls a person. */
  readonly namesInSnapshot: () => Promise<Pseudonyms['ofPerson']>;
  readonly models: DemandModels;
  /** Days from an order of goods to their arrival, by which decisions judge stock; from 1 to MOST_DAYS. */
  readonly leadTimeDays: number;
  readonly log: Log;
}

/** Half a year: what is older says little of the weeks to come. */
const DAYS = 182;
/** A line of an order with more counts as this many, so that one wrong number is not the demand of years. */
const MOST_UNITS = 10_000;

/**
 * Counts what was bought of each item, day by day, while the table is scanned, and writes what of it may be asked for
 * in the weeks to come. Days are the 24 hours that end when the scan begins, and those before them. Counts are made
 * anew each night, from those who let the shop analyse what they do; bots are left out, as far as the observers before
 * this one have found them.
 */
export function demandObserver(ports: DemandPorts): ScanObserver {
  if (ports.leadTimeDays > MOST_DAYS)
    throw new RangeError(`demandObserver: ${ports.leadTimeDays} days of lead time; ${MOST_DAYS} are foreseen`);
  let scan: (ObservedScan & { readonly nameOf: Pseudonyms['ofPerson'] }) | undefined;
  let rows = salesRows();
  return {
    async start(started) {
      scan = { ...started, nameOf: await ports.namesInSnapshot() };
      rows = salesRows();
    },

    see({ partition, owner, record, events }) {
      if (scan === undefined || partition !== owner || !mayBeCounted(record)) return; // the owner has its events too
      let buyer: number | undefined;
      const counted = new Set<string>(); // a client that sends again may write another time
      for (const event of events) {
        if (kindOf(event) !== 'purchase' || !isUsable(event, 'keep') || counted.has(event.messageId)) continue;
        counted.add(event.messageId);
        for (const { itemId, quantity, atMs } of interactionsOf(event)) {
          const daysAgo = Math.floor((scan.takenAtMs - 1 - atMs) / DAY_MS);
          if (daysAgo < 0 || daysAgo >= DAYS) continue;
          buyer ??= numberOf(scan.nameOf(owner));
          rows.add({ itemId, daysAgo, units: Math.min(MOST_UNITS, quantity), buyer });
        }
      }
    },

    async finish() {
      if (scan === undefined) return;
      const { snapshotId, takenAtMs } = scan;
      const bots = new Set(Array.from(await ports.snapshots.readFlagged(snapshotId), numberOf));
      const sales = rows.sales((buyer) => !bots.has(buyer));
      rows = salesRows();
      const items = await catalogItems(ports.catalog, takenAtMs);
      const foreseen = foreseeDemand(sales, items, DAYS);
      await writeDemand(ports.models, {
        version: snapshotId,
        asOfMs: takenAtMs,
        leadTimeDays: ports.leadTimeDays,
        foreseen,
      });
      ports.log.info('demand foreseen', { sold: sales.itemIds.length, categories: foreseen.categories.size });
    },
  };
}

const mayBeCounted = (record: PersonRecord | undefined): boolean =>
  record?.restrictedAtMs === undefined && record?.consent.analytics?.granted !== false;

/** 53 bits of a pseudonym: two people of a billion meet in it less often than one in a million times. */
const numberOf = (name: string): number => stringHash(name) * 2 ** 21 + (stringHash(name, 1) >>> 11);
