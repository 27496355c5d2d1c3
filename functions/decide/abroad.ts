import type { Markets } from '../../shared/decisioning/deliveries.ts';
import type { Worth } from '../../shared/decisioning/item-bias.ts';
import type { DecidedItem, Decision } from '../../shared/domain/decision.ts';
import {
  type DayRates,
  oldestUsable,
  rateOn,
  type ToldRate,
  toldRate,
  whyNoRate,
} from '../../shared/domain/exchange-rates.ts';
import type { Item } from '../../shared/domain/item.ts';
import { localPrice } from '../../shared/domain/local-price.ts';
import type { MarketSettings } from '../../shared/domain/market.ts';
import { utcDay } from '../../shared/domain/time.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { ExchangeRates } from '../../shared/ports/exchange-rates.ts';
import type { Clock } from '../../shared/ports/system.ts';
import type { DecisionRequest } from './contract.ts';

/** What prices and deliveries abroad go by. */
export interface Abroad {
  readonly markets: Markets;
  /** Usable today, newest first. */
  readonly rates: readonly DayRates[];
}

export const NOTHING_SAID: Abroad = { markets: new Map(), rates: [] };

export interface AbroadPorts {
  readonly markets: Pick<Documents<MarketSettings>, 'list'>;
  readonly rates: Pick<ExchangeRates, 'between'>;
  readonly clock: Clock;
}

/** What the shop has said of markets, and the rates that may be used today. */
export const readAbroad =
  ({ markets, rates, clock }: AbroadPorts) =>
  async (): Promise<Abroad> => {
    const today = utcDay(clock.nowMs());
    const [said, days] = await Promise.all([markets.list(), rates.between(oldestUsable(today), today)]);
    return { markets: new Map(said.map(({ id, body }) => [id, body])), rates: days };
  };

/** What a minor unit of each currency is worth in cents of a euro. */
export const worthInCents =
  ({ rates }: Abroad, nowMs: number): Worth =>
  (currency) => {
    const rate = rateOn(rates, { from: currency, to: 'EUR', day: utcDay(nowMs) });
    return rates.length === 0 || rate === undefined ? undefined : Number(rate.numerator) / Number(rate.denominator);
  };

/** Prices in the shopper's currency, and what they were converted by. */
export interface LocalPrices {
  /** Of one of an item; undefined where it has no price, or no rate is known: none is guessed. */
  of(item: Pick<Item, 'price'> | undefined): DecidedItem['price'];
  /** Of what was asked so far, by the shop's currency. */
  money(): NonNullable<Decision['money']>;
  warnings(): readonly string[];
}

/**
 * Prices in the currency that a request wants, or else that of its market.
 * @returns undefined where neither names one.
 */
export function localPrices(
  { currency: asked, context }: Pick<DecisionRequest, 'currency' | 'context'>,
  { markets, rates }: Abroad,
  nowMs: number,
): LocalPrices | undefined {
  const settings = markets.get(context.market ?? '');
  const currency = asked ?? settings?.currency;
  if (currency === undefined) return undefined;
  const rule = settings?.currency === currency ? settings.price : undefined;
  const day = utcDay(nowMs);
  const found = new Map<string, ReturnType<typeof rateOn>>();
  const rateFrom = (from: string) => {
    if (!found.has(from)) found.set(from, rateOn(rates, { from, to: currency, day }));
    return found.get(from);
  };
  const converted = (): readonly ToldRate[] =>
    [...found.values()].flatMap((rate) => (rate === undefined || rate.from === currency ? [] : toldRate(rate)));
  return {
    of(item) {
      const rate = item?.price && rateFrom(item.price.currency);
      return item?.price && rate && { amount: localPrice(item.price.amount, rate, rule), currency };
    },
    money: () => ({ currency, rates: converted() }),
    warnings: () => [
      ...[...found].flatMap(([from, rate]) => (rate === undefined ? whyNoRate({ from, to: currency, day }) : [])),
      ...converted().flatMap(({ from, rateDate, staleDays }) =>
        staleDays === undefined ? [] : `the rate from ${from} is ${staleDays} days old, of ${rateDate}`,
      ),
    ],
  };
}
