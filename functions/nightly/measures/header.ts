import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { Options } from './options.ts';

/** More names would be a slip of the hand. */
const MOST_NAMES = 10_000;

/**
 * Names of columns where the first line of a file has none: parted by commas, `x1..x25` for all from the one to the other.
 *
 * @returns undefined where the option is not given: the first line has the names.
 * @throws InvalidInputError for a range that goes nowhere.
 */
export function headerOf(options: Options): readonly string[] | undefined {
  const text = options['header'];
  if (text === undefined) return undefined;
  return text.split(',').flatMap((part) => {
    const name = part.trim();
    const [, from, first, to, last] = /^(.*?)(\d+)\.\.(.*?)(\d+)$/.exec(name) ?? [];
    if (first === undefined) return [name];
    const count = Number(last) - Number(first) + 1;
    if (from !== to || !(count >= 1 && count <= MOST_NAMES))
      throw new InvalidInputError(`--header: want a range like x1..x25 of ${MOST_NAMES} names at most, got "${name}"`);
    return Array.from({ length: count }, (_, i) => `${from}${Number(first) + i}`);
  });
}
