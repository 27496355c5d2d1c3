import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import { type NabScore, nabScore, normalisedNabScore } from '../../../shared/evaluation/nab-score.ts';
import {
  ALARM_THRESHOLD,
  ANOMALY_DEFAULTS,
  alarmsOf,
  streamingAnomaly,
} from '../../../shared/learning/streaming-anomaly.ts';
import type { Measure, Measured, MeasuredFiles } from './measure.ts';
import { readWatchedSeries, type WatchedSeries } from './read-moments.ts';
import { numbersOf, textsOf } from './read-numbers.ts';

const PROTOCOL =
  'each point scored from the past of its series alone, one threshold for all, the Numenta benchmark’s standard profile, 100 perfect';
const THRESHOLDS = Array.from({ length: 21 }, (_, i) => 2 + i / 4);
/** An anomaly is alarmed once, and again after so many quiet points. */
const QUIET_COUNT = 20;
const PUBLISHED = /^published.*scores\.csv(\.gz)?$/;

/** Alarms in series of moments, against windows in which something is known to be wrong. */
export const measureAnomaly: Measure = async (files, options, { timed }) => {
  const series = await readWatchedSeries(files, options);
  timed();
  const scores = series.map(scoresOf);
  const seconds = timed();
  const at = (threshold: number) => series.map((one, i) => scored(one, scores[i]!, threshold));
  const byThreshold = new Map(THRESHOLDS.map((threshold) => [threshold, at(threshold)]));
  const own = at(ALARM_THRESHOLD);
  const windowCount = series.reduce((sum, { windows }) => sum + windows.length, 0);
  const published = await publishedScores(files, series);
  return {
    protocol: PROTOCOL,
    counts: {
      series: series.length,
      points: series.reduce((sum, { values }) => sum + values.length, 0),
      windows: windowCount,
    },
    metrics: {
      model: {
        nab: normalisedNabScore(own),
        nabThresholdOfOtherGroups: normalisedNabScore(byOtherGroups(series, byThreshold)),
        nabBestThreshold: bestOf(byThreshold),
        ...countsOf(own),
      },
      ...published,
    },
    reasons:
      windowCount > 0 ? {} : { 'model.nab': 'no window is known', 'model.nabBestThreshold': 'no window is known' },
    details: {
      threshold: ALARM_THRESHOLD,
      byThreshold: Object.fromEntries([...byThreshold].map(([threshold, all]) => [threshold, normalisedNabScore(all)])),
      alarms: Object.fromEntries(
        series.map(({ name, atMs }, i) => [
          name,
          alarmsOf(scores[i]!, ALARM_THRESHOLD, QUIET_COUNT).map((point) => new Date(atMs[point]!).toISOString()),
        ]),
      ),
    },
    seconds: { score: seconds },
  } satisfies Measured;
};

/** What is usual is known by five minutes and by half an hour of the day. */
function scoresOf({ atMs, values }: WatchedSeries): Float64Array {
  const detector = streamingAnomaly(ANOMALY_DEFAULTS);
  return values.map((value, i) => {
    const timeOfDay = atMs[i]! % DAY_MS;
    return detector.next(value, [Math.floor(timeOfDay / (HOUR_MS / 12)), Math.floor(timeOfDay / (HOUR_MS / 2))]);
  });
}

const scored = ({ values, windows }: WatchedSeries, scores: Float64Array, threshold: number): NabScore =>
  nabScore(values.length, windows, alarmsOf(scores, threshold, QUIET_COUNT));

type ByThreshold = ReadonlyMap<number, readonly NabScore[]>;

/** Each group of series by the threshold that was best for the others. */
function byOtherGroups(series: readonly WatchedSeries[], byThreshold: ByThreshold): readonly NabScore[] {
  const groups = new Set(series.map(({ group }) => group));
  return [...groups].flatMap((group) => {
    const totals = [...byThreshold].map(([threshold, all]) => ({
      threshold,
      total: all.reduce((sum, { score }, i) => (series[i]!.group === group ? sum : sum + score), 0),
    }));
    const { threshold } = totals.reduce((best, one) => (one.total > best.total ? one : best));
    return byThreshold.get(threshold)!.filter((_, i) => series[i]!.group === group);
  });
}

/** As the benchmark itself has it, which lets each detector choose on what it is measured on. */
function bestOf(byThreshold: ByThreshold): number | null {
  const figures = [...byThreshold.values()].map(normalisedNabScore).filter((figure) => figure !== null);
  return figures.length === 0 ? null : Math.max(...figures);
}

function countsOf(scores: readonly NabScore[]): Readonly<Record<string, number>> {
  const total = (figure: 'found' | 'missed' | 'falseAlarms') => scores.reduce((sum, one) => sum + one[figure], 0);
  return { windowsFound: total('found'), windowsMissed: total('missed'), falseAlarms: total('falseAlarms') };
}

/** Detectors whose scores of the same series lie beside them, under columns detector, file and score. */
async function publishedScores(files: MeasuredFiles, series: readonly WatchedSeries[]) {
  const file = files.names.find((name) => PUBLISHED.test(name));
  const windowCount = series.reduce((sum, { windows }) => sum + windows.length, 0);
  if (file === undefined || windowCount === 0) return {};
  const table = await files.table(file);
  const scores = numbersOf(table, 'score', textsOf(table, 'score'));
  const [detectors, names] = [textsOf(table, 'detector'), textsOf(table, 'file')];
  const asked = new Set(series.map(({ name }) => name));
  const totals = new Map<string, { total: number; count: number }>();
  detectors.forEach((detector, row) => {
    if (!asked.has(names[row]!)) return;
    const { total, count } = totals.get(detector) ?? { total: 0, count: 0 };
    totals.set(detector, { total: total + scores[row]!, count: count + 1 });
  });
  const whole = [...totals].filter(([, { count }]) => count === series.length);
  return Object.fromEntries(
    whole.map(([detector, { total }]) => [detector, { nab: (100 * (total + windowCount)) / (2 * windowCount) }]),
  );
}
