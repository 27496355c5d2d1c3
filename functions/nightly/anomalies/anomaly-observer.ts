import type { Anomaly, AnomalyBook } from '../../../shared/domain/anomaly.ts';
import type { PersonFlag } from '../../../shared/domain/flag.ts';
import type { PersonRecord } from '../../../shared/domain/person-record.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import type { Anomalies } from '../../../shared/ports/anomalies.ts';
import type { CatalogScan } from '../../../shared/ports/catalog.ts';
import type { Log } from '../../../shared/ports/system.ts';
import { isUsable } from '../../../shared/privacy/usable-events.ts';
import type { ScanObserver } from '../snapshot/scan-observer.ts';
import { type NightWatch, watchNight } from './night-watch.ts';
import { type CountedTime, type ShopCounts, shopCounts } from './shop-counts.ts';
import type { WatchedSeries } from './watch-series.ts';

export interface AnomalyPorts {
  readonly anomalies: Anomalies;
  readonly catalog: CatalogScan;
  readonly log: Log;
}

/** Of how the body is written; one of another version is not read. */
const VERSION = 1;
/** What is still on its way when the night begins is waited for so long. */
const SETTLE_MS = HOUR_MS;
/** What the first night learns from. */
const FIRST_DAYS = 56;
/** An anomaly is kept for so long after it was alarmed, and of a shop that has more, so many. */
const KEPT_DAYS = 400;
const MOST_KEPT = 2000;

/** A scan that is under way. */
interface Watch {
  readonly takenAtMs: number;
  /** Absent: no night before this one. */
  readonly book: AnomalyBook | undefined;
  readonly time: CountedTime;
  readonly counts: ShopCounts;
}

/**
 * Watches numbers of the shop for what breaks with their past, while the table is scanned. Each night looks at the hours
 * and days that ended since the one before, once: what comes late changes nothing that was said, and the same night
 * again finds nothing to look at. The first night learns from weeks, and alarms of the last day alone.
 */
export function anomalyObserver(ports: AnomalyPorts): ScanObserver {
  let watch: Watch | undefined;
  return {
    async start({ takenAtMs }) {
      const kept = await ports.anomalies.read();
      const book = kept?.version === VERSION ? kept : undefined;
      const time = timeSince(book?.throughMs, takenAtMs);
      watch = { takenAtMs, book, time, counts: shopCounts(time) };
    },

    see({ partition, record, flag, events }) {
      if (!mayBeCounted(record, flag)) return;
      watch?.counts.add(
        partition,
        events.filter((event) => isUsable(event, 'keep')),
      );
    },

    async finish() {
      if (watch === undefined || watch.time.hours === 0) return;
      const found = await foundIn(watch, ports.catalog);
      const book = bookOf(watch, found);
      await ports.anomalies.write(book);
      const opened = book.anomalies.filter(({ foundAtMs }) => foundAtMs === watch?.takenAtMs);
      const open = book.anomalies.filter(({ status }) => status === 'open').length;
      const said = { opened: opened.length, open, watched: book.watched, judged: book.judged };
      if (opened.length > 0) ports.log.warn('anomalies alarmed', said);
      else ports.log.info('no new anomaly', said);
    },
  };
}

/** Hours and days that ended since, the first night's weeks at most. */
function timeSince(throughMs: number | undefined, takenAtMs: number): CountedTime {
  const untilMs = beginOf(takenAtMs - SETTLE_MS, HOUR_MS);
  const fromMs = Math.min(untilMs, Math.max(throughMs ?? 0, beginOf(untilMs, DAY_MS) - FIRST_DAYS * DAY_MS));
  const dayFromMs = beginOf(fromMs, DAY_MS);
  return {
    fromMs,
    hours: (untilMs - fromMs) / HOUR_MS,
    dayFromMs,
    days: (beginOf(untilMs, DAY_MS) - dayFromMs) / DAY_MS,
  };
}

const beginOf = (ms: number, length: number): number => Math.floor(ms / length) * length;

/** What is restricted is used for nothing; of who withdrew from analytics nothing more is counted, and no bot is. */
const mayBeCounted = (record: PersonRecord | undefined, flag: PersonFlag | undefined): boolean =>
  record?.restrictedAtMs === undefined && record?.consent.analytics?.granted !== false && flag?.verdict !== 'bot';

async function foundIn({ book, time, counts }: Watch, catalog: CatalogScan): Promise<NightWatch> {
  const series = book === undefined ? [] : (JSON.parse(book.body) as readonly WatchedSeries[]);
  const sold = new Set(counts.unitsByItem().keys());
  const categories = new Map<string, readonly string[]>();
  if (sold.size > 0) {
    for await (const page of catalog.scan(0, 1)) {
      for (const { item } of page) if (sold.has(item.itemId)) categories.set(item.itemId, item.categories);
    }
  }
  return watchNight(series, counts, { time, categoriesOf: (itemId) => categories.get(itemId) ?? [] });
}

function bookOf({ takenAtMs, book, time }: Watch, { series, judged, changes }: NightWatch): AnomalyBook {
  const throughMs = time.fromMs + time.hours * HOUR_MS;
  const tellFromMs = book === undefined ? throughMs - DAY_MS : 0;
  const anomalies = new Map((book?.anomalies ?? []).map((anomaly) => [anomaly.anomalyId, anomaly]));
  for (const change of changes) {
    if (change.kind === 'alarm') {
      const { anomaly } = change;
      if (anomaly.alarmedAtMs < tellFromMs) continue;
      anomalies.set(anomaly.anomalyId, { ...anomaly, foundAtMs: takenAtMs });
      continue;
    }
    const { kind: _, anomalyId, ...news } = change;
    const before = anomalies.get(anomalyId);
    if (before !== undefined) anomalies.set(anomalyId, { ...before, ...news });
  }
  const kept = [...anomalies.values()].filter(({ alarmedAtMs }) => alarmedAtMs > throughMs - KEPT_DAYS * DAY_MS);
  return {
    version: VERSION,
    throughMs,
    watched: series.length,
    judged,
    anomalies: kept.sort(newestFirst).slice(0, MOST_KEPT),
    body: JSON.stringify(series),
  };
}

const newestFirst = (a: Anomaly, b: Anomaly): number =>
  b.alarmedAtMs - a.alarmedAtMs || (a.anomalyId < b.anomalyId ? -1 : 1);
