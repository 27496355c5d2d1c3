import { matching } from '../../../shared/decisioning/item-mask.ts';
import { newShelf } from '../../../shared/decisioning/shelf.ts';
import { type InputDefect, invalid, invalidAt } from '../../../shared/domain/errors.ts';
import {
  type DayRates,
  type ExchangeRate,
  rateOn,
  toldRate,
  whyNoRate,
} from '../../../shared/domain/exchange-rates.ts';
import { type CatalogEntry, isSoldIn } from '../../../shared/domain/item.ts';
import { landedPrice, type OrderLine } from '../../../shared/domain/landed-price.ts';
import { localPrice } from '../../../shared/domain/local-price.ts';
import type { MarketSettings } from '../../../shared/domain/market.ts';
import type { Catalog } from '../../../shared/ports/catalog.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import type { AskedItem, LocalizedItem, LocalizeReply, LocalizeRequest } from './contract.ts';
import type { StoredMarkets } from './markets.ts';
import { dayOf } from './rates.ts';

export interface LocalizePorts {
  readonly catalog: Pick<Catalog, 'get'>;
  readonly markets: Pick<StoredMarkets, 'find'>;
  /** Usable rates of a day, newest first. */
  readonly ratesUntil: (day: string) => Promise<readonly DayRates[]>;
  readonly clock: Clock;
}

/**
 * Prices as a shopper of a market is told them: in the market's currency, of the prices that the market has, with what
 * they come to at the door. A rate that is not known refuses the request, as a price is never guessed.
 * @throws InvalidInputError naming each item that has no rate; for a market that the shop has said nothing of.
 */
export const localize =
  ({ catalog, markets, ratesUntil, clock }: LocalizePorts) =>
  async (request: LocalizeRequest): Promise<LocalizeReply> => {
    const day = dayOf(request.day, clock);
    const { market } = request;
    const [settings, days, entries] = await Promise.all([
      market === undefined ? undefined : markets.find(market).then((stored) => stored?.body),
      ratesUntil(day),
      Promise.all(request.items.map(({ itemId }) => (itemId === undefined ? undefined : catalog.get(itemId)))),
    ]);
    const currency = request.currency ?? settings?.currency;
    if (currency === undefined)
      throw invalidAt(
        '/market',
        `the shop has said nothing of market ${market}: name a currency, or PUT /v1/markets/${market}`,
      );
    const priced = request.items.map((asked, i) => ({ asked, entry: entries[i], price: priceOf(asked, entries[i]) }));
    const rates = ratesFor(priced, { days, to: currency, day });
    const place: Place = { market, settings, currency };
    const lines = priced.map((one, i) => lineOf(one, rates[i], place, notDelivered(one, place)));
    const goods = lines.flatMap(({ line }) => line ?? []);
    const tables = tablesOf(place);
    return {
      ...(market !== undefined && { market }),
      currency,
      day,
      items: lines.map(({ item, line }) => ({
        ...item,
        ...(tables && line && { landed: landedPrice([line], tables) }),
      })),
      ...(tables && goods.length > 0 && { landed: landedPrice(goods, tables) }),
      warnings: warningsOf(
        lines.map(({ item }) => item),
        place,
      ),
    };
  };

interface Priced {
  readonly asked: AskedItem;
  /** Undefined where a price was given, or the catalog does not know the item. */
  readonly entry: CatalogEntry | undefined;
  readonly price: AskedItem['price'];
}

interface Place {
  readonly market: string | undefined;
  readonly settings: MarketSettings | undefined;
  readonly currency: string;
}

const priceOf = ({ price }: AskedItem, entry: CatalogEntry | undefined): AskedItem['price'] =>
  price ?? entry?.item.price;

/** By item, undefined where it has no price. @throws InvalidInputError naming each that has no rate. */
function ratesFor(
  priced: readonly Priced[],
  { days, to, day }: { readonly days: readonly DayRates[]; readonly to: string; readonly day: string },
): readonly (ExchangeRate | undefined)[] {
  const defects: InputDefect[] = [];
  const rates = priced.map(({ price }, i) => {
    if (price === undefined) return undefined;
    const question = { from: price.currency, to, day };
    const rate = rateOn(days, question);
    if (rate === undefined) defects.push({ pointer: `/items/${i}`, reason: whyNoRate(question) });
    return rate;
  });
  if (defects.length > 0) throw invalid(defects);
  return rates;
}

/** Rules of a market are in its own currency: where another is wanted, prices are converted and no more. */
const isOwn = ({ settings, currency }: Place): boolean => settings?.currency === currency;
const tablesOf = (place: Place) => (isOwn(place) ? place.settings?.landed : undefined);

/** Why an item is not delivered; undefined: it is. */
function notDelivered({ entry }: Priced, { market, settings }: Place): string | undefined {
  if (market === undefined) return undefined;
  if (settings?.isDelivered === false) return `nothing is delivered to ${market}`;
  if (entry === undefined) return undefined;
  if (!isSoldIn(entry, market)) return `it is not sold in ${market}`;
  if (settings?.deliverable === undefined) return undefined;
  const shelf = newShelf();
  shelf.update([entry]);
  return matching(settings.deliverable, shelf)[0] === 1 ? undefined : `no such item is delivered to ${market}`;
}

interface Line {
  readonly item: LocalizedItem;
  /** What is ordered of it; absent where nothing can be. */
  readonly line?: OrderLine;
}

function lineOf(
  { asked, entry, price }: Priced,
  rate: ExchangeRate | undefined,
  place: Place,
  because: string | undefined,
): Line {
  const { itemId, quantity, categories } = asked;
  const about = {
    ...(itemId !== undefined && { itemId }),
    quantity,
    ...(place.market !== undefined && { isDelivered: because === undefined }),
  };
  if (because !== undefined) return { item: { ...about, because } };
  if (price === undefined || rate === undefined) return { item: about };
  const amount = localPrice(price.amount, rate, isOwn(place) ? place.settings?.price : undefined);
  const { from, to, ...told } = toldRate(rate);
  return {
    item: {
      ...about,
      price: { amount, currency: place.currency },
      shopPrice: price,
      ...(from !== to && told),
    },
    line: { priceMinor: amount, quantity, categories: entry?.item.categories ?? categories },
  };
}

function warningsOf(items: readonly LocalizedItem[], place: Place): readonly string[] {
  const { market, settings, currency } = place;
  const withoutPrice = items.filter(({ because, price }) => because === undefined && price === undefined);
  const stale = new Set(
    items.flatMap(({ rateDate, staleDays, shopPrice }) =>
      staleDays === undefined ? [] : `the rate from ${shopPrice?.currency} is ${staleDays} days old, of ${rateDate}`,
    ),
  );
  return [
    ...withoutPrice.map(({ itemId }) => `item "${itemId}" is not known, or has no price`),
    ...stale,
    ...(market !== undefined && settings === undefined ? [`the shop has said nothing of market ${market}`] : []),
    ...(settings !== undefined && !isOwn(place)
      ? [`rules and tables of market ${market} are in ${settings.currency}; in ${currency} prices are converted alone`]
      : []),
    ...(settings !== undefined && isOwn(place) && settings.landed === undefined
      ? [`market ${market} has no tables of shipping, duty and tax: what an order comes to is not told`]
      : []),
  ];
}
