import { InvalidInputError } from '../../domain/errors.ts';

export interface GivenRating {
  readonly personKey: string;
  readonly itemId: string;
  readonly value: number;
  /** In the file's unit; absent where the file has no times. */
  readonly at?: number;
}

const TEXT = /\.(txt|csv|tsv)(\.gz)?$/;
const RATING_HEADING = /rating|score|stars/i;
const TIME_HEADING = /time|date/i;

/** Whether a line is a heading such as `user,item,rating` or `user,item,rating,timestamp`. */
export function isRatingHeading(line: string): boolean {
  const names = namesOf(line);
  return (
    (names.length === 3 || (names.length === 4 && TIME_HEADING.test(names[3]!))) &&
    names.every((name) => /[A-Za-z]/.test(name)) &&
    RATING_HEADING.test(names[2]!)
  );
}

const separatorOf = (line: string): string => (line.includes('\t') ? '\t' : ',');
const namesOf = (line: string): readonly string[] => line.split(separatorOf(line)).map((name) => name.trim());

/** The only .txt, .csv or .tsv of a folder; it may be .gz. @throws InvalidInputError listing what there is. */
export function ratingFileOf(files: readonly string[]): string {
  const [file, ...others] = files.filter((name) => TEXT.test(name));
  if (file !== undefined && others.length === 0) return file;
  throw new InvalidInputError(
    `want exactly one .txt, .csv or .tsv with ratings, got ${file === undefined ? 'none' : [file, ...others].join(', ')}`,
  );
}

/**
 * Reads ratings under a heading such as `user,item,rating` or `user,item,rating,timestamp`, comma- or tab-separated.
 * Of an item that a person rated again, the newest rating holds; without times, the last in the file.
 *
 * @param file - what the messages call the text.
 * @returns oldest first; without times, and at one time, in the order of the file.
 * @throws InvalidInputError naming the file, the line and the value.
 */
export function parseRatings(text: string, file = 'ratings'): readonly GivenRating[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const heading = lines[first] ?? '';
  if (!isRatingHeading(heading)) {
    throw new InvalidInputError(
      `${file}, line ${Math.max(first, 0) + 1}: want a heading such as user,item,rating or user,item,rating,timestamp, got "${heading.slice(0, 60)}"`,
    );
  }
  const separator = separatorOf(heading);
  const names = namesOf(heading);
  const wanted = names.map((name, i) => (i < 2 ? name : `${name} (a number)`)).join(', ');
  const ratings: GivenRating[] = [];
  for (let at = first + 1; at < lines.length; at++) {
    if (lines[at] === '') continue;
    const fields = lines[at]!.split(separator).map((field) => field.trim());
    const [personKey = '', itemId = '', value = '', time] = fields;
    if (
      fields.length !== names.length ||
      fields.includes('') ||
      !Number.isFinite(Number(value)) ||
      !Number.isFinite(Number(time ?? 0))
    ) {
      throw new InvalidInputError(`${file}, line ${at + 1}: want ${wanted}, got "${lines[at]!.slice(0, 60)}"`);
    }
    ratings.push({ personKey, itemId, value: Number(value), ...(time !== undefined && { at: Number(time) }) });
  }
  return newestOfEach(ratings.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)));
}

function newestOfEach(ratings: readonly GivenRating[]): readonly GivenRating[] {
  const ratedBy = new Map<string, Set<string>>();
  const kept: GivenRating[] = [];
  for (let at = ratings.length - 1; at >= 0; at--) {
    const { personKey, itemId } = ratings[at]!;
    let items = ratedBy.get(personKey);
    if (items === undefined) {
      items = new Set();
      ratedBy.set(personKey, items);
    }
    if (items.has(itemId)) continue;
    items.add(itemId);
    kept.push(ratings[at]!);
  }
  return kept.reverse();
}
