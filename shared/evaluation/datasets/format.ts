import { InvalidInputError } from '../../domain/errors.ts';
import { BEHAVIOUR_FILES, HELD_OUT_FILE } from './behaviours.ts';
import { isRatingHeading } from './ratings.ts';
import { isClickHeading } from './sessions.ts';

/** The forms of data sets; each has its reader in this folder. */
export const DATASET_FORMATS = ['sequences', 'sessions', 'interactions', 'behaviours', 'ratings'] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];
/** Those that ask for a ranking; ratings ask for a number. */
export type RankingFormat = Exclude<DatasetFormat, 'ratings'>;

/** What each form of data is asked, as its publications ask it. */
export const PROTOCOLS: Readonly<Record<DatasetFormat, string>> = {
  sequences: 'leave-one-out',
  sessions: 'next-click',
  interactions: 'held-out-items',
  behaviours: 'held-out-purchase',
  ratings: 'held-out-ratings',
};

/**
 * Which form a folder's files have: by their names, and where those do not tell, by first lines.
 *
 * @param firstLineOf - of a file as text, without the line's end; asked only where names do not tell.
 * @throws InvalidInputError listing the files when no form fits.
 */
export function formatOf(files: readonly string[], firstLineOf: (file: string) => string): DatasetFormat {
  const has = (file: string) => files.includes(file) || files.includes(`${file}.gz`);
  if ([...Object.keys(BEHAVIOUR_FILES), HELD_OUT_FILE].every(has)) return 'behaviours';

  const texts = files.filter((file) => /\.(txt|csv|tsv)(\.gz)?$/.test(file));
  const trains = texts.filter((file) => /train/.test(file) && !/test/.test(file));
  if (trains.length > 0 && texts.some((file) => /test/.test(file))) {
    if (texts.some((file) => /session/.test(file))) return 'sessions';
    return trains.some((file) => isClickHeading(firstLineOf(file))) ? 'sessions' : 'interactions';
  }

  const [only, ...others] = texts;
  if (only !== undefined && others.length === 0 && /^[^\s,]+( [^\s,]+)+$/.test(firstLineOf(only).trimEnd())) {
    return 'sequences';
  }
  if (only !== undefined && others.length === 0 && isRatingHeading(firstLineOf(only).trimEnd())) return 'ratings';
  throw new InvalidInputError(
    `cannot tell the form of the data from its files (${files.join(', ') || 'none'}): want one NAME.txt with a person and items a line (sequences), one with user, item and rating under a heading (ratings), train and test files (sessions, interactions), or ${Object.keys(BEHAVIOUR_FILES).join(', ')} and ${HELD_OUT_FILE} (behaviours)`,
  );
}
