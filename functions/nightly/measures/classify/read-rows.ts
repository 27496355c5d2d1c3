import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import type { FeatureColumn, FeatureTable } from '../../../../shared/learning/feature-columns.ts';
import type { TextTable } from '../../../../shared/ports/text-tables.ts';
import { columnNames, columnOf, type Options } from '../options.ts';

/** What is known of each row, and the class that is to be foreseen. */
export interface ClassifiedRows {
  readonly table: FeatureTable;
  /** Of each column of the table. */
  readonly names: readonly string[];
  /** (n) */
  readonly isPositive: Uint8Array;
  /** The label that counts as positive. */
  readonly positive: string;
  /** (n): numbers of groups that must stay together; undefined where rows stand for themselves. */
  readonly groups?: Int32Array;
  /** (n): when a row was, in any unit; undefined where no order is known. */
  readonly times?: Float64Array;
  /** Columns that were left out, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Rows without a label, which are left out. */
  readonly unlabelled: number;
}

/** Texts that say that nothing is known. */
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', '?']);
/** What is taken for positive where it is one of the labels, else the rarer one is. */
const POSITIVE = new Set(['true', 'yes', 'y', 't', '1']);
/** A category has so many rows on average, or the column is no more than a name of each. */
const LEAST_ROWS_A_CATEGORY = 2;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const DAY_MS = 86_400_000;

/**
 * Columns are of numbers where every text that is there is one, or a date (in days); else of categories. Left out are
 * those that say one thing throughout, or that name or count rows.
 *
 * @throws InvalidInputError naming the option or column and what is wrong.
 */
export function readRows(file: TextTable, options: Options): ClassifiedRows {
  const label = options['label'];
  const labels = columnOf(options, 'label', file);
  for (const option of ['group', 'time'])
    if (options[option] !== undefined && options[option] === label)
      throw new InvalidInputError(`--${option}: "${label}" is the label`);
  const kept = Int32Array.from(labels.keys()).filter((row) => !MISSING.has(labels[row]!.trim()));
  const positive = positiveOf(
    Array.from(kept, (row) => labels[row]!.trim()),
    options,
  );
  const told = (column: readonly string[]) => Array.from(kept, (row) => column[row]!.trim());
  const notFeatures = new Set([label, options['group'], options['time'], ...columnNames(options, 'drop', file)]);
  const { columns, names, leftOut } = readColumns(file, kept, notFeatures);
  return {
    table: { rowCount: kept.length, columns },
    names,
    isPositive: Uint8Array.from(kept, (row) => (classOf(labels[row]!) === classOf(positive) ? 1 : 0)),
    positive,
    ...(options['group'] === undefined
      ? {}
      : { groups: groupsOf(told(columnOf(options, 'group', file)), options['group']) }),
    ...(options['time'] === undefined
      ? {}
      : { times: timesOf(told(columnOf(options, 'time', file)), options['time'], kept) }),
    leftOut,
    unlabelled: labels.length - kept.length,
  };
}

interface ReadColumns {
  readonly columns: readonly FeatureColumn[];
  /** Of each column. */
  readonly names: readonly string[];
  /** Columns that were left out, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/**
 * The columns of some rows that say what is known of them.
 *
 * @param rows - places in the file, ascending.
 * @param notFeatures - names of columns that have another part.
 * @throws InvalidInputError when none is left, naming why.
 */
export function readColumns(
  file: TextTable,
  rows: Int32Array,
  notFeatures: ReadonlySet<string | undefined>,
): ReadColumns {
  const columns: FeatureColumn[] = [];
  const names: string[] = [];
  const leftOut: Record<string, string> = {};
  for (const [name, texts] of file.columns) {
    if (notFeatures.has(name)) continue;
    const found = columnFrom(Array.from(rows, (row) => texts[row]!.trim()));
    if (typeof found === 'string') leftOut[name] = found;
    else {
      columns.push(found);
      names.push(name);
    }
  }
  if (columns.length > 0) return { columns, names, leftOut };
  const why = Object.entries(leftOut).slice(0, MOST_LISTED);
  throw new InvalidInputError(
    `${file.file}: no column is left that tells rows apart${why.map(([name, reason]) => `; "${name}": ${reason}`).join('')}`,
  );
}

/** A column, or why it is none. */
function columnFrom(texts: readonly string[]): FeatureColumn | string {
  if (texts.every((text) => MISSING.has(text))) return 'it is empty throughout';
  const reader = READERS.find((read) => texts.every((text) => MISSING.has(text) || read(text) !== undefined));
  if (reader !== undefined) {
    const values = Float64Array.from(texts, (text) => (MISSING.has(text) ? Number.NaN : reader(text)!));
    if (new Set(values).size < 2) return 'it is one value throughout';
    if (values.every((value, row) => row === 0 || value === values[row - 1]! + 1)) return 'it counts the rows';
    return { kind: 'number', values };
  }
  const { codes, categoryCount } = codesOf(texts);
  const known = codes.filter((code) => code >= 0).length;
  if (categoryCount < 2 && known === codes.length) return 'it is one value throughout';
  if (categoryCount > known / LEAST_ROWS_A_CATEGORY) return namesRows(texts);
  return { kind: 'category', codes, categoryCount };
}

/** A column of numbers but for a word is worth a look. */
function namesRows(texts: readonly string[]): string {
  const row = texts.findIndex((text) => !MISSING.has(text) && numberIn(text) === undefined);
  const numbers = texts.filter((text) => numberIn(text) !== undefined).length;
  const hint = numbers > texts.length / 2 ? `; all but "${texts[row]}" and the like are numbers` : '';
  return `it names rows: few have the same value${hint}`;
}

/** A number, or a date as days since 1970; undefined for other texts. */
function numberIn(text: string): number | undefined {
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) return number;
  const ms = ISO_DATE.test(text) && isOnCalendar(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) ? ms / DAY_MS : undefined;
}

