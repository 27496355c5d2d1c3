import * as z from 'zod';
import { check } from '../../../shared/domain/check.ts';
import { itemIdSchema } from '../../../shared/domain/item.ts';

export interface DemandLimits {
  /** That a forecast reaches ahead. */
  readonly days: number;
  readonly levels: readonly [least: number, most: number];
}

const MOST_ITEMS = 1000;
const MOST_UNITS = 1e9;
const DEFAULT_DAYS = 14;

/** What is to be ordered, for stock to last. */
export interface PlanRequest {
  /** From an order to its goods. */
  readonly leadTimeDays: number;
  /** That the stock is to last after an order: the lead time, and the time to the next order. */
  readonly horizonDays: number;
  readonly serviceLevel: number;
  /** Absent: all items, a page at a time. */
  readonly itemIds?: readonly string[];
  /** Units that were ordered and are not there yet, by item. */
  readonly onOrder: Readonly<Record<string, number>>;
  /** Whether items of which nothing is to be ordered are told too. */
  readonly all: boolean;
}

/** @throws InvalidInputError naming the parameter. */
export function parseHorizon(query: unknown, { days }: DemandLimits): number {
  const schema = z.object({ horizonDays: z.coerce.number().int().min(1).max(days).default(DEFAULT_DAYS) });
  return check(schema, query).horizonDays;
}

/** @throws InvalidInputError naming the field. */
export function parsePlan(body: unknown, { days, levels: [least, most] }: DemandLimits): PlanRequest {
  const daysSchema = z.int().min(1).max(days);
  const schema = z
    .strictObject({
      leadTimeDays: daysSchema.optional(),
      horizonDays: daysSchema.optional(),
      serviceLevel: z.number().min(Math.max(0.5, least)).max(most),
      itemIds: z.array(itemIdSchema).min(1).max(MOST_ITEMS).optional(),
      onOrder: z
        .record(itemIdSchema, z.int().min(0).max(MOST_UNITS))
        .refine((units) => Object.keys(units).length <= MOST_ITEMS, `want at most ${MOST_ITEMS} items`)
        .default({}),
      all: z.boolean().default(false),
    })
    .refine(({ leadTimeDays, horizonDays }) => leadTimeDays !== undefined || horizonDays !== undefined, {
      path: ['leadTimeDays'],
      message: `want leadTimeDays, horizonDays or both, from 1 to ${days}`,
    })
    .refine(({ leadTimeDays = 1, horizonDays = days }) => leadTimeDays <= horizonDays, {
      path: ['horizonDays'],
      message: 'want at least leadTimeDays',
    });
  const { leadTimeDays, horizonDays, itemIds, ...asked } = check(schema, body);
  const [lead, horizon] = [leadTimeDays ?? horizonDays!, horizonDays ?? leadTimeDays!];
  return { ...asked, leadTimeDays: lead, horizonDays: horizon, ...(itemIds !== undefined && { itemIds }) };
}
