import { quoted } from '../catalog-feeds/feed-item.ts';
import { tableRows } from '../catalog-feeds/table.ts';
import { readText } from '../catalog-feeds/text.ts';
import type { Field, FieldKind, Schema } from './schema.ts';

export type Value = string | number | boolean;

/** What a row says, by column, without its empty cells; or what was wrong with it. `line` counts from 1. */
export type DatasetRow =
  | { readonly line: number; readonly values: ReadonlyMap<string, Value> }
  | { readonly line: number; readonly defect: string };

/**
 * The rows of a dataset's CSV file, plain or gzipped, read by its schema one at a time.
 *
 * @throws Error when the header and the schema do not fit each other.
 */
export async function* datasetRows(path: string, { fields }: Schema): AsyncGenerator<DatasetRow> {
  let columns: readonly string[] | undefined;
  for await (const row of tableRows(readText(path), ',')) {
    if ('defect' in row) {
      yield row;
    } else if (columns === undefined) {
      columns = row.cells.map((cell) => cell.trim());
      refuseOther(path, columns, fields);
    } else {
      yield { line: row.line, ...valuesOf(columns, row.cells, fields) };
    }
  }
  if (columns === undefined) throw new Error(`${path}: no header; want a line of column names`);
}

type Fields = ReadonlyMap<string, Field>;

function refuseOther(path: string, columns: readonly string[], fields: Fields): void {
  const unknown = columns.find((column) => !fields.has(column));
  if (unknown !== undefined) throw new Error(`${path}: the schema has no field ${quoted(unknown)}`);
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw new Error(`${path}: two columns are named ${quoted(twice)}`);
  for (const [name, { isOptional }] of fields) {
    if (!isOptional && !columns.includes(name))
      throw new Error(`${path}: no column ${quoted(name)}; the schema wants one`);
  }
}

function valuesOf(columns: readonly string[], cells: readonly string[], fields: Fields) {
  if (cells.length !== columns.length) return { defect: `has ${cells.length} cells; the header has ${columns.length}` };
  const values = new Map<string, Value>();
  const reasons: string[] = [];
  for (const [i, name] of columns.entries()) {
    const { kind, isOptional } = fields.get(name)!;
    const text = cells[i]!.trim();
    const value = text === '' ? undefined : READERS[kind](text);
    if (value !== undefined) values.set(name, value);
    else if (text !== '') reasons.push(`column ${name}: ${quoted(text)} is ${WANTED[kind]}`);
    else if (!isOptional) reasons.push(`column ${name}: missing; the schema wants one in every row`);
  }
  return reasons.length > 0 ? { defect: reasons.join('; ') } : { values };
}

const READERS: Readonly<Record<FieldKind, (text: string) => Value | undefined>> = {
  text: (text) => text,
  integer: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
  number: (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined),
  boolean: (text) => ({ true: true, false: false })[text.toLowerCase()],
};

const WANTED: Readonly<Record<FieldKind, string>> = {
  text: 'no text',
  integer: 'no whole number',
  number: 'no number',
  boolean: 'neither true nor false',
};
