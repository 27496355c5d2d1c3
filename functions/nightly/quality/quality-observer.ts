import type { MetricBreak, QualityReport } from '../../../shared/domain/quality.ts';
import { DAY_MS, utcDay } from '../../../shared/domain/time.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { QualityReports } from '../../../shared/ports/quality-reports.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { QuarantineReader } from '../../../shared/ports/timeline.ts';
import { baselineWith } from '../../../shared/quality/baseline.ts';
import { type DailyTotals, dailyTotals } from '../../../shared/quality/daily-totals.ts';
import { type DayCounts, dayCounts } from '../../../shared/quality/day-counts.ts';
import { qualityFindings } from '../../../shared/quality/findings.ts';
import { BREAK_DAYS, dayBreak } from '../../../shared/quality/metric-breaks.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';

export interface QualityPorts {
  readonly catalog: CatalogScan;
  readonly quarantine: QuarantineReader;
  readonly reports: QualityReports;
  readonly log: Log;
}

const PAGE_SIZE = 500;

/** A scan that is under way. */
interface Watch {
  readonly scan: ObservedScan;
  readonly counts: DayCounts;
  readonly totals: DailyTotals;
}

/** Writes what is to be said of the events of the last 24 hours, beside those before, while the table is scanned. */
export function qualityObserver(ports: QualityPorts): ScanObserver {
  let watch: Watch | undefined;
  return {
    start(scan) {
      watch = {
        scan,
        counts: dayCounts(scan.takenAtMs - DAY_MS, scan.takenAtMs),
        totals: dailyTotals(scan.takenAtMs, BREAK_DAYS + 1),
      };
    },

    see({ partition, record, events }) {
      if (record?.restrictedAtMs !== undefined) return; // kept, and used for nothing
      watch?.counts.add(partition, events);
      watch?.totals.add(partition, events);
    },

    async finish() {
      if (watch === undefined) return;
      const report = await reportOf(watch, ports);
      await ports.reports.write(report);
      const { findings, breaks, comparisons, counts } = report;
      ports.log.info('quality of the day', {
        received: counts.received,
        findings: findings.length,
        breaks: breaks.length,
        comparisons,
      });
    },
  };
}

async function reportOf({ scan, counts, totals }: Watch, ports: QualityPorts): Promise<QualityReport> {
  const untilMs = scan.takenAtMs;
  const fromMs = untilMs - DAY_MS;
  const day = utcDay(untilMs);
  const [unknown, quarantined, former] = await Promise.all([
    withoutKnown(new Set(counts.itemIds()), ports.catalog),
    quarantinedBetween(fromMs, untilMs, ports.quarantine),
    ports.reports.before(day),
  ]);
  const today = { ...counts.finish((itemId) => !unknown.has(itemId)), quarantined };
  const found = qualityFindings(today, former?.baseline);
  const baseline = baselineWith(former?.baseline, today);
  return { day, fromMs, untilMs, ...found, breaks: breaksOf(totals, utcDay(fromMs)), counts: today, baseline };
}

/** Takes from the ids those that the catalog has, those that it has had lately included. */
async function withoutKnown(itemIds: Set<string>, catalog: CatalogScan): Promise<ReadonlySet<string>> {
  if (itemIds.size === 0) return itemIds;
  for await (const page of catalog.scan(0, 1)) for (const { item } of page) itemIds.delete(item.itemId);
  return itemIds;
}

/** By the code of the defect. */
async function quarantinedBetween(
  fromMs: number,
  untilMs: number,
  quarantine: QuarantineReader,
): Promise<Readonly<Record<string, number>>> {
  const counts = new Map<string, number>();
  for (const day of new Set([utcDay(fromMs), utcDay(untilMs)])) {
    let cursor: string | undefined;
    do {
      const page = await quarantine.list(day, { limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) });
      for (const { code, receivedAtMs } of page.events) {
        if (receivedAtMs >= fromMs && receivedAtMs < untilMs) counts.set(code, (counts.get(code) ?? 0) + 1);
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function breaksOf(totals: DailyTotals, day: string): readonly MetricBreak[] {
  return [...totals.series()].flatMap(([metric, series]) => {
    const judged = dayBreak(series);
    if (judged === undefined || !judged.isBreak) return [];
    const { value, expected, deviations } = judged;
    return [{ metric, day, value, expected, deviations }];
  });
}
