import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { invalidAt } from '../../shared/domain/errors.ts';
import { DAY_MS, utcDay } from '../../shared/domain/time.ts';
import type { MetricQuery } from './metrics.ts';

export const flagSchema = z.strictObject({ verdict: z.enum(['bot', 'human']) });

/** What an operator says of a person. */
export const parseFlag = (body: unknown): { readonly verdict: 'bot' | 'human' } => check(flagSchema, body);

export const rangeSchema = z
  .object({ day: z.iso.date().optional(), from: z.iso.date().optional(), to: z.iso.date().optional() })
  .refine(({ day, from, to }) => day === undefined || (from ?? to) === undefined, {
    path: ['day'],
    message: 'want either day, or from and to',
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'want no day before from',
  });

/** UTC days, both included: `day` alone, or from one to another, either of which may be left out. */
export function parseDays(query: unknown): { readonly from?: string; readonly to?: string } {
  const { day, from = day, to = day } = check(rangeSchema, query);
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

export const cardQuerySchema = z.object({ format: z.enum(['json', 'md']).default('json') });

/** As what a card is wanted. */
export const parseCardFormat = (query: unknown): 'json' | 'md' => check(cardQuerySchema, query).format;

const METRICS = ['ctr', 'cvr', 'satisfaction', 'roi'] as const;
const MOST_DAYS = 366;
/** Of a question that names no day. */
const USUAL_DAYS = 28;

export const metricSchema = z.strictObject({
  name: z.enum(METRICS),
  placement: z.string().min(1).max(100).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});

/** @param today - UTC. @throws InvalidInputError for what is no metric, and for days that are none or too many. */
export function parseMetricQuery(query: unknown, today: string): MetricQuery {
  const {
    name,
    placement,
    to = today,
    from = utcDay(Date.parse(to) - (USUAL_DAYS - 1) * DAY_MS),
  } = check(metricSchema, query);
  const days = 1 + (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 1) throw invalidAt('/to', `"${to}" lies before from, "${from}"`);
  if (days > MOST_DAYS)
    throw invalidAt('/from', `from "${from}" to "${to}" is ${days} days; the limit is ${MOST_DAYS}`);
  return { name, placement, from, to };
}
