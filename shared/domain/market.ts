import * as z from 'zod';
import { check } from './check.ts';
import { currencySchema, marketSchema } from './item.ts';
import { itemFilterSchema } from './item-filter.ts';
import { percentSchema } from './percent.ts';

const minor = z.int().min(0).max(1e12);
const MOST_ROWS = 50;

/**
 * Which prices a market has: those that leave `endingMinor` when divided by `stepMinor`. 10 and 0: whole tens; 100 and
 * 99: 4.99, 5.99. An exact price goes to the nearest of them, of two the upper, or else to the next above.
 */
const priceSchema = z
  .strictObject({
    stepMinor: z.int().min(1).max(1e9),
    endingMinor: z.int().min(0).default(0),
    direction: z.enum(['nearest', 'up']).default('nearest'),
  })
  .refine(({ stepMinor, endingMinor }) => endingMinor < stepMinor, 'want endingMinor < stepMinor');

/** A duty or a tax. */
const chargeShape = {
  /** Of what no category below says otherwise of. */
  percent: percentSchema,
  /** The first whose category an item is in counts. */
  categories: z
    .array(z.strictObject({ category: z.string().min(1).max(200), percent: percentSchema }))
    .max(MOST_ROWS)
    .default([]),
  /** Goods that come to this or less in all are free of it; 0: none are. */
  freeUpToMinor: minor.default(0),
  /** Whether what shipping costs is charged too. */
  onShipping: z.boolean().default(false),
};

/** What a delivery costs, by what its goods come to; the last band has no end. */
const shippingSchema = z
  .array(z.strictObject({ upToMinor: minor.optional(), costMinor: minor }))
  .min(1)
  .max(MOST_ROWS)
  .refine((bands) => bands.at(-1)?.upToMinor === undefined, 'want a last band without upToMinor, for all that is above')
  .refine(
    (bands) => bands.slice(0, -1).every(({ upToMinor = -1 }, at) => upToMinor > (bands[at - 1]?.upToMinor ?? -1)),
    'want every other band with upToMinor, each above the one before',
  );

/** What an order comes to at the shopper's door. All three are told together: one that is missing would be a guess. */
const landedSchema = z.strictObject({
  shipping: shippingSchema,
  /** On the goods. */
  duty: z.strictObject(chargeShape),
  /** On the goods and their duty. */
  tax: z.strictObject({
    ...chargeShape,
    /** Whether prices of goods and shipping have it in them already: then it is told, and added to nothing. */
    included: z.boolean().default(false),
  }),
});

const marketSettingsSchema = z.strictObject({
  /** Prices are told in it; all amounts below are in its minor unit. */
  currency: currencySchema,
  price: priceSchema.optional(),
  landed: landedSchema.optional(),
  /** false: nothing is delivered there. */
  isDelivered: z.boolean().default(true),
  /** Of items that may be sold there, which are delivered; absent: all. */
  deliverable: itemFilterSchema.optional(),
});

/** What a shop says of a country that it sells to. */
export type MarketSettings = z.infer<typeof marketSettingsSchema>;
export type PriceRule = z.infer<typeof priceSchema>;
export type LandedTables = z.infer<typeof landedSchema>;

/** @throws InvalidInputError naming each wrong field. */
export const parseMarketSettings = (body: unknown): MarketSettings => check(marketSettingsSchema, body);

/** @throws InvalidInputError for what is no ISO 3166 code. */
export const parseMarket = (value: unknown): string => check(marketSchema, value, '/market');
