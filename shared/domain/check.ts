import type * as z from 'zod';
import { type InputDefect, InvalidInputError } from './errors.ts';

/**
 * The value as the schema types it.
 * @param at - pointer of the value itself within the request.
 * @throws InvalidInputError naming each wrong field by its pointer, and why.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, at = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const defects = defectsOf(result.error, at);
  throw new InvalidInputError(defects.map(({ pointer, reason }) => `${pointer || '/'}: ${reason}`).join('; '), defects);
}

export const defectsOf = (error: z.ZodError, at = ''): readonly InputDefect[] =>
  error.issues.map((issue) => ({
    pointer: at + issue.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    reason: issue.message,
  }));
