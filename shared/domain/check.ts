import type * as z from 'zod';
import { type InputDefect, invalid } from './errors.ts';

/**
 * The value as the schema types it.
 * @param at - pointer of the value itself within the request.
 * @throws InvalidInputError naming each wrong field by its pointer, and why.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, at = ''): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(defectsOf(result.error, at));
}

export const defectsOf = (error: z.ZodError, at = ''): readonly InputDefect[] =>
  error.issues.map((issue) => ({
    pointer: at + issue.path.map((key) => `/${fieldName(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    reason:
      issue.code === 'unrecognized_keys' ? `unknown field ${issue.keys.map(fieldName).join(', ')}` : issue.message,
  }));

const FIELD = /^(\d{1,5}|[A-Za-z_$][A-Za-z_$-]{0,39})$/;

/** A place in a list or a plain word as it is, else "…": a client may have put an id or an address there. */
export const fieldName = (key: PropertyKey): string => (FIELD.test(String(key)) ? String(key) : '…');
