import { InvalidInputError } from '../../domain/errors.ts';

type Key = Record<string, unknown>;

/** Where the next page starts, as text for a URL; undefined after the last page. */
export const encodeCursor = (key: Key | undefined): string | undefined =>
  key && Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');

/** @throws InvalidInputError for text that no page ended with. */
export function decodeCursor(cursor: string | undefined): Key | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (typeof key === 'object' && key !== null && !Array.isArray(key)) return key as Key;
  } catch {
    // Not JSON: refused below like any other text that is no cursor.
  }
  throw new InvalidInputError('not a cursor of this list', [
    { pointer: '/cursor', reason: 'want nextCursor of the page before' },
  ]);
}
