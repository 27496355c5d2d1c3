import { invalidAt, UnavailableError } from '../../../shared/domain/errors.ts';
import { type DayRates, FRESH_DAYS, oldestUsable, rateOn, toldRate } from '../../../shared/domain/exchange-rates.ts';
import { DAY_MS, utcDay } from '../../../shared/domain/time.ts';
import type { ExchangeRates, RateSource, ReadRates } from '../../../shared/ports/exchange-rates.ts';
import type { Clock, Log } from '../../../shared/ports/system.ts';
import type { RatesReceipt, RatesReply } from './contract.ts';

export interface RatesPorts {
  readonly rates: ExchangeRates;
  readonly readRates: ReadRates;
  readonly clock: Clock;
}

/** Takes in a file of rates. @throws MalformedInputError, InvalidInputError saying where and why; then nothing is taken in. */
export const importRates =
  ({ rates, readRates }: RatesPorts) =>
  async (text: string): Promise<RatesReceipt> => {
    const days = readRates(text);
    await rates.put(days);
    return receiptOf(days);
  };

/** Every currency's newest usable rate on a day. @throws InvalidInputError for a day to come. */
export const tellRates =
  ({ rates, clock }: RatesPorts) =>
  async (asked: string | undefined): Promise<RatesReply> => {
    const day = dayOf(asked, clock);
    const days = await rates.between(oldestUsable(day), day);
    const currencies = [...new Set(days.flatMap(({ perEuro }) => Object.keys(perEuro)))].sort();
    const found = currencies.flatMap((to) => rateOn(days, { from: 'EUR', to, day }) ?? []);
    return {
      day,
      rates: found.map(toldRate).map(({ from: _, perEuro: __, ...told }) => told),
    };
  };

/** The day that is asked for; today unless said. @throws InvalidInputError for a day to come. */
export function dayOf(asked: string | undefined, clock: Clock): string {
  const today = utcDay(clock.nowMs());
  if (asked !== undefined && asked > today)
    throw invalidAt('/day', `${asked} is still to come, and no rate of it is known; today is ${today}`);
  return asked ?? today;
}

// ── By schedule ─────────────────────────────────────────────────────────────────────────────────────

export interface FetchPorts {
  /** Undefined: rates come by file alone. */
  readonly source: RateSource | undefined;
  readonly rates: ExchangeRates;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes in what the source publishes now.
 * @throws UnavailableError where it does not answer, or has published nothing for longer than it ever paused: an alarm goes
 * off while the last rates still count.
 */
export const fetchRates =
  ({ source, rates, clock, log }: FetchPorts) =>
  async (): Promise<RatesReceipt | { readonly status: 'off' }> => {
    if (source === undefined) return { status: 'off' };
    const days = await source.newest();
    await rates.put(days);
    const receipt = receiptOf(days);
    const ageDays = Math.floor((clock.nowMs() - Date.parse(receipt.until)) / DAY_MS);
    log.info('exchange rates taken in', { days: receipt.days, until: receipt.until, ageDays });
    if (ageDays > FRESH_DAYS)
      throw new UnavailableError(`the newest exchange rates are of ${receipt.until}, ${ageDays} days ago`, 600);
    return receipt;
  };

function receiptOf(days: readonly DayRates[]): RatesReceipt {
  const names = days.map(({ day }) => day).sort();
  const currencies = new Set(days.flatMap(({ perEuro }) => Object.keys(perEuro)));
  return { days: new Set(names).size, from: names[0]!, until: names.at(-1)!, currencies: [...currencies].sort() };
}
