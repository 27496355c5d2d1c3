import {
  parseAvailability,
  parseCategories,
  parseMarkets,
  parseMoney,
  parseStock,
  parseTime,
  parseUrl,
  parseUrls,
  toText,
} from './cells.ts';
import { type FeedRow, feedItem, type Parsed, quoted } from './feed-item.ts';
import { tableRows } from './table.ts';
import { peek } from './text.ts';

/** Columns that mean something, by name without capitals, spaces, "_" and "-"; every other column is an attribute. */
const FIELD_OF_COLUMN: ReadonlyMap<string, string> = new Map([
  ['itemid', 'itemId'],
  ['id', 'itemId'],
  ['title', 'title'],
  ['description', 'description'],
  ['categories', 'categories'],
  ['brand', 'brand'],
  ['price', 'price'],
  ['cost', 'cost'],
  ['currency', 'currency'],
  ['stock', 'stock'],
  ['availability', 'availability'],
  ['images', 'images'],
  ['url', 'url'],
  ['markets', 'markets'],
  ['createdat', 'createdAt'],
]);

const PARSER_OF_FIELD: Readonly<Record<string, (text: string) => Parsed<unknown>>> = {
  itemId: toText,
  title: toText,
  description: toText,
  categories: parseCategories,
  brand: toText,
  stock: parseStock,
  availability: parseAvailability,
  images: parseUrls,
  url: parseUrl,
  markets: parseMarkets,
  createdAt: parseTime,
};

interface Column {
  readonly name: string;
  /** Undefined: an attribute. */
  readonly field: string | undefined;
}

/** Items of a CSV file with a header, divided by comma, semicolon or tab, whichever the header has most of. */
export async function* csvItems(text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  const { head, text: whole } = await peek(text);
  let columns: readonly Column[] | undefined;
  for await (const row of tableRows(whole, delimiterOf(head))) {
    if ('defect' in row) {
      yield row;
    } else if (columns === undefined) {
      columns = row.cells.map(toColumn);
      const reason = headerDefect(columns);
      if (reason !== undefined) {
        yield { line: row.line, defect: `line ${row.line}, the header: ${reason}` };
        return;
      }
    } else {
      yield toItem(row.line, columns, row.cells);
    }
  }
  if (columns === undefined) yield { line: 1, defect: 'line 1: no header; want a line of column names' };
}

function delimiterOf(head: string): string {
  const header = head.trimStart().split('\n', 1)[0]!;
  const countOf = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (countOf(other) > countOf(best) ? other : best));
}

function toColumn(cell: string): Column {
  const name = cell.trim();
  return { name, field: FIELD_OF_COLUMN.get(name.toLowerCase().replace(/[\s_-]/g, '')) };
}

function headerDefect(columns: readonly Column[]): string | undefined {
  const seen = new Map<string, string>();
  for (const { name, field } of columns) {
    if (name === '') continue; // spreadsheets save empty columns beside the table
    const key = field ?? `attribute ${name}`;
    if (seen.has(key)) return `columns ${quoted(seen.get(key)!)} and ${quoted(name)} say the same; want one of them`;
    seen.set(key, name);
  }
  const names = columns.map(({ name }) => name).join(', ');
  return seen.has('itemId') ? undefined : `no column itemId or id among ${quoted(names)}`;
}

function toItem(line: number, columns: readonly Column[], cells: readonly string[]): FeedRow {
  if (cells.length !== columns.length) {
    return { line, defect: `line ${line}: has ${cells.length} cells; the header has ${columns.length}` };
  }
  const item = feedItem(line, 'column');
  const currency = cells[columns.findIndex(({ field }) => field === 'currency')]?.trim() ?? '';
  for (const [i, { name, field }] of columns.entries()) {
    const text = cells[i]!;
    if (name === '') item.set('', String(i + 1), text, () => ({ reason: 'has no name in the header' }));
    else if (field === undefined) item.attribute(name, text);
    else if (field === 'price' || field === 'cost') item.set(field, name, text, (cell) => parseMoney(cell, currency));
    else if (field !== 'currency') item.set(field, name, text, PARSER_OF_FIELD[field]!);
  }
  item.require('itemId', columns.find(({ field }) => field === 'itemId')!.name);
  item.require('title', 'title');
  return item.row();
}
