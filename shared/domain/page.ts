import * as z from 'zod';
import { check } from './check.ts';

/** A cut of a list: at most `limit` entries from where the page before ended. */
export interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().min(1).optional(),
});

/** @throws InvalidInputError naming the parameter. */
export function parsePage(query: unknown): Page {
  const { limit, cursor } = check(pageSchema, query);
  return { limit, ...(cursor !== undefined && { cursor }) };
}
