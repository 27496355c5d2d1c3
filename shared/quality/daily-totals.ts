import { type Event, partitionOf } from '../domain/event.ts';
import { interactionsOf } from '../domain/interaction.ts';
import { DAY_MS } from '../domain/time.ts';
import { numberOf } from './value-checks.ts';

/** Daily totals, by metric, oldest day first. */
export interface DailyTotals {
  /** Events of one partition; copies of a device's events in its owner's partition are passed over. */
  add(partition: string, events: readonly Event[]): void;
  series(): ReadonlyMap<string, readonly number[]>;
}

/**
 * Totals of the `dayCount` whole UTC days before `untilMs`, by when things happened: events of each type, orders, and
 * what orders brought in. A metric begins with the first day on which the shop had any event, and is there only if
 * anything was ever counted.
 */
export function dailyTotals(untilMs: number, dayCount: number): DailyTotals {
  const endDay = Math.floor(untilMs / DAY_MS);
  const totals = new Map<string, Float64Array>();
  let firstDay = dayCount;

  const count = (metric: string, day: number, value: number): void => {
    const days = totals.get(metric) ?? new Float64Array(dayCount);
    totals.set(metric, days);
    days[day]! += value;
  };

  return {
    add(partition, events) {
      for (const event of events) {
        const day = Math.floor(event.atMs / DAY_MS) - (endDay - dayCount);
        if (day >= dayCount || partitionOf(event) !== partition) continue;
        if (day < 0) {
          firstDay = 0;
          continue;
        }
        firstDay = Math.min(firstDay, day);
        count(`events: ${event.type}`, day, 1);
        if (interactionsOf(event)[0]?.kind !== 'purchase') continue;
        count('orders', day, 1);
        const { revenue, total, value } = event.properties;
        count('revenue', day, Math.max(0, numberOf(revenue) ?? numberOf(total) ?? numberOf(value) ?? 0));
      }
    },

    series: () => new Map([...totals].map(([metric, days]) => [metric, [...days.subarray(firstDay)]])),
  };
}
