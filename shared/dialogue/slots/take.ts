/** What was read of a text, and the text with blanks where it stood, so that no digit counts twice. */
export interface Taken<T> {
  readonly found: readonly T[];
  readonly rest: string;
}

/**
 * Reads all that a pattern finds, from the left.
 * @param pattern - with the flag g.
 * @param read - gives undefined for what only looks like it; then it stays in the rest.
 */
export function take<T>(text: string, pattern: RegExp, read: (groups: Groups) => T | undefined): Taken<T> {
  const found: T[] = [];
  const rest = text.replace(pattern, (match: string, ...others: readonly unknown[]) => {
    const one = read(others.at(-1) as Groups);
    if (one === undefined) return match;
    found.push(one);
    return ' '.repeat(match.length);
  });
  return { found, rest };
}

/** Of named groups, what matched. */
export type Groups = Readonly<Record<string, string | undefined>>;
