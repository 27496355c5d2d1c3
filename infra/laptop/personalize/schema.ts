import { readFileSync } from 'node:fs';
import { quoted } from '../catalog-feeds/feed-item.ts';

/** Datasets of Amazon Personalize that have a place here, by the `name` of their schema, and what each row must say. */
const REQUIRED = {
  Interactions: ['USER_ID', 'ITEM_ID', 'TIMESTAMP'],
  Users: ['USER_ID'],
  Items: ['ITEM_ID'],
} as const;
export type Dataset = keyof typeof REQUIRED;

const KINDS = {
  string: 'text',
  int: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
  boolean: 'boolean',
};
export type FieldKind = 'text' | 'integer' | 'number' | 'boolean';

export interface Field {
  readonly kind: FieldKind;
  /** Whether a row may leave it empty. */
  readonly isOptional: boolean;
}

export interface Schema {
  readonly dataset: Dataset;
  /** By the column's name. */
  readonly fields: ReadonlyMap<string, Field>;
}

/**
 * A schema as Amazon Personalize has it: an Avro record, whose fields are primitive or a union of one with null.
 *
 * @throws Error naming the file, what is wrong in it and what is wanted.
 */
export function readSchema(path: string): Schema {
  const wrong = (reason: string) => new Error(`${path}: ${reason}`);
  const { name, fields } = recordIn(path, wrong);
  const dataset = datasetNamed(name, wrong);
  const byName = new Map(fields.map((field, i) => fieldOf(field, `/fields/${i}`, wrong)));
  for (const column of REQUIRED[dataset]) {
    const field = byName.get(column);
    if (field === undefined) throw wrong(`/fields: no ${column}; a schema of ${dataset} wants one`);
    if (column === 'TIMESTAMP' && field.kind !== 'integer') throw wrong('/fields: TIMESTAMP: want the type "long"');
    byName.set(column, { ...field, isOptional: false });
  }
  return { dataset, fields: byName };
}

type Wrong = (reason: string) => Error;

function recordIn(path: string, wrong: Wrong): { readonly name: unknown; readonly fields: readonly unknown[] } {
  const text = readFileSync(path, 'utf8');
  let schema: { name?: unknown; fields?: unknown } | null;
  try {
    schema = JSON.parse(text);
  } catch {
    throw wrong('not JSON; want the Avro schema that the dataset was made with');
  }
  if (!Array.isArray(schema?.fields)) throw wrong('/fields: want a list of fields');
  return { name: schema.name, fields: schema.fields };
}

function datasetNamed(name: unknown, wrong: Wrong): Dataset {
  const names = Object.keys(REQUIRED) as Dataset[];
  const found = names.find((dataset) => dataset === name);
  if (found === undefined) throw wrong(`/name: want one of ${names.join(', ')}, got ${JSON.stringify(name)}`);
  return found;
}

function fieldOf(raw: unknown, pointer: string, wrong: Wrong): [string, Field] {
  const { name, type } = (raw ?? {}) as { name?: unknown; type?: unknown };
  if (typeof name !== 'string' || name === '') throw wrong(`${pointer}/name: want the column's name`);
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const [only, ...more] = types.filter((one) => one !== 'null');
  const kind = Object.entries(KINDS).find(([avro]) => avro === only)?.[1] as FieldKind | undefined;
  if (kind === undefined || more.length > 0) {
    const wanted = `${Object.keys(KINDS).join(', ')}, or one of them beside "null"`;
    throw wrong(`${pointer}/type: of ${quoted(name)}: want ${wanted}, got ${JSON.stringify(type)}`);
  }
  return [name, { kind, isOptional: types.includes('null') }];
}
