import {
  converted,
  type DayRates,
  type ExchangeRate,
  oldestUsable,
  rateOn,
} from '../../../shared/domain/exchange-rates.ts';
import { DAY_MS, utcDay } from '../../../shared/domain/time.ts';
import type { InOneCurrency } from '../../../shared/features/outcome.ts';
import type { ExchangeRates } from '../../../shared/ports/exchange-rates.ts';
import type { ScanObserver } from '../snapshot/scan-observer.ts';

export interface NightRatesPorts {
  readonly rates: Pick<ExchangeRates, 'between'>;
  /** How far back events are kept. */
  readonly historyDays: number;
}

/**
 * Amounts of any currency in the one that a report is told in, by the rate of the day on which they were paid.
 * @returns what must begin with each scan, before those who convert; and the conversion.
 */
export function nightRates({ rates, historyDays }: NightRatesPorts): {
  readonly observer: ScanObserver;
  readonly inOneCurrency: InOneCurrency;
} {
  let days: readonly DayRates[] = [];
  let known = new Map<string, ExchangeRate | undefined>();
  return {
    observer: {
      async start({ takenAtMs }) {
        const from = oldestUsable(utcDay(takenAtMs - historyDays * DAY_MS));
        days = await rates.between(from, utcDay(takenAtMs));
        known = new Map();
      },
      see: () => undefined,
    },
    inOneCurrency(amount, { from, to, atMs }) {
      if (from === to) return amount;
      if (days.length === 0) return undefined;
      const day = utcDay(atMs);
      const name = `${from} ${to} ${day}`;
      if (!known.has(name)) known.set(name, rateOn(days, { from, to, day }));
      const rate = known.get(name);
      return rate && converted(amount, rate);
    },
  };
}
