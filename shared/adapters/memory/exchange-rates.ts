import type { DayRates } from '../../domain/exchange-rates.ts';
import type { ExchangeRates } from '../../ports/exchange-rates.ts';

/** Rates that are forgotten with the test. */
export function memoryExchangeRates(first: readonly DayRates[] = []): ExchangeRates {
  const byDay = new Map(first.map(({ day, perEuro }) => [day, perEuro]));
  return {
    between: async (fromDay, untilDay) =>
      [...byDay]
        .filter(([day]) => day >= fromDay && day <= untilDay)
        .map(([day, perEuro]) => ({ day, perEuro }))
        .sort((a, b) => (a.day < b.day ? 1 : -1)),
    async put(days) {
      for (const { day, perEuro } of days) byDay.set(day, { ...byDay.get(day), ...perEuro });
    },
  };
}
