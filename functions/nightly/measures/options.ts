import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';

/** What the operator said of a data set, by the option's name; all texts. */
export type Options = Readonly<Record<string, string>>;

/** @throws InvalidInputError when the option is not given or its table has no such column. */
export function columnOf(options: Options, option: string, table: TextTable): readonly string[] {
  const name = options[option];
  if (name === undefined) throw new InvalidInputError(`--${option}: want the name of a column of ${table.file}`);
  return namedColumn(table, option, name);
}

/** Names of columns, parted by commas. @throws InvalidInputError for one that is not there. */
export function columnNames(options: Options, option: string, table: TextTable): readonly string[] {
  const names = (options[option] ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  for (const name of names) namedColumn(table, option, name);
  return names;
}

/** @throws InvalidInputError naming the option, its value and the limits. */
export function wholeNumberOf(options: Options, option: string, limits: Limits): number {
  const text = options[option];
  if (text === undefined) return limits.otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= limits.min && value <= limits.max) return value;
  throw new InvalidInputError(`--${option}: want a whole number from ${limits.min} to ${limits.max}, got "${text}"`);
}

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly otherwise: number;
}

function namedColumn(table: TextTable, option: string, name: string): readonly string[] {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  const known = [...table.columns.keys()];
  throw new InvalidInputError(
    `--${option}: ${table.file} has no column "${name}", only ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`,
  );
}
