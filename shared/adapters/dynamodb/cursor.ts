import { InvalidInputError } from '../../domain/errors.ts';

/** Tells a cursor from any other text that happens to be base64. */
const MARK = 'after:';

/** Where the next page starts, as text for a URL: the last row's sort key; undefined after the last page. */
export const encodeCursor = (lastSortKey: unknown): string | undefined =>
  lastSortKey === undefined ? undefined : Buffer.from(`${MARK}${String(lastSortKey)}`, 'utf8').toString('base64url');

/** The sort key after which the page starts. @throws InvalidInputError for text that no page ended with. */
export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text.startsWith(MARK) && text.length > MARK.length) return text.slice(MARK.length);
  const reason = 'want nextCursor of the page before';
  throw new InvalidInputError(`/cursor: ${reason}`, [{ pointer: '/cursor', reason }]);
}
