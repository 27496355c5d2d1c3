import { invalidAt } from '../../domain/errors.ts';

/** Tells a cursor from any other text that happens to be base64. */
const MARK = 'after:';

/** Where the next page starts, as text for a URL: the last row's sort key; undefined after the last page. */
export const encodeCursor = (lastSortKey: unknown): string | undefined =>
  lastSortKey === undefined ? undefined : Buffer.from(`${MARK}${String(lastSortKey)}`, 'utf8').toString('base64url');

/** Of sort keys, both inclusive. */
export interface KeyRange {
  readonly first: string;
  readonly last: string;
}

/** The store takes no longer ones. */
const MAX_KEY_BYTES = 1024;
const ANY_KEY: KeyRange = { first: '\u0000', last: '\uffff' };

/**
 * The sort key after which the page starts.
 * @param range - what the list goes through; the store fails on a start outside.
 * @throws InvalidInputError for text that no page ended with.
 */
export function decodeCursor(cursor: string | undefined, { first, last } = ANY_KEY): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const key = text.slice(MARK.length);
  const fits = key >= first && key <= last && Buffer.byteLength(key) <= MAX_KEY_BYTES;
  if (text.startsWith(MARK) && key !== '' && fits) return key;
  throw invalidAt('/cursor', 'want nextCursor of the page before');
}
