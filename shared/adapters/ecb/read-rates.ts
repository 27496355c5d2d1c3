import { XMLParser } from 'fast-xml-parser';
import { MalformedInputError } from '../../domain/errors.ts';
import { type DayRates, parseDayRates } from '../../domain/exchange-rates.ts';

/**
 * Days of the European Central Bank's euro foreign exchange reference rates, from its CSV with a column a currency
 * (`Date,USD,JPY,…`, days as 2026-11-24 or 24 November 2026, N/A where there is none) or from its XML
 * (`<Cube time><Cube currency rate/></Cube>`). A shop's own rates may be written in either form.
 * @throws MalformedInputError for what is neither; InvalidInputError naming each wrong rate.
 */
export function readEcbRates(text: string): readonly DayRates[] {
  const days = text.trimStart().startsWith('<') ? xmlDays(text) : csvDays(text);
  if (days.length === 0) throw new MalformedInputError('the file names no day of exchange rates');
  return parseDayRates(days, '/days');
}

// ── CSV ─────────────────────────────────────────────────────────────────────────────────────────────

function csvDays(text: string): readonly unknown[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const [date, ...currencies] = cellsOf(header);
  if (date !== 'Date') throw new MalformedInputError('line 1: want "Date" and currencies as names of columns');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const [day = '', ...rates] = cellsOf(line);
    if (rates.length !== currencies.length)
      throw new MalformedInputError(
        `line ${at + 2}: has ${rates.length + 1} cells; the header has ${currencies.length + 1}`,
      );
    const known = currencies.flatMap((currency, column) => {
      const rate = rates[column]!;
      return currency === '' || rate === '' || rate === 'N/A' ? [] : [[currency, rate]];
    });
    return [{ day: isoDay(day), perEuro: Object.fromEntries(known) }];
  });
}

const cellsOf = (line: string): readonly string[] => line.split(',').map((cell) => cell.trim());

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** The file of one day has its date in words. */
function isoDay(text: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(text) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  return number === 0 ? text : `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

// ── XML ─────────────────────────────────────────────────────────────────────────────────────────────

/** Names without their prefix; values stay the digits that were written. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  removeNSPrefix: true,
  processEntities: false,
  isArray: (name) => name === 'Cube',
});

interface Cube {
  readonly time?: string;
  readonly currency?: string;
  readonly rate?: string;
  readonly Cube?: readonly Cube[];
}

function xmlDays(text: string): readonly unknown[] {
  const days = cubesIn(text).flatMap((cube) => cube.Cube ?? []);
  return days.map(({ time, Cube: rates = [] }) => ({
    day: time,
    perEuro: Object.fromEntries(rates.map(({ currency, rate }) => [currency, rate])),
  }));
}

function cubesIn(text: string): readonly Cube[] {
  try {
    const { Envelope } = parser.parse(text, true) as { readonly Envelope?: Cube | '' };
    if (Envelope) return Envelope.Cube ?? [];
  } catch (cause) {
    throw new MalformedInputError('the file is no XML that can be read', { cause });
  }
  throw new MalformedInputError('the XML has no Envelope of exchange rates');
}
