import { type DayRates, FRESH_DAYS, rateOn, type ToldRate, toldRate } from '../../../shared/domain/exchange-rates.ts';
import type { Money } from '../../../shared/domain/item.ts';
import { localPrice } from '../../../shared/domain/local-price.ts';
import type { MarketSettings } from '../../../shared/domain/market.ts';
import { utcDay } from '../../../shared/domain/time.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Clock } from '../../../shared/ports/system.ts';

export interface PricePorts {
  /** Usable rates of a day, newest first. */
  readonly ratesUntil: (day: string) => Promise<readonly DayRates[]>;
  readonly markets: Pick<Documents<MarketSettings>, 'find'>;
  readonly clock: Clock;
}

/** The shop’s prices in a currency that somebody named. */
export interface LocalPrices {
  readonly currency: string;
  /** By which prices in other currencies are converted. */
  readonly rates: readonly ToldRate[];
  /** In its minor unit; undefined where no rate is known: none is guessed. */
  of(price: Money): number | undefined;
}

interface Wanted {
  readonly currency: string;
  readonly market: string | undefined;
  /** That the shop has prices in. */
  readonly shopCurrencies: readonly string[];
}

/**
 * Prices as `POST /v1/localize` tells them, by the market’s own rule where it has one in this currency. An answer in words
 * has no room for the age of a rate: one of more than `FRESH_DAYS` is not used.
 */
export async function localPricesIn(
  { currency, market, shopCurrencies }: Wanted,
  { ratesUntil, markets, clock }: PricePorts,
): Promise<LocalPrices> {
  const others = shopCurrencies.filter((own) => own !== currency);
  if (others.length === 0) return { currency, rates: [], of: (price) => ownAmount(price, currency) };
  const day = utcDay(clock.nowMs());
  const [days, settings] = await Promise.all([
    ratesUntil(day),
    market === undefined ? undefined : markets.find(market).then((stored) => stored?.body),
  ]);
  const rule = settings?.currency === currency ? settings.price : undefined;
  const fresh = others
    .flatMap((from) => rateOn(days, { from, to: currency, day }) ?? [])
    .filter(({ ageDays }) => ageDays <= FRESH_DAYS);
  const rates = new Map(fresh.map((rate) => [rate.from, rate]));
  return {
    currency,
    rates: fresh.map(toldRate),
    of(price) {
      const rate = rates.get(price.currency);
      return rate === undefined ? ownAmount(price, currency) : localPrice(price.amount, rate, rule);
    },
  };
}

const ownAmount = ({ amount, currency }: Money, wanted: string): number | undefined =>
  currency === wanted ? amount : undefined;
