/** How the texts of a feed's cells are read; each takes a trimmed text that is not empty. */
import type { Parsed } from './feed-item.ts';

export function toText(text: string): Parsed<string> {
  return { value: text };
}

export interface Money {
  /** In the currency's minor unit. */
  readonly amount: number;
  readonly currency: string;
}

/** Decimals of each currency of ISO 4217, worked out when first met: a formatter takes longer to make than a row. */
const DECIMALS_OF = new Map<string, number | undefined>(
  Intl.supportedValuesOf('currency').map((code) => [code, undefined]),
);

/**
 * "19.99 EUR", or "19.99" with a currency from elsewhere. A decimal comma is read where it can be nothing else: in
 * front of two digits of a currency of two decimals. "1.500" EUR is refused, since half of Europe means 1500 by it.
 *
 * @param columnCurrency - the code in the row's currency column, '' when it is empty; undefined in a feed without such.
 */
export function parseMoney(text: string, columnCurrency?: string): Parsed<Money> {
  const parts = /^(?<whole>\d+)(?:(?<mark>[.,])(?<fraction>\d+))?\s*(?<code>[a-z]{3})?$/i.exec(text)?.groups;
  if (parts === undefined) return { reason: 'is not a price; want one of 0 or more, such as "19.99 EUR"' };
  const { whole = '', mark, fraction = '', code } = parts;
  const currency = (code ?? columnCurrency ?? '').toUpperCase();
  if (currency === '') {
    const other = columnCurrency === undefined ? '' : ', or "EUR" in a column currency';
    return { reason: `has no currency; want "19.99 EUR"${other}` };
  }
  if (code !== undefined && columnCurrency && columnCurrency.toUpperCase() !== currency) {
    return { reason: `contradicts column currency, "${columnCurrency}"` };
  }
  if (!DECIMALS_OF.has(currency)) return { reason: `has the currency "${currency}", which is no ISO 4217 code` };
  const decimals = decimalsOf(currency);
  if (mark === ',' && !(decimals === 2 && fraction.length === 2)) {
    return { reason: 'has a comma that could mean two things; want a decimal point' };
  }
  const tooMany = fraction.slice(decimals);
  if (tooMany !== '' && (/[1-9]/.test(tooMany) || fraction.length === 3)) {
    return { reason: `has ${fraction.length} decimals; ${currency} has ${decimals}` };
  }
  const amount = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (!Number.isSafeInteger(amount)) return { reason: `is above the limit of ${Number.MAX_SAFE_INTEGER} minor units` };
  return { value: { amount, currency } };
}

function decimalsOf(currency: string): number {
  const known = DECIMALS_OF.get(currency);
  if (known !== undefined) return known;
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  const decimals = options.maximumFractionDigits ?? 2;
  DECIMALS_OF.set(currency, decimals);
  return decimals;
}

export function parseStock(text: string): Parsed<number> {
  const stock = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(stock)) return { reason: 'is not a stock; want a whole number of 0 or more' };
  return { value: stock };
}

const AVAILABILITIES = ['in_stock', 'out_of_stock', 'preorder', 'backorder', 'discontinued'];

export function parseAvailability(text: string): Parsed<string> {
  const value = text.toLowerCase().replace(/[\s-]+/g, '_');
  return AVAILABILITIES.includes(value) ? { value } : { reason: `is none of ${AVAILABILITIES.join(', ')}` };
}

/** "Outdoor > Camping" or "Outdoor|Camping". */
export function parseCategories(text: string): Parsed<readonly string[]> {
  return { value: partsOf(text, /\s>\s|[|]/) };
}

/** Divided by commas, bars, semicolons or spaces. */
export function parseMarkets(text: string): Parsed<readonly string[]> {
  const codes = [...new Set(partsOf(text.toUpperCase(), /[\s,;|]+/))];
  const wrong = codes.find((code) => !/^[A-Z]{2}$/.test(code));
  return wrong === undefined ? { value: codes } : { reason: `has "${wrong}"; want ISO 3166 codes such as "DE|AT"` };
}

export function parseUrl(text: string): Parsed<string> {
  return isWebUrl(text) ? { value: text } : { reason: 'is not a web address; want it to begin with https://' };
}

/** Divided by bars or spaces; a comma may be part of a URL. */
export function parseUrls(text: string): Parsed<readonly string[]> {
  const urls = partsOf(text, /[\s|]+/);
  const wrong = urls.find((url) => !isWebUrl(url));
  return wrong === undefined ? { value: urls } : { reason: `has "${wrong}"; want it to begin with https://` };
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.]\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d))?$/i;

/** A day, taken as its beginning in UTC, or a time with its offset from UTC. */
export function parseTime(text: string): Parsed<string> {
  const [, day, time = '00:00', offset = 'Z'] = TIME.exec(text) ?? [];
  const atMs = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${offset.replace(/^(...)(\d\d)$/, '$1:$2')}`);
  // Date.parse lets 31 February pass as 3 March.
  const isInCalendar = !Number.isNaN(atMs) && new Date(`${day}T00:00Z`).toISOString().startsWith(day!);
  if (!isInCalendar) return { reason: 'is not a time; want "2026-01-31" or "2026-01-31T12:00:00Z", with an offset' };
  return { value: new Date(atMs).toISOString() };
}

function partsOf(text: string, divider: RegExp): readonly string[] {
  return text
    .split(divider)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