/** 2026-02-30 would be read as the second of March. */
function isOnCalendar(text: string): boolean {
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 10) === text.slice(0, 10);
}

const readerOf =
  (shape: RegExp, plain: (text: string) => string) =>
  (text: string): number | undefined =>
    shape.test(text) ? Number(plain(text)) : undefined;

/** Ways to write a number; all texts of a column are written in one of them. */
const READERS: readonly ((text: string) => number | undefined)[] = [
  numberIn,
  readerOf(/^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/, (text) => text.replaceAll(',', '')),
  readerOf(/^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/, (text) => text.replaceAll('.', '').replace(',', '.')),
  readerOf(/^[+-]?\d+(\.\d+)? ?%$/, (text) => text.replace('%', '')),
];

/** Numbers of the different texts in their order; −1 of what is missing. */
function codesOf(texts: readonly string[]): { readonly codes: Int32Array; readonly categoryCount: number } {
  const known = [...new Set(texts)].filter((text) => !MISSING.has(text)).toSorted();
  const codeOf = new Map(known.map((text, code) => [text, code]));
  return { codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? -1), categoryCount: known.length };
}

/** Rows without a group are one group: they are never on both sides. */
function groupsOf(texts: readonly string[], name: string): Int32Array {
  const { codes } = codesOf(texts);
  const found = new Set(codes);
  if (found.size < 2)
    throw new InvalidInputError(`--group: all rows have one "${name}", "${texts[0]}": want two groups or more`);
  return codes;
}

/** @param rows - of each text, the place of its row in the file. */
function timesOf(texts: readonly string[], name: string, rows: Int32Array): Float64Array {
  const times = Float64Array.from(texts, (text, at) => {
    const time = numberIn(text);
    if (time !== undefined) return time;
    throw new InvalidInputError(
      `--time: row ${rows[at]! + 1} of "${name}": want a number or an ISO date, got "${text}"`,
    );
  });
  if (new Set(times).size < 2)
    throw new InvalidInputError(`--time: all rows have one "${name}", "${texts[0]}": want two times or more`);
  return times;
}

/** What a label means: "Yes" is "yes", and "1.0" is "1". */
function classOf(label: string): string {
  const text = label.trim();
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? `${number}` : text.toLowerCase();
}

/** The label that counts as positive, as most rows write it. */
function positiveOf(labels: readonly string[], options: Options): string {
  const name = options['label'];
  const spellings = new Map<string, Map<string, number>>();
  for (const label of labels) {
    const ofClass = spellings.get(classOf(label)) ?? new Map<string, number>();
    spellings.set(classOf(label), ofClass.set(label, (ofClass.get(label) ?? 0) + 1));
  }
  const classes = [...spellings.values()].map((ofClass) => {
    const [[label] = ['']] = [...ofClass].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return { label, rows: [...ofClass.values()].reduce((sum, rows) => sum + rows, 0) };
  });
  const found = classes.toSorted((a, b) => a.rows - b.rows || (a.label < b.label ? -1 : 1)).map(({ label }) => label);
  const [first, second] = found;
  if (first === undefined) throw new InvalidInputError(`--label: no row has a value of "${name}"`);
  const listed = `${found.slice(0, MOST_LISTED).join(', ')}${found.length > MOST_LISTED ? ', …' : ''}`;
  const asked = options['positive'];
  const positive = found.find((label) => asked !== undefined && classOf(label) === classOf(asked));
  if (asked !== undefined && positive === undefined)
    throw new InvalidInputError(`--positive: no row of "${name}" is "${asked}"; they are ${listed}`);
  if (second === undefined)
    throw new InvalidInputError(`--label: all ${labels.length} rows of "${name}" are "${first}": want two values`);
  if (positive !== undefined) return positive;
  if (found.length > 2)
    throw new InvalidInputError(`--label: "${name}" has ${found.length} values (${listed}): name one by --positive`);
  return found.find((label) => POSITIVE.has(classOf(label))) ?? first;
}

const MOST_LISTED = 10;
