import { InvalidInputError } from '../../domain/errors.ts';

/** Attribute ids by item id; both are opaque, and an item may have none. */
export type ItemAttributes = ReadonlyMap<string, readonly string[]>;

/**
 * Reads one JSON object, {item id: [attribute ids]}; ids are texts or numbers.
 * @param file - what the messages call the text.
 * @throws InvalidInputError naming the file, and the item and value that are wrong or where the JSON breaks.
 */
export function parseAttributes(text: string, file = 'item2attributes'): ItemAttributes {
  const parsed = parseJson(text, file);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new InvalidInputError(`${file}: want an object of items, got ${JSON.stringify(parsed).slice(0, 60)}`);
  }
  return new Map(
    Object.entries(parsed).map(([itemId, ids]) => [itemId, attributeIds(ids, `${file}, item "${itemId}"`)]),
  );
}

function attributeIds(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value)) {
    throw new InvalidInputError(`${where}: want a list of attribute ids, got ${JSON.stringify(value).slice(0, 60)}`);
  }
  return value.map((id: unknown) => {
    if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return String(id);
    throw new InvalidInputError(
      `${where}: want a text or a number as attribute id, got ${JSON.stringify(id).slice(0, 60)}`,
    );
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`${file}: not JSON: ${(error as SyntaxError).message}`);
  }
}

/** Which of a folder's files has the attributes, if one has. @throws InvalidInputError when more than one could. */
export function attributeFileOf(files: readonly string[]): string | undefined {
  const [file, ...others] = files.filter((name) => /_item2attributes\.json(\.gz)?$/.test(name));
  if (others.length > 0) {
    throw new InvalidInputError(`want at most one NAME_item2attributes.json, got ${[file, ...others].join(', ')}`);
  }
  return file;
}
