import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';
import { utcDay } from '../../shared/domain/time.ts';

const daySchema = z.iso.date();
/** A UTC day, "2026-11-24"; absent is today. */
export const parseDay = (day: string | undefined, nowMs: number): string =>
  day === undefined ? utcDay(nowMs) : check(daySchema, day, '/day');

const flagSchema = z.strictObject({ verdict: z.enum(['bot', 'human']) });

/** What an operator says of a person. */
export const parseFlag = (body: unknown): { readonly verdict: 'bot' | 'human' } => check(flagSchema, body);
