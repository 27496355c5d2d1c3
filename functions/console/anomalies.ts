import type { Anomaly, AnomalyStatus, SeriesName } from '../../shared/domain/anomaly.ts';
import { invalidAt } from '../../shared/domain/errors.ts';
import type { Page } from '../../shared/domain/page.ts';
import { DAY_MS, HOUR_MS, isoOf } from '../../shared/domain/time.ts';
import type { Anomalies } from '../../shared/ports/anomalies.ts';

/** UTC days, both included. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

export interface AnomalyPage {
  readonly anomalies: readonly ToldAnomaly[];
  readonly nextCursor?: string;
  /** Up to when was looked; absent: no night has looked yet. */
  readonly throughAt?: string;
  readonly watched: number;
  readonly judged: number;
  /** Nothing: not enough of any series was seen to judge it, and `because` says so. */
  readonly evidence: 'history' | 'nothing';
  readonly because?: string;
}

interface ToldAnomaly {
  readonly anomalyId: string;
  readonly series: SeriesName;
  readonly step: Anomaly['step'];
  readonly at: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly direction: Anomaly['direction'];
  readonly value: number;
  readonly expected: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly score: number;
  readonly status: AnomalyStatus;
  readonly reason: string;
}

/** A page of the anomalies of some days, the newest alarm first. @throws InvalidInputError for an unknown cursor. */
export const anomaliesOf =
  (anomalies: Anomalies) =>
  async (days: DayRange, { limit, cursor }: Page): Promise<AnomalyPage> => {
    const book = await anomalies.read();
    if (book === undefined) {
      return { anomalies: [], watched: 0, judged: 0, evidence: 'nothing', because: 'no night has looked yet' };
    }
    const { throughMs, watched, judged } = book;
    const found = book.anomalies.filter((anomaly) => liesIn(anomaly, days));
    const at = cursor === undefined ? 0 : found.findIndex(({ anomalyId }) => anomalyId === cursor) + 1;
    if (cursor !== undefined && at === 0) throw invalidAt('/cursor', 'want nextCursor of the page before');
    const page = found.slice(at, at + limit);
    return {
      anomalies: page.map(told),
      ...(at + limit < found.length && { nextCursor: page.at(-1)!.anomalyId }),
      throughAt: isoOf(throughMs),
      watched,
      judged,
      ...(judged > 0 ? { evidence: 'history' } : { evidence: 'nothing', because: TOO_LITTLE }),
    };
  };

const TOO_LITTLE = 'a number is judged when four weeks of it were seen, and it comes to 5 a day';

const liesIn = ({ firstAtMs, lastAtMs, step }: Anomaly, { from, to }: DayRange): boolean =>
  (to === undefined || firstAtMs < Date.parse(to) + DAY_MS) &&
  (from === undefined || lastAtMs + LENGTH_MS[step] > Date.parse(from));

const LENGTH_MS = { hour: HOUR_MS, day: DAY_MS } as const;

function told(anomaly: Anomaly): ToldAnomaly {
  const { anomalyId, series, step, direction, status } = anomaly;
  return {
    anomalyId,
    series,
    step,
    at: isoOf(anomaly.alarmedAtMs),
    firstAt: isoOf(anomaly.firstAtMs),
    lastAt: isoOf(anomaly.lastAtMs),
    direction,
    value: anomaly.value,
    expected: tenths(anomaly.expected),
    interval: { low: tenths(anomaly.low), high: tenths(anomaly.high) },
    score: tenths(anomaly.score),
    status,
    reason: reasonOf(anomaly),
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

function reasonOf({ series, step, firstAtMs, alarmedAtMs, value, low, high }: Anomaly): string {
  const steps = 1 + Math.round((alarmedAtMs - firstAtMs) / LENGTH_MS[step]);
  const span = `${steps} ${step}${steps === 1 ? '' : 's'} from ${isoOf(firstAtMs).slice(0, 16)}Z on`;
  return `${subjectOf(series)}: ${tenths(value)} in ${span}, where ${tenths(low)} to ${tenths(high)} were expected`;
}

function subjectOf({ metric, event, currency, category, itemId }: SeriesName): string {
  switch (metric) {
    case 'events':
      return `events (${event})`;
    case 'units':
      return 'units sold';
    case 'revenue':
      return `revenue in ${currency}, in its minor unit`;
    case 'conversion':
      return 'orders of as many sessions';
    case 'demand':
      return itemId === undefined ? `units sold in category “${category}”` : `units sold of item “${itemId}”`;
    default:
      return metric;
  }
}
