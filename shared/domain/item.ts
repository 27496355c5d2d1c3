import * as z from 'zod';
import { localeSchema } from './language.ts';
import type { MachineTexts } from './machine-texts.ts';
import { DAY_MS } from './time.ts';

export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'want an ISO 4217 code such as "EUR"');
export const marketSchema = z.string().regex(/^[A-Z]{2}$/, 'want an ISO 3166 code such as "DE"');

/** An amount in the currency's minor unit (cents, yen, fils). */
export const moneySchema = z.strictObject({ amount: z.int().min(0), currency: currencySchema });
export type Money = z.infer<typeof moneySchema>;

const text = (max: number) => z.string().min(1).max(max);

export const AVAILABILITIES = ['in_stock', 'out_of_stock', 'preorder', 'backorder', 'discontinued'] as const;

/** What a shop says of an item when it puts it. `itemId` stands in the path or, in a batch, beside it. */
export const itemContentSchema = z.strictObject({
  title: text(500),
  description: z.string().max(10_000).optional(),
  categories: z.array(text(200)).max(20).default([]),
  brand: text(200).optional(),
  price: moneySchema.optional(),
  cost: moneySchema.optional(),
  /** Units at hand; absent means not counted. */
  stock: z.int().min(0).optional(),
  availability: z.enum(AVAILABILITIES).default('in_stock'),
  images: z.array(z.url()).max(20).default([]),
  url: z.url().optional(),
  /** Texts by BCP 47 locale. */
  locales: z
    .record(
      localeSchema,
      z.strictObject({ title: text(500).optional(), description: z.string().max(10_000).optional() }),
    )
    .optional(),
  /** Markets (ISO 3166 country codes) where it may be sold; empty means everywhere. */
  markets: z.array(marketSchema).max(250).default([]),
  createdAt: z.iso.datetime({ offset: true }).optional(),
  attributes: z.record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean()])).default({}),
});

export const itemIdSchema = text(200);
export const itemSchema = itemContentSchema.extend({ itemId: itemIdSchema });

export type Item = z.infer<typeof itemSchema>;

/** An item as the catalog keeps it. */
export interface CatalogEntry {
  readonly item: Item;
  /** 1 at the first put, then one more at each change. */
  readonly version: number;
  readonly changedAtMs: number;
  readonly deleted: boolean;
  /** What a machine made of its texts, in languages that the shop has not written; absent: nothing. */
  readonly translated?: MachineTexts;
}

/** Whole days for which the item is known to have been there: since `createdAt`, or else since its last change. */
export function listedDays({ item, changedAtMs }: CatalogEntry, asOfMs: number): number {
  const createdAtMs = item.createdAt === undefined ? changedAtMs : Date.parse(item.createdAt);
  return Math.max(0, Math.floor((asOfMs - Math.min(createdAtMs, changedAtMs)) / DAY_MS));
}

/** Whether it could be bought now, somewhere. */
export function isForSale({ item, deleted }: CatalogEntry): boolean {
  if (deleted || item.stock === 0) return false;
  return item.availability !== 'out_of_stock' && item.availability !== 'discontinued';
}

/** Whether it may be sold in a market; in every one where none is named. */
export const isSoldIn = ({ item }: CatalogEntry, market: string | undefined): boolean =>
  market === undefined || item.markets.length === 0 || item.markets.includes(market);
