import { nightRates } from '../../functions/nightly/money/night-rates.ts';
import { memoryExchangeRates } from '../../shared/adapters/memory/exchange-rates.ts';
import type { DayRates } from '../../shared/domain/exchange-rates.ts';
import type { InOneCurrency } from '../../shared/features/outcome.ts';

/** Of a shop that knows no exchange rates. */
export const noRates: InOneCurrency = (amount, { from, to }) => (from === to ? amount : undefined);

/** The conversion of a night that begins at a moment and knows these days. */
export async function moneyOf(days: readonly DayRates[], takenAtMs: number): Promise<InOneCurrency> {
  const { observer, inOneCurrency } = nightRates({ rates: memoryExchangeRates(days), historyDays: 400 });
  await observer.start?.({ snapshotId: 's', takenAtMs });
  return inOneCurrency;
}
