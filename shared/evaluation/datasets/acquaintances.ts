import { InvalidInputError } from '../../domain/errors.ts';

/** Two who know each other, by name. */
export type Acquaintance = readonly [string, string];

const LIST = /\.(txt|csv|tsv)(\.gz)?$/;
const NAMED = /edge|friend|trust|link/i;

/** Lists of who knows whom, as their names say. */
export const acquaintanceFiles = (files: readonly string[]): readonly string[] =>
  files.filter((name) => LIST.test(name) && NAMED.test(name));

/**
 * Two names a line, parted by blanks, a tab or a comma; lines from # on, and a heading that is no number among numbers,
 * are passed over.
 * @throws InvalidInputError naming the file, the line and what it says.
 */
export function parseAcquaintances(text: string, file: string): readonly Acquaintance[] {
  const pairs = text.split('\n').flatMap((line, i): readonly Acquaintance[] => {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('#')) return [];
    const [a, b] = plain.split(/[\s,;]+/);
    if (a === undefined || a === '' || b === undefined || b === '')
      throw new InvalidInputError(`${file}: line ${i + 1}: want two names, got "${plain.slice(0, 60)}"`);
    return [[a, b]];
  });
  const isNumeric = ([a, b]: Acquaintance) => Number.isFinite(Number(a)) && Number.isFinite(Number(b));
  const [first, ...others] = pairs;
  if (first === undefined) throw new InvalidInputError(`${file}: there is no edge`);
  return !isNumeric(first) && others.length > 0 && others.every(isNumeric) ? others : pairs;
}
