import { InvalidInputError } from '../../../shared/domain/errors.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';

/** A column's numbers. @throws InvalidInputError naming the file, the row and what is no number. */
export function numbersOf(table: TextTable, name: string, texts: readonly string[]): Float64Array {
  return Float64Array.from(texts, (text, row) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new InvalidInputError(`${table.file}: row ${row + 1}, column "${name}": want a number, got "${text}"`);
  });
}

/** @throws InvalidInputError when the table has no such column. */
export function textsOf(table: TextTable, name: string): readonly string[] {
  const texts = table.columns.get(name);
  if (texts === undefined) throw new InvalidInputError(`${table.file}: want a column "${name}"`);
  return texts;
}
