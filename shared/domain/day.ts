import * as z from 'zod';
import { check } from './check.ts';

export const daySchema = z.iso.date();

/** A UTC day, "2026-11-24". @throws InvalidInputError naming the parameter. */
export const parseDay = (day: string | undefined): string => check(daySchema, day, '/day');
