import { type MetricMonth, monthOf } from '../../../shared/domain/shop-metrics.ts';
import { DAY_MS, HOUR_MS, utcDay } from '../../../shared/domain/time.ts';
import type { ShopMetrics } from '../../../shared/ports/shop-metrics.ts';
import type { SnapshotReader } from '../../../shared/ports/snapshots.ts';
import type { ObservedScan, ScanObserver } from '../snapshot/scan-observer.ts';
import { answerCounts } from './answer-counts.ts';
import type { DecisionWatcher } from './decision-watcher.ts';
import { metricCounts } from './metric-counts.ts';

export interface MetricPorts {
  readonly metrics: ShopMetrics;
  readonly snapshots: Pick<SnapshotReader, 'manifest'>;
  readonly rewardWindowHours: number;
}

/** Counted anew each night; what was counted of the days before stays. Lines of decisions are kept longer. */
const DAYS = 60;

/**
 * Counts what came of decisions, by day, placement and policy, and what people answered and rated, by day. Names nobody.
 * @returns what is told of decisions, which writes; and what is told of everybody, for the answers.
 */
export function metricsWatcher({ metrics, snapshots, rewardWindowHours }: MetricPorts): {
  readonly decisions: DecisionWatcher;
  readonly answers: ScanObserver;
} {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let fromDay = '';
  let counts = metricCounts(0, 0);
  let answers = answerCounts(0);

  const write = async (month: string): Promise<void> => {
    const before = await metrics.read(month);
    const isBefore = ({ day }: { readonly day: string }) => day < fromDay;
    const isIn = ({ day }: { readonly day: string }) => day >= fromDay && monthOf(day) === month;
    const counted: MetricMonth = {
      month,
      placements: [...(before?.placements.filter(isBefore) ?? []), ...counts.placements().filter(isIn)],
      answers: [...(before?.answers.filter(isBefore) ?? []), ...answers.answers().filter(isIn)],
    };
    if (before !== undefined || counted.placements.length + counted.answers.length > 0) await metrics.write(counted);
  };

  return {
    decisions: {
      start(begun) {
        scan = begun;
        const fromMs = Date.parse(utcDay(begun.takenAtMs - DAYS * DAY_MS));
        fromDay = utcDay(fromMs);
        counts = metricCounts(begun.takenAtMs, rewardWindowHours * HOUR_MS);
        answers = answerCounts(fromMs);
      },
      see({ isBot, decisions }) {
        if (!isBot) counts.add(decisions);
      },
      async finish() {
        const { itemCount } = await snapshots.manifest(scan.snapshotId);
        const months = new Set<string>();
        for (let day = 0; day <= DAYS; day++) months.add(monthOf(utcDay(scan.takenAtMs - day * DAY_MS)));
        for (const month of months) await write(month);
        await metrics.writeNow({ asOfMs: scan.takenAtMs, coverage: counts.coverage(itemCount) });
      },
    },
    answers: {
      see({ partition, owner, record, flag, events }) {
        const isRefused = record?.restrictedAtMs !== undefined || record?.consent.analytics?.granted === false;
        if (partition !== owner || isRefused || flag?.verdict === 'bot') return; // the owner has its events too
        answers.add(events);
      },
    },
  };
}
