import type { Anomaly, SeriesName } from '../../../shared/domain/anomaly.ts';
import { DAY_MS, HOUR_MS, isoOf } from '../../../shared/domain/time.ts';
import {
  type CountLook,
  type CountPoint,
  type CountStream,
  type CountSurpriseSettings,
  clumpsAStep,
  goOn,
  looksAt,
  newCountStream,
  returnTo,
} from '../../../shared/learning/count-surprise.ts';

/** A series as one night leaves it to the next. */
export interface WatchedSeries {
  readonly name: SeriesName;
  readonly step: Anomaly['step'];
  readonly stream: CountStream;
  /** Absent: all is as expected. */
  open?: OpenAnomaly;
  /** What is over, for as long as a new alarm is taken for more of the same. */
  former?: { readonly of: OpenAnomaly; steps: number };
}

interface OpenAnomaly {
  readonly anomalyId: string;
  readonly direction: Anomaly['direction'];
  /** The steps that were summed when it was alarmed; while it is open, sums of more would tell of it long after. */
  readonly window: number;
  /** Steps since it was alarmed, and since the last surprise. */
  steps: number;
  quiet: number;
}

/** What a step does to anomalies. */
export type Change =
  | { readonly kind: 'alarm'; readonly anomaly: Omit<Anomaly, 'foundAtMs'> }
  | { readonly kind: 'goes-on'; readonly anomalyId: string; readonly status: 'open'; readonly lastAtMs: number }
  | { readonly kind: 'ends'; readonly anomalyId: string; readonly status: 'over' | 'settled' };

interface StepRules extends CountSurpriseSettings {
  readonly ms: number;
  /** After how many steps each window is looked at again, counted from 1970. */
  readonly every: readonly number[];
  /** Steps that must be seen before any is judged: four weeks, so that each weekday is known. */
  readonly leastSeen: number;
  /** Steps without a surprise after which an anomaly is over, if it was not alarmed by the sum of more. */
  readonly quiet: number;
  /** Steps after the end within which an alarm in the same direction is more of the same anomaly. */
  readonly again: number;
  /** Steps after which what an anomaly brought is taken for usual. */
  readonly settling: number;
}

/** Ten days' worth in the level, five of each weekday, fifty in how far numbers stray. */
const [A_DAY, A_WEEKDAY, STRAYING] = [0.9, 0.8, 0.98];

const RULES: Readonly<Record<Anomaly['step'], StepRules>> = {
  hour: {
    ms: HOUR_MS,
    levelDecay: A_DAY ** (1 / 24),
    // Of the day, of the week, and what both together do not tell, such as the one day of late opening.
    cycles: [
      { length: 24, decay: A_DAY },
      { length: 7, decay: A_WEEKDAY ** (1 / 24) },
      { length: 7 * 24, decay: A_WEEKDAY },
    ],
    windows: [1, 6, 24, 72],
    every: [1, 1, 24, 24],
    strayDecay: STRAYING ** (1 / 24),
    strayFrom: 14 * 24,
    leastSeen: 28 * 24,
    quiet: 24,
    again: 7 * 24,
    settling: 28 * 24,
  },
  day: {
    ms: DAY_MS,
    levelDecay: A_DAY,
    cycles: [{ length: 7, decay: A_WEEKDAY }],
    windows: [1, 3, 7],
    every: [1, 1, 1],
    strayDecay: STRAYING,
    strayFrom: 14,
    leastSeen: 28,
    quiet: 3,
    again: 7,
    settling: 28,
  },
};

/** Clumps a day below which nothing is judged: of fewer, even a day without any is no surprise. */
export const LEAST_A_DAY = 5;
/** Digits from which an open anomaly still goes on: of a sum, once in 300 by chance. */
const STILL = 2.5;
/** Digits of the sum of what followed, below which all is well again: once in ten. */
const WELL = 1;
/** Standard deviations on either side of what is expected. */
const INTERVAL = 1.96;

export const newSeries = (name: SeriesName, step: Anomaly['step']): WatchedSeries => ({
  name,
  step,
  stream: newCountStream(RULES[step]),
});

function aDay({ stream, step }: WatchedSeries): number {
  const rules = RULES[step];
  return (clumpsAStep(stream, rules) * DAY_MS) / rules.ms;
}

/** Whether enough was seen of it, and there is enough of it, to judge it. */
export const isJudged = (series: WatchedSeries): boolean =>
  series.stream.seen >= RULES[series.step].leastSeen && aDay(series) >= LEAST_A_DAY;

/** So little of it is left that it need not be watched. */
export const hasFaded = (series: WatchedSeries): boolean =>
  series.open === undefined && series.stream.seen >= RULES[series.step].quiet && aDay(series) < LEAST_A_DAY / 5;

/** What is counted of a step that begins at `atMs`. */
export interface SeriesPoint extends Omit<CountPoint, 'places'> {
  readonly atMs: number;
}

