import { watchNight } from '../../functions/nightly/anomalies/night-watch.ts';
import { type Counted, nothingIn, type ShopCounts } from '../../functions/nightly/anomalies/shop-counts.ts';
import type { Change, WatchedSeries } from '../../functions/nightly/anomalies/watch-series.ts';
import { drawNormal, seededRandom } from '../../shared/math/random.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = DAY_MS / 24;
const FIRST_MS = Date.UTC(2026, 0, 5);

/** What a shop counts an hour: how often a session has it, and the most that one person adds at once. */
const METRICS = [
  ['sessions', 1, 1],
  ['events: page', 6, 10],
  ['events: view', 4, 8],
  ['events: click', 2, 5],
  ['events: cart', 0.2, 2],
  ['events: identify', 0.1, 1],
  ['events: wish', 0.05, 2],
  ['orders', 0.05, 1],
  ['units', 0.08, 3],
  ['revenue: EUR', 0.05, 1],
] as const;
const WEEKDAYS = [1, 1, 1, 1.05, 1.1, 1.3, 0.8];
export const CATEGORIES = 20;
export const categoryOf = (itemId: string): string => `c${Number(itemId.slice(1)) % CATEGORIES}`;

/** What is planted: what is counted, times a factor, of the days from `from` on and of some hours of theirs. */
export interface Planted {
  readonly factor: number;
  readonly days?: number;
  readonly hours?: readonly [number, number];
  readonly metrics?: readonly string[];
  readonly category?: string;
}

/**
 * A shop in which nothing happens: hours and weekdays have their shape, days stray by a tenth in common, the shop grows
 * by a fifth of a percent a day, people add several events at once, amounts of orders lean to the right, and few items
 * sell most.
 */
export function quietShop({ seed, sessions, items }: { seed: number; sessions: number; items: number }) {
  const random = seededRandom(seed);
  let series: readonly WatchedSeries[] = [];
  let day = 0;

  const dayOf = (planted?: Planted): ShopCounts => {
    const whole = sessions * Math.exp(0.1 * drawNormal(random)) * WEEKDAYS[day % 7]! * 1.002 ** day;
    const byHour = new Map(METRICS.map(([name]) => [name as string, nothingIn(24)]));
    for (const [name, perSession, most] of METRICS) {
      const isHit = planted?.metrics?.includes(name);
      for (let hour = 0; hour < 24; hour++) {
        const [first, last] = planted?.hours ?? [0, 24];
        const factor = isHit && hour >= first && hour < last ? planted!.factor : 1;
        const mean = (whole / 24) * (1 + 0.9 * Math.sin(((hour - 9) / 12) * Math.PI)) * perSession * factor;
        for (let people = poisson(mean / ((1 + most) / 2), random); people > 0; people--) {
          const isMoney = name.startsWith('revenue');
          add(byHour.get(name)!, hour, isMoney ? 4000 * Math.exp(0.8 * drawNormal(random)) : draw(most, random));
        }
      }
    }
    const byDay = new Map(
      ['sessions', 'orders'].map((name) => {
        const counted = nothingIn(1);
        for (const value of byHour.get(name)!.values) for (let i = 0; i < value; i++) add(counted, 0, 1);
        return [name, counted];
      }),
    );
    const unitsByItem = new Map<string, Counted>();
    for (let item = 0; item < items; item++) {
      const counted = nothingIn(1);
      const factor = planted?.category === categoryOf(`i${item}`) ? planted.factor : 1;
      for (let n = poisson(((whole / 25) * factor) / (item + 1), random); n > 0; n--) add(counted, 0, draw(2, random));
      if (counted.values[0]! > 0) unitsByItem.set(`i${item}`, counted);
    }
    return { add: () => undefined, byHour: () => byHour, byDay: () => byDay, unitsByItem: () => unitsByItem };
  };

  const night = (planted?: Planted): readonly Change[] => {
    const fromMs = FIRST_MS + day * DAY_MS;
    const time = { fromMs, hours: DAY_MS / HOUR_MS, dayFromMs: fromMs, days: 1 };
    const watch = watchNight(series, dayOf(planted), { time, categoriesOf: (itemId) => [categoryOf(itemId)] });
    series = JSON.parse(JSON.stringify(watch.series)) as readonly WatchedSeries[]; // as a night leaves it to the next
    day++;
    return watch.changes;
  };

  return {
    /** Nights after ordinary days. */
    nights: (count: number) => Array.from({ length: count }, () => night()).flat(),
    /** Nights from now on of which the first have something planted; the shop then goes on as if they had not been. */
    try(planted: Planted, count: number) {
      const before = { series: JSON.stringify(series), day };
      const changes = Array.from({ length: count }, (_, i) => night(i < (planted.days ?? count) ? planted : undefined));
      series = JSON.parse(before.series) as readonly WatchedSeries[];
      day = before.day;
      return changes;
    },
  };
}

const draw = (most: number, random: () => number): number => 1 + Math.floor(random() * most);

function add({ values, squares, largest }: Counted, step: number, by: number): void {
  values[step]! += by;
  squares[step]! += by * by;
  largest[step] = Math.max(largest[step]!, by);
}

/** By gaps up to a mean of 200, beyond it by the normal of the same mean and variance. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
  let count = -1;
  for (let at = 0; at < mean || count < 0; at -= Math.log(1 - random())) count++;
  return count;
}
