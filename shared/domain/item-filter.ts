import * as z from 'zod';
import { AVAILABILITIES, currencySchema, marketSchema } from './item.ts';

const MAX_VALUES = 100;
const MAX_ATTRIBUTES = 10;

const text = z.string().min(1).max(200);
const attributeValue = z.union([z.string().max(1000), z.number(), z.boolean()]);

const isSomethingAsked = (condition: object) => Object.values(condition).some((value) => value !== undefined);

/** One of these, none of those, or both; for a field with several values: any of them. */
const oneOf = <Value extends z.ZodType>(value: Value) =>
  z
    .strictObject({
      in: z.array(value).min(1).max(MAX_VALUES).optional(),
      notIn: z.array(value).min(1).max(MAX_VALUES).optional(),
    })
    .refine(isSomethingAsked, 'want "in" or "notIn"');

const price = z
  .strictObject({ currency: currencySchema, min: z.int().min(0).optional(), max: z.int().min(0).optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'want "min", "max" or both')
  .refine(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, 'want min ≤ max');

const attribute = z
  .strictObject({
    equals: attributeValue.optional(),
    in: z.array(attributeValue).min(1).max(MAX_VALUES).optional(),
    notIn: z.array(attributeValue).min(1).max(MAX_VALUES).optional(),
  })
  .refine(isSomethingAsked, 'want "equals", "in" or "notIn"');

/**
 * Conditions on what the catalog says of an item; all must hold. An item that the catalog never heard of fulfils none.
 *
 * - `categories`, `brand`, `availability`: what is absent is in no list, so it fulfils every `notIn`.
 * - `price`: minor units, both ends included; only items with a price in that currency.
 * - `markets`: where it may be sold; an item without a list of markets is sold everywhere.
 * - `attributes`: by name; text, number and truth value are compared with their type.
 */
export const itemFilterSchema = z
  .strictObject({
    categories: oneOf(text).optional(),
    brand: oneOf(text).optional(),
    price: price.optional(),
    availability: oneOf(z.enum(AVAILABILITIES)).optional(),
    markets: oneOf(marketSchema).optional(),
    attributes: z
      .record(z.string().max(100), attribute)
      .refine((byName) => Object.keys(byName).length > 0, 'want at least one attribute')
      .refine((byName) => Object.keys(byName).length <= MAX_ATTRIBUTES, `want ${MAX_ATTRIBUTES} attributes at most`)
      .optional(),
  })
  .refine(isSomethingAsked, 'want at least one condition');

export type ItemFilter = z.infer<typeof itemFilterSchema>;
