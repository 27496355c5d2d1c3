import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';

const flagSchema = z.strictObject({ verdict: z.enum(['bot', 'human']) });

/** What an operator says of a person. */
export const parseFlag = (body: unknown): { readonly verdict: 'bot' | 'human' } => check(flagSchema, body);
