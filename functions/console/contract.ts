import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';

const flagSchema = z.strictObject({ verdict: z.enum(['bot', 'human']) });

/** What an operator says of a person. */
export const parseFlag = (body: unknown): { readonly verdict: 'bot' | 'human' } => check(flagSchema, body);

const rangeSchema = z
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
