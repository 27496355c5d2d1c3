import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { parseDay } from '../../../shared/domain/day.ts';
import type { ToldRate } from '../../../shared/domain/exchange-rates.ts';
import { currencySchema, itemIdSchema, marketSchema, moneySchema } from '../../../shared/domain/item.ts';
import type { LandedPrice } from '../../../shared/domain/landed-price.ts';
import type { MarketSettings } from '../../../shared/domain/market.ts';

const MOST_ITEMS = 100;
const MOST_UNITS = 10_000;

const askedItemSchema = z
  .strictObject({
    /** Its price is the catalog's. */
    itemId: itemIdSchema.optional(),
    price: moneySchema.optional(),
    /** Beside a price: what duty and tax go by. */
    categories: z.array(z.string().min(1).max(200)).max(20).default([]),
    quantity: z.int().min(1).max(MOST_UNITS).default(1),
  })
  .refine(({ itemId, price }) => (itemId === undefined) !== (price === undefined), 'want either "itemId" or "price"');

export const localizeSchema = z
  .strictObject({
    market: marketSchema.optional(),
    /** Instead of the market's own. */
    currency: currencySchema.optional(),
    day: z.iso.date().optional(),
    items: z.array(askedItemSchema).min(1).max(MOST_ITEMS),
  })
  .refine(
    ({ market, currency }) => market !== undefined || currency !== undefined,
    'want "market", "currency" or both',
  );

export type LocalizeRequest = z.infer<typeof localizeSchema>;
export type AskedItem = LocalizeRequest['items'][number];
type Money = z.infer<typeof moneySchema>;

/** An item as a shopper of the market is told of it. */
export interface LocalizedItem {
  readonly itemId?: string;
  readonly quantity: number;
  /** Present where a market was named. */
  readonly isDelivered?: boolean;
  /** Why it is not. */
  readonly because?: string;
  /** Of one; absent where the item is not delivered or has no price. */
  readonly price?: Money;
  /** The shop's own, which it was made from. */
  readonly shopPrice?: Money;
  /** What it was converted by; absent where it was not. */
  readonly rate?: ToldRate['rate'];
  readonly rateDate?: ToldRate['rateDate'];
  readonly perEuro?: ToldRate['perEuro'];
  readonly staleDays?: ToldRate['staleDays'];
  /** So many of it, ordered alone. */
  readonly landed?: LandedPrice;
}

export interface LocalizeReply {
  readonly market?: string;
  readonly currency: string;
  /** The day (UTC) whose rates were looked for. */
  readonly day: string;
  /** In the order in which they were asked for. */
  readonly items: readonly LocalizedItem[];
  /** All that are delivered, ordered together. */
  readonly landed?: LandedPrice;
  readonly warnings: readonly string[];
}

/** Settings as they are told. */
export type MarketReply = MarketSettings & {
  readonly market: string;
  /** Changes with every change; If-Match names it. */
  readonly version: number;
};

/** What was taken in of a file. */
export interface RatesReceipt {
  readonly days: number;
  readonly from: string;
  readonly until: string;
  readonly currencies: readonly string[];
}

/** What is known of rates on a day. */
export interface RatesReply {
  readonly day: string;
  /** Of one euro, by currency. */
  readonly rates: readonly Pick<ToldRate, 'to' | 'rate' | 'rateDate' | 'staleDays'>[];
}

/** @throws InvalidInputError naming each wrong field. */
export const parseLocalizeRequest = (body: unknown): LocalizeRequest => check(localizeSchema, body);

/** @throws InvalidInputError naming the parameter. */
export const parseRatesDay = (day: string | undefined): string | undefined =>
  day === undefined ? undefined : parseDay(day);
