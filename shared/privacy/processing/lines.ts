import type { FieldRecord, Fields, ObjectRecord, RowRecord, Within } from './field-record.ts';
import { OBJECTS, ROWS } from './stored.ts';

/** One line of the record: a field of something stored, by the way to it. */
export interface RecordLine extends FieldRecord {
  /** "body/userId"; a map's every key is "*". */
  readonly field: string;
}

/** All lines of one sort of rows or objects, in the order of the record. */
export const linesOf = ({ fields }: RowRecord | ObjectRecord): readonly RecordLine[] => flat(fields, '');

/** Every sort of rows and objects. */
export const STORED: readonly (RowRecord | ObjectRecord)[] = [...ROWS, ...OBJECTS];

function flat(fields: Fields, before: string): readonly RecordLine[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${before}${name}`;
    if (isField(field)) return [{ field: path, ...field }];
    return 'each' in field
      ? flat(field.each, `${path}/*/`)
      : flat('json' in field ? field.json : field.object, `${path}/`);
  });
}

export const isField = (field: FieldRecord | Within): field is FieldRecord => 'purposes' in field;

/** The sort of a row; undefined: the record does not know such rows. @param store - of the plan. */
export const sortOfRow = (store: string, row: Readonly<Record<string, unknown>>): RowRecord | undefined =>
  ROWS.find(
    ({ store: of, keys }) =>
      of === store && Object.entries(keys).every(([attribute, form]) => form.test(String(row[attribute]))),
  );

/**
 * What a stored row holds and the record does not know, in words that say where its line belongs; none when all is
 * recorded.
 * @param store - of the plan. @internal An instrument of tests.
 */
export function unrecorded(store: string, row: Readonly<Record<string, unknown>>): readonly string[] {
  const sort = sortOfRow(store, row);
  if (sort !== undefined) {
    return unknownIn(sort.fields, row, '').map(
      (path) => `${store}, ${sort.name}: the field ${path} has no line in shared/privacy/processing`,
    );
  }
  const key = ['pk', 'sk'].map((attribute) => formOf(row[attribute])).join(' / ');
  return [`${store}: rows with keys like ${key} have no line in ROWS of shared/privacy/processing/stored.ts`];
}

/**
 * The same of an object of a bucket.
 * @param columns - names of what it holds; a line "x:*" is of whatever begins so, "*" of all. @internal An instrument of tests.
 */
export function unrecordedObject(store: string, key: string, columns: readonly string[]): readonly string[] {
  const sort = OBJECTS.find(({ store: of, key: form }) => of === store && form.test(key));
  if (sort === undefined)
    return [`${store}: objects like ${formOf(key)} have no line in OBJECTS of shared/privacy/processing/stored.ts`];
  const beginnings = Object.keys(sort.fields).flatMap((name) => (name.endsWith('*') ? [name.slice(0, -1)] : []));
  return columns
    .filter((column) => !Object.hasOwn(sort.fields, column))
    .filter((column) => !beginnings.some((beginning) => column.startsWith(beginning)))
    .map((column) => `${store}, ${sort.name}: ${column} has no line in shared/privacy/processing`);
}

function unknownIn(fields: Fields, value: unknown, before: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : fieldBeginning(fields, name);
    const path = `${before}${name}`;
    if (field === undefined) return [path];
    if (isField(field)) return [];
    if ('json' in field) return unknownIn(field.json, JSON.parse(String(inner)), `${path}/`);
    if ('object' in field) return unknownIn(field.object, inner, `${path}/`);
    return Object.values(inner as object).flatMap((each) => unknownIn(field.each, each, `${path}/*/`));
  });
}

/** A line "x*" is of every name that begins so. */
const fieldBeginning = (fields: Fields, name: string): FieldRecord | Within | undefined =>
  Object.entries(fields).find(([line]) => line.endsWith('*') && name.startsWith(line.slice(0, -1)))?.[1];

/** The first letters of a key, which say its sort and name nobody. */
const formOf = (key: unknown): string => String(key).replace(/^([A-Z]+#?|[a-z]+\/).*/, '$1…');
