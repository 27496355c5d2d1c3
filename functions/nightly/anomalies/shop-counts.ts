import { type Event, partitionOf } from '../../../shared/domain/event.ts';
import { interactionsOf, kindOf } from '../../../shared/domain/interaction.ts';
import { DAY_MS, HOUR_MS, SESSION_GAP_MS } from '../../../shared/domain/time.ts';
import { paidOf } from '../../../shared/features/profile/money.ts';

/** Sums of what people did, step by step, with the sums of each person's own part squared, and the largest part. */
export interface Counted {
  readonly values: Float64Array;
  readonly squares: Float64Array;
  readonly largest: Float64Array;
}

export const nothingIn = (length: number): Counted => ({
  values: new Float64Array(length),
  squares: new Float64Array(length),
  largest: new Float64Array(length),
});

/** Counts of the whole hours and days of a time, gathered person by person. */
export interface ShopCounts {
  /** Events of one partition, or of a part of it, in order of time; copies of a device's in its owner's are passed over. */
  add(partition: string, events: readonly Event[]): void;
  /** By the hour: `events: view`, `events: page`, `sessions`, `orders`, `units`, `revenue: EUR`. */
  byHour(): ReadonlyMap<string, Counted>;
  /** `sessions` and `orders` by the day. */
  byDay(): ReadonlyMap<string, Counted>;
  /** Units sold by item, by the day. */
  unitsByItem(): ReadonlyMap<string, Counted>;
}

/** A time to count: from the begin of an hour, and of the first day that is whole in it, on. */
export interface CountedTime {
  readonly fromMs: number;
  readonly hours: number;
  readonly dayFromMs: number;
  readonly days: number;
}

/** Beyond these, what comes is not counted, whatever is sent. What sells much is met early, whatever order people have. */
const MAX_METRICS = 60;
const MAX_ITEMS = 30_000;

/** Memory: three numbers an hour and metric, three a day and item that was sold: 41 MB at most on a first night. */
export function shopCounts({ fromMs, hours, dayFromMs, days }: CountedTime): ShopCounts {
  const byHour = new Map<string, Counted>();
  const byDay = new Map<string, Counted>();
  const unitsByItem = new Map<string, Counted>();
  const untilMs = Math.max(fromMs + hours * HOUR_MS, dayFromMs + days * DAY_MS);
  /** The partition that is seen, when something last happened in it, and what of it was counted so far. */
  let at = { partition: '', lastMs: Number.NEGATIVE_INFINITY };

  return {
    add(partition, events) {
      if (at.partition !== partition) at = { partition, lastMs: Number.NEGATIVE_INFINITY };
      const own = new Map<string, number>();
      const daily = new Map<string, number>();
      const sold = new Map<string, number>();
      for (const event of events) {
        if (event.atMs >= untilMs || partitionOf(event) !== partition) continue;
        const isNewSession = event.atMs - at.lastMs > SESSION_GAP_MS;
        at.lastMs = Math.max(at.lastMs, event.atMs);
        const hour = Math.floor((event.atMs - fromMs) / HOUR_MS);
        if (hour >= 0 && hour < hours) countEvent(own, hour, { event, isNewSession });
        const day = Math.floor((event.atMs - dayFromMs) / DAY_MS);
        if (day < 0 || day >= days) continue;
        if (isNewSession) grow(daily, `${day} sessions`, 1);
        if (kindOf(event) !== 'purchase') continue;
        grow(daily, `${day} orders`, 1);
        for (const { itemId, quantity } of interactionsOf(event)) grow(sold, `${day} ${itemId}`, quantity);
      }
      pour(own, byHour, { length: hours, most: MAX_METRICS });
      pour(daily, byDay, { length: days, most: MAX_METRICS });
      pour(sold, unitsByItem, { length: days, most: MAX_ITEMS });
    },
    byHour: () => byHour,
    byDay: () => byDay,
    unitsByItem: () => unitsByItem,
  };
}

function countEvent(
  own: Map<string, number>,
  hour: number,
  { event, isNewSession }: { readonly event: Event; readonly isNewSession: boolean },
): void {
  if (isNewSession) grow(own, `${hour} sessions`, 1);
  const kind = kindOf(event);
  if (kind !== 'purchase') {
    grow(own, `${hour} events: ${kind ?? event.type}`, 1);
    return;
  }
  grow(own, `${hour} orders`, 1);
  for (const { quantity } of interactionsOf(event)) grow(own, `${hour} units`, quantity);
  const paid = paidOf(event.properties);
  if (paid !== undefined && paid.amount > 0) grow(own, `${hour} revenue: ${paid.currency}`, paid.amount);
}

const grow = (counts: Map<string, number>, key: string, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

/** One person's sums, keyed by step and name, to those of all. */
function pour(
  own: ReadonlyMap<string, number>,
  all: Map<string, Counted>,
  { length, most }: { readonly length: number; readonly most: number },
): void {
  for (const [key, sum] of own) {
    const blank = key.indexOf(' ');
    const name = key.slice(blank + 1);
    let counted = all.get(name);
    if (counted === undefined) {
      if (all.size >= most) continue;
      counted = nothingIn(length);
      all.set(name, counted);
    }
    const step = Number(key.slice(0, blank));
    counted.values[step]! += sum;
    counted.squares[step]! += sum * sum;
    counted.largest[step] = Math.max(counted.largest[step]!, sum);
  }
}
