import * as z from 'zod';
import { check } from './check.ts';

/** The version in an If-Match header: `"3"` or `3`; undefined when there is none. @throws InvalidInputError */
export function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  return check(z.coerce.number().int().min(0), header.replaceAll('"', ''), '/headers/if-match');
}
