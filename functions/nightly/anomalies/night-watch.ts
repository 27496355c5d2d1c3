import type { Anomaly, SeriesName } from '../../../shared/domain/anomaly.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/domain/time.ts';
import { type Counted, type CountedTime, nothingIn, type ShopCounts } from './shop-counts.ts';
import {
  type Change,
  hasFaded,
  isJudged,
  LEAST_A_DAY,
  nameOf,
  newSeries,
  type SeriesPoint,
  type WatchedSeries,
  watchStep,
} from './watch-series.ts';

/** A shop is to have no more false alarms than one in so many days; a third each for metrics, categories and items. */
const DAYS_A_FALSE_ALARM = 60;
const KINDS = ['metric', 'category', 'item'] as const;
type Kind = (typeof KINDS)[number];
/** More of a kind are not watched; who was first stays for as long as it sells. */
const MOST: Readonly<Record<Kind, number>> = { metric: 60, category: 200, item: 1000 };

/** What one night found. */
export interface NightWatch {
  readonly series: readonly WatchedSeries[];
  readonly judged: number;
  readonly changes: readonly Change[];
}

/**
 * Takes the series on by the hours and days that were counted; those of which there is enough for the first time are
 * watched from the step after on.
 */
export function watchNight(
  before: readonly WatchedSeries[],
  counts: ShopCounts,
  { time, categoriesOf }: { readonly time: CountedTime; readonly categoriesOf: (itemId: string) => readonly string[] },
): NightWatch {
  const known = new Map(before.map((series) => [nameOf(series.name), series]));
  const all = [...known.values()];
  const perKind = new Map(KINDS.map((kind) => [kind, all.filter(({ name }) => kindOf(name) === kind).length]));
  const runs: { readonly series: WatchedSeries; readonly points: readonly SeriesPoint[] }[] = [];

  for (const { name, step, counted, exposure } of countedSeries(counts, { time, known, categoriesOf })) {
    const points = pointsOf(counted, { step, time, exposure });
    const series = known.get(nameOf(name));
    if (series !== undefined) {
      runs.push({ series, points });
      continue;
    }
    const kind = kindOf(name);
    const begin = points.findIndex(({ value }) => value >= (kind === 'metric' ? 1 : LEAST_A_DAY));
    if (begin < 0 || perKind.get(kind)! >= MOST[kind]) continue;
    perKind.set(kind, perKind.get(kind)! + 1);
    runs.push({ series: newSeries(name, step), points: points.slice(begin + 1) });
  }

  const digits = alarmDigits(runs.map(({ series }) => series));
  const changes = runs.flatMap(({ series, points }) =>
    points.flatMap((point) => watchStep(series, point, digits[kindOf(series.name)]) ?? []),
  );
  const series = runs.map((run) => run.series).filter((it) => kindOf(it.name) === 'metric' || !hasFaded(it));
  return { series, judged: series.filter(isJudged).length, changes };
}

/** Digits from which a day of a series is alarmed, so that all series together go wrong as seldom as they may. */
function alarmDigits(series: readonly WatchedSeries[]): Readonly<Record<Kind, number>> {
  const digitsOf = (kind: Kind): number => {
    const count = series.filter(({ name }) => kindOf(name) === kind).length;
    return Math.log10(Math.max(1, count) * KINDS.length * DAYS_A_FALSE_ALARM);
  };
  return { metric: digitsOf('metric'), category: digitsOf('category'), item: digitsOf('item') };
}

const kindOf = ({ category, itemId }: SeriesName): Kind => {
  if (itemId !== undefined) return 'item';
  return category === undefined ? 'metric' : 'category';
};

interface CountedSeries {
  readonly name: SeriesName;
  readonly step: Anomaly['step'];
  readonly counted: Counted;
  /** What each step is counted among; absent: 1. */
  readonly exposure?: Float64Array;
}

/** In an order that is the same whatever order people came in. */
function countedSeries(
  counts: ShopCounts,
  {
    time,
    known,
    categoriesOf,
  }: {
    readonly time: CountedTime;
    readonly known: ReadonlyMap<string, WatchedSeries>;
    readonly categoriesOf: (itemId: string) => readonly string[];
  },
): readonly CountedSeries[] {
  const found = new Map<string, CountedSeries>();
  const say = (series: CountedSeries) => found.set(nameOf(series.name), series);
  for (const [metric, counted] of counts.byHour()) say({ name: metricName(metric), step: 'hour', counted });
  const sessions = counts.byDay().get('sessions');
  const orders = counts.byDay().get('orders');
  if (sessions !== undefined) {
    const exposure = sessions.values.map((value, day) => Math.max(1, value, orders?.values[day] ?? 0));
    say({ name: { metric: 'conversion' }, step: 'day', counted: orders ?? nothingIn(time.days), exposure });
  }
  const items = counts.unitsByItem();
  for (const [itemId, counted] of items) say({ name: { metric: 'demand', itemId }, step: 'day', counted });
  for (const [category, counted] of byCategory(items, categoriesOf, time.days)) {
    say({ name: { metric: 'demand', category }, step: 'day', counted });
  }
  for (const [key, { name, step }] of known) {
    if (!found.has(key)) say({ name, step, counted: nothingIn(step === 'hour' ? time.hours : time.days) });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}

function metricName(metric: string): SeriesName {
  const [of, detail] = metric.split(': ') as [SeriesName['metric'], string?];
  if (detail === undefined) return { metric: of };
  return of === 'revenue' ? { metric: of, currency: detail } : { metric: of, event: detail };
}

function byCategory(
  items: ReadonlyMap<string, Counted>,
  categoriesOf: (itemId: string) => readonly string[],
  days: number,
): ReadonlyMap<string, Counted> {
  const sums = new Map<string, Counted>();
  for (const [itemId, { values, squares, largest }] of items) {
    for (const category of new Set(categoriesOf(itemId))) {
      const sum = sums.get(category) ?? nothingIn(days);
      sums.set(category, sum);
      for (let day = 0; day < days; day++) {
        sum.values[day]! += values[day]!;
        sum.squares[day]! += squares[day]!;
        sum.largest[day] = Math.max(sum.largest[day]!, largest[day]!);
      }
    }
  }
  return sums;
}

function pointsOf(
  { values, squares, largest }: Counted,
  {
    step,
    time,
    exposure,
  }: { readonly step: Anomaly['step']; readonly time: CountedTime; readonly exposure: Float64Array | undefined },
): readonly SeriesPoint[] {
  const [fromMs, ms] = step === 'hour' ? [time.fromMs, HOUR_MS] : [time.dayFromMs, DAY_MS];
  return Array.from(values, (value, at) => ({
    atMs: fromMs + at * ms,
    value,
    squares: squares[at]!,
    largest: largest[at]!,
    exposure: exposure?.[at] ?? 1,
  }));
}
