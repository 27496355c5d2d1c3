import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { type OrderBook, orderBookOf } from '../../../shared/learning/lifetime-value/orders-until.ts';
import type { TextTable } from '../../../shared/ports/text-tables.ts';
import type { MeasuredFiles } from './measure.ts';
import { columnOf, type Options } from './options.ts';

export interface ReadOrders {
  readonly book: OrderBook;
  /** What was read and what was left out, by what it is. */
  readonly counts: Readonly<Record<'rows' | 'people' | 'orders' | 'withoutPerson' | 'withoutValue', number>>;
}

/** A row's columns, as texts. */
interface OrderColumns {
  readonly people: readonly string[];
  readonly days: readonly number[];
  readonly values: readonly number[];
}

/**
 * Orders by person and day, of the tables that the options name; or of the two forms that are known by themselves:
 * CDNOW's (blank-separated, without names), and UCI Online Retail's (rows of invoices; what is cancelled, given or taken
 * back is left out).
 */
export async function readOrders(files: MeasuredFiles, options: Options): Promise<ReadOrders> {
  const texts = files.names.filter((name) => /\.txt(\.gz)?$/.test(name) && !/license|readme/i.test(name));
  const spaced = texts.find((name) => /sample/i.test(name)) ?? texts[0];
  if (options['id'] === undefined && spaced !== undefined)
    return bookOf([spacedColumns(await files.text(spaced), spaced)]);
  const names = files.names.filter((name) => /\.(csv|tsv)(\.gz)?$/.test(name));
  if (names.length === 0)
    throw new InvalidInputError(`${files.names.join(', ') || 'no file'}: want .csv, .tsv or .txt`);
  const parts: OrderColumns[] = [];
  let heading: string | undefined;
  for (const name of names) {
    const table = await files.table(name);
    const own = [...table.columns.keys()].join();
    heading ??= own;
    if (own !== heading)
      throw new InvalidInputError(`${name}: want the columns of ${names[0]}, which are ${heading}, got ${own}`);
    parts.push(invoiceColumns(table, options) ?? namedColumns(table, options));
  }
  return bookOf(parts);
}

/** CDNOW: person, in the sample also a number in it, day, compact discs, dollars. */
function spacedColumns(text: string, file: string): OrderColumns {
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim().split(/\s+/)]));
  if (lines[0]?.some((cell) => /[a-z]/i.test(cell))) lines.shift();
  const wrong = lines.findIndex((cells) => cells.length !== 4 && cells.length !== 5);
  if (wrong >= 0) throw new InvalidInputError(`${file}: row ${wrong + 1}: want 4 or 5 columns, as CDNOW has them`);
  return {
    people: lines.map((cells) => cells[0]!),
    days: lines.map((cells, row) => dayOf(cells.at(-3)!, file, row)),
    values: lines.map((cells, row) => numberOf(cells.at(-1)!, file, row)),
  };
}

/** Below 0: taken back or cancelled. An order worth 0 is one all the same. */
const LEFT_OUT = -1;

const INVOICE = ['InvoiceNo', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'] as const;

/** UCI Online Retail; undefined where the table is another, or the options name its columns. */
function invoiceColumns({ columns, file }: TextTable, options: Options): OrderColumns | undefined {
  if (options['id'] !== undefined || !INVOICE.every((name) => columns.has(name))) return undefined;
  const [invoices, quantities, moments, prices, people] = INVOICE.map((name) => columns.get(name)!);
  return {
    people: people!,
    days: moments!.map((moment, row) => dayOf(moment, file, row)),
    values: quantities!
      .map((quantity, row) =>
        invoices![row]!.startsWith('C') ? LEFT_OUT : numberOf(quantity, file, row) * numberOf(prices![row]!, file, row),
      )
      .map((value) => (value > 0 ? value : LEFT_OUT)),
  };
}

const namedColumns = (table: TextTable, options: Options): OrderColumns => ({
  people: columnOf(options, 'id', table),
  days: columnOf(options, 'time', table).map((moment, row) => dayOf(moment, table.file, row)),
  values: columnOf(options, 'value', table).map((value, row) => numberOf(value, table.file, row)),
});

function numberOf(text: string, file: string, row: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidInputError(`${file}: row ${row + 1}: want a number, got "${text}"`);
}

const MS_OF_DAY = 86_400_000;

/** Days since 1970 of 2026-11-24, with any time behind it, 20261124, 11/24/2026, or unix seconds or milliseconds. */
export function dayOf(text: string, where: string, row?: number): number {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: .*)?$/.exec(text);
  const unix = /^\d{10}(\d{3})?$/.exec(text);
  if (unix !== null) return Math.floor((Number(text) * (unix[1] === undefined ? 1000 : 1)) / MS_OF_DAY);
  const [year, month, day] = (parts?.slice(1) ?? [american?.[3], american?.[1], american?.[2]]).map(Number);
  const atMs = Date.UTC(year!, month! - 1, day!);
  const isDay = new Date(atMs).getUTCMonth() === month! - 1 && new Date(atMs).getUTCDate() === day!;
  if (isDay) return atMs / MS_OF_DAY;
  const place = row === undefined ? where : `${where}: row ${row + 1}`;
  throw new InvalidInputError(`${place}: want a day such as 2026-11-24, got "${text}"`);
}

/** "2026-11-24" of days since 1970. */
export const dayName = (day: number): string => new Date(day * MS_OF_DAY).toISOString().slice(0, 10);

function bookOf(parts: readonly OrderColumns[]): ReadOrders {
  const byPerson = new Map<string, Map<number, number>>();
  let [rows, withoutPerson, withoutValue] = [0, 0, 0];
  for (const { people, days, values } of parts) {
    people.forEach((person, row) => {
      rows++;
      if (person === '') withoutPerson++;
      else if (values[row]! < 0) withoutValue++;
      else {
        const orders = byPerson.get(person) ?? new Map<number, number>();
        byPerson.set(person, orders);
        orders.set(days[row]!, (orders.get(days[row]!) ?? 0) + values[row]!);
      }
    });
  }
  const book = orderBookOf(byPerson.values());
  return { book, counts: { rows, people: byPerson.size, orders: book.days.length, withoutPerson, withoutValue } };
}