/**
 * Takes the next step of a series, and tells what it changes. An anomaly is alarmed once, when the chance of as much
 * within a day has so many digits. Nothing is learnt while it is open, so that it cannot become usual meanwhile, until it has lasted for
 * four weeks.
 */
export function watchStep(series: WatchedSeries, point: SeriesPoint, alarmDigits: number): Change | undefined {
  const rules = RULES[series.step];
  const places = placesOf(point.atMs, series.step);
  const counted = { ...point, places };
  if (series.open !== undefined) return goesOn(series, series.open, counted);
  if (series.former !== undefined && ++series.former.steps > rules.again) delete series.former;
  const look = isJudged(series) ? scoreOf(series, counted) : undefined;
  const isAlarm = look !== undefined && look.score >= alarmDigits;
  goOn(series.stream, counted, { settings: rules, isUsual: !isAlarm });
  if (!isAlarm) return undefined;
  const { former } = series;
  delete series.former;
  if (former?.of.direction === look.direction) {
    series.open = { ...former.of, window: look.window, quiet: 0 };
    return { kind: 'goes-on', anomalyId: former.of.anomalyId, status: 'open', lastAtMs: point.atMs };
  }
  const anomaly = anomalyOf(series, look, point.atMs);
  const { anomalyId, direction } = anomaly;
  series.open = { anomalyId, direction, window: look.window, steps: 0, quiet: 0 };
  return { kind: 'alarm', anomaly };
}

type Scored = CountLook & { readonly score: number };

/** The greatest surprise of the windows whose turn it is, in digits of its chance within a day of looks at all windows. */
function scoreOf({ stream, step }: WatchedSeries, point: CountPoint & SeriesPoint): Scored | undefined {
  const rules = RULES[step];
  const passed = point.atMs / rules.ms + 1;
  let most: Scored | undefined;
  for (const [w, look] of looksAt(stream, point, rules).entries()) {
    const every = rules.every[w]!;
    if (passed % every !== 0) continue;
    const score = Math.max(0, look.digits - Math.log10((rules.windows.length * DAY_MS) / rules.ms / every));
    if (most === undefined || score > most.score) most = { ...look, score };
  }
  return most;
}

function goesOn(series: WatchedSeries, open: OpenAnomaly, point: CountPoint & SeriesPoint): Change | undefined {
  const { stream, step } = series;
  const rules = RULES[step];
  const same = looksAt(stream, point, rules).filter(({ direction }) => direction === open.direction);
  const digitsWithin = (most: number): number =>
    Math.max(0, ...same.filter(({ window }) => window <= most).map(({ digits }) => digits));
  const quiet = Math.max(rules.quiet, open.window);
  open.steps++;
  open.quiet = digitsWithin(open.window) >= STILL ? 0 : open.quiet + 1;
  // A few hours of a night say little: that all is well again must show in the sum of what followed.
  if (open.quiet >= quiet && digitsWithin(quiet) >= WELL) open.quiet = 0;
  goOn(stream, point, { settings: rules, isUsual: false });
  const { anomalyId } = open;
  if (open.quiet >= quiet || open.steps >= rules.settling) {
    const status = open.quiet >= quiet ? 'over' : 'settled';
    returnTo(stream, status === 'over' ? 'before' : 'aside');
    delete series.open;
    if (status === 'over') series.former = { of: open, steps: 0 };
    return { kind: 'ends', anomalyId, status };
  }
  return open.quiet === 0 ? { kind: 'goes-on', anomalyId, status: 'open', lastAtMs: point.atMs } : undefined;
}

function anomalyOf({ name, step }: WatchedSeries, look: Scored, atMs: number): Omit<Anomaly, 'foundAtMs'> {
  const { direction, window, value, expected, deviation, score } = look;
  return {
    anomalyId: `${nameOf(name)}@${isoOf(atMs).slice(0, step === 'hour' ? 13 : 10)}`,
    series: name,
    step,
    direction,
    firstAtMs: atMs - (window - 1) * RULES[step].ms,
    alarmedAtMs: atMs,
    lastAtMs: atMs,
    value,
    expected,
    low: Math.max(0, expected - INTERVAL * deviation),
    high: expected + INTERVAL * deviation,
    score,
    status: 'open',
  };
}

/** One text a series: `orders`, `events: view`, `demand: item b1`. */
export const nameOf = ({ metric, event, currency, category, itemId }: SeriesName): string => {
  const of = event ?? currency ?? (category === undefined ? itemId && `item ${itemId}` : `category ${category}`);
  return of === undefined ? metric : `${metric}: ${of}`;
};

function placesOf(atMs: number, step: Anomaly['step']): readonly number[] {
  const weekday = Math.floor(atMs / DAY_MS) % 7; // from the Thursday on which 1970 began
  const hour = Math.floor(atMs / HOUR_MS);
  return step === 'day' ? [weekday] : [hour % 24, weekday, hour % (7 * 24)];
}
