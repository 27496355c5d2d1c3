import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';

const flagSchema = z.strictObject({ verdict: z.enum(['bot', 'human']) });

/** What an operator says of a person. */
export const parseFlag = (body: unknown): { readonly verdict: 'bot' | 'human' } => check(flagSchema, body);

const cardQuerySchema = z.object({ format: z.enum(['json', 'md']).default('json') });

/** As what a card is wanted. */
export const parseCardFormat = (query: unknown): 'json' | 'md' => check(cardQuerySchema, query).format;
