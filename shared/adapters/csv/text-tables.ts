import { CsvError, parse } from 'csv-parse/sync';
import { InvalidInputError } from '../../domain/errors.ts';
import type { TextTableReader } from '../../ports/text-tables.ts';

/** RFC 4180, parted by the one of comma, semicolon, tab and bar that the first line has most of. A column without a name is called by its place. */
export const csvTables: TextTableReader = {
  read(text, file, header) {
    const rows = rowsOf(text, file);
    const names = header ?? rows.shift()?.map((name, i) => name.trim() || `column ${i + 1}`);
    if (names === undefined) throw new InvalidInputError(`${file}: there is no line`);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new InvalidInputError(`${file}: two columns are named "${twice}"`);
    if (rows[0] !== undefined && rows[0].length !== names.length)
      throw new InvalidInputError(`${file}: ${names.length} names for ${rows[0].length} columns`);
    return {
      file,
      rowCount: rows.length,
      columns: new Map(names.map((name, column) => [name, rows.map((row) => row[column]!)])),
    };
  },
};

function rowsOf(text: string, file: string): string[][] {
  try {
    return parse(text, { bom: true, delimiter: delimiterOf(text), skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw new InvalidInputError(`${file}: ${error.message}`);
    throw error;
  }
}

function delimiterOf(text: string): string {
  const [line = ''] = text
    .slice(0, HEADING_CHARACTERS)
    .replace(QUOTED, '')
    .split(/[\r\n]/, 1);
  const counted = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((a, b) => (b.count > a.count ? b : a)).delimiter;
}

/** No heading is longer. */
const HEADING_CHARACTERS = 1_000_000;
/** What parts columns within quotes parts none. */
const QUOTED = /"(?:[^"]|"")*"/g;
