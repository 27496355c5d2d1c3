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
const POSITIVE = new Set(['true', 'yes', 'y', '1', '1.0']);
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
  const labels = columnOf(options, 'label', file);
  const kept = Int32Array.from(labels.keys()).filter((row) => !MISSING.has(labels[row]!.trim()));
  const positive = positiveOf(
    Array.from(kept, (row) => labels[row]!.trim()),
    options,
  );
  const told = (column: readonly string[]) => Array.from(kept, (row) => column[row]!.trim());
  const notFeatures = new Set([
    options['label'],
    options['group'],
    options['time'],
    ...columnNames(options, 'drop', file),
  ]);
  const columns: FeatureColumn[] = [];
  const names: string[] = [];
  const leftOut: Record<string, string> = {};
  for (const [name, texts] of file.columns) {
    if (notFeatures.has(name)) continue;
    const found = columnFrom(told(texts));
    if (typeof found === 'string') leftOut[name] = found;
    else {
      columns.push(found);
      names.push(name);
    }
  }
  if (columns.length === 0) throw new InvalidInputError(`${file.file}: no column is left that tells rows apart`);
  return {
    table: { rowCount: kept.length, columns },
    names,
    isPositive: Uint8Array.from(kept, (row) => (labels[row]!.trim() === positive ? 1 : 0)),
    positive,
    ...(options['group'] === undefined ? {} : { groups: codesOf(told(columnOf(options, 'group', file))).codes }),
    ...(options['time'] === undefined
      ? {}
      : { times: timesOf(told(columnOf(options, 'time', file)), options['time']) }),
    leftOut,
    unlabelled: labels.length - kept.length,
  };
}

/** A column, or why it is none. */
function columnFrom(texts: readonly string[]): FeatureColumn | string {
  const numbers = texts.map(numberIn);
  const isNumber = numbers.every((number, row) => number !== undefined || MISSING.has(texts[row]!));
  if (isNumber) {
    const values = Float64Array.from(numbers, (number) => number ?? Number.NaN);
    if (new Set(values).size < 2) return 'it is one value throughout';
    if (values.every((value, row) => row === 0 || value === values[row - 1]! + 1)) return 'it counts the rows';
    return { kind: 'number', values };
  }
  const { codes, categoryCount } = codesOf(texts);
  const known = codes.filter((code) => code >= 0).length;
  if (categoryCount < 2 && known === codes.length) return 'it is one value throughout';
  if (categoryCount > known / LEAST_ROWS_A_CATEGORY) return 'it names rows: few have the same value';
  return { kind: 'category', codes, categoryCount };
}

/** A number, or a date as days since 1970; undefined for other texts. */
function numberIn(text: string): number | undefined {
  if (MISSING.has(text)) return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  const ms = ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) ? ms / DAY_MS : undefined;
}

/** Numbers of the different texts in their order; −1 of what is missing. */
function codesOf(texts: readonly string[]): { readonly codes: Int32Array; readonly categoryCount: number } {
  const known = [...new Set(texts)].filter((text) => !MISSING.has(text)).toSorted();
  const codeOf = new Map(known.map((text, code) => [text, code]));
  return { codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? -1), categoryCount: known.length };
}

function timesOf(texts: readonly string[], name: string): Float64Array {
  return Float64Array.from(texts, (text, row) => {
    const time = numberIn(text);
    if (time !== undefined) return time;
    throw new InvalidInputError(`--time: row ${row + 1} of "${name}": want a number or an ISO date, got "${text}"`);
  });
}

function positiveOf(labels: readonly string[], options: Options): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const found = [...counts.keys()].toSorted((a, b) => counts.get(a)! - counts.get(b)! || (a < b ? -1 : 1));
  const listed = found.slice(0, 10).join(', ');
  const asked = options['positive'];
  if (asked !== undefined) {
    if (counts.has(asked)) return asked;
    throw new InvalidInputError(`--positive: no row of "${options['label']}" is "${asked}"; they are ${listed}`);
  }
  if (found.length > 2)
    throw new InvalidInputError(
      `--label: "${options['label']}" has ${found.length} values (${listed}): name one by --positive`,
    );
  const usual = found.find((label) => POSITIVE.has(label.toLowerCase()));
  const positive = usual ?? found[0];
  if (positive === undefined) throw new InvalidInputError(`--label: no row has a value of "${options['label']}"`);
  return positive;
}
