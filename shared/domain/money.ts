import type { JsonValue } from './event.ts';

/**
 * Decimals of a currency where they are not two, by ISO 4217 (as of 2026-11). As a table and not by Intl, whose data
 * differ from one version to the next: what was counted in one must be counted alike in the other.
 */
const DECIMALS: Readonly<Record<string, number>> = {
  ...decimals(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...decimals(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...decimals(4, 'CLF UYW'),
};

/** Decimals that amounts of a currency are written with. */
export const decimalsOf = (currency: string): number => DECIMALS[currency] ?? 2;

const CURRENCY = /^[A-Z]{3}$/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/;

/** The currency as ISO 4217 writes it, in capitals; undefined for what cannot be one. */
export function currencyOf(value: JsonValue | undefined): string | undefined {
  const currency = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return CURRENCY.test(currency) ? currency : undefined;
}

/**
 * An amount that a client wrote in major units (19.99), in whole minor units (1999): the decimal digits are moved, so
 * nothing is lost to binary fractions. Digits beyond the currency's are rounded, half away from zero.
 * @returns undefined for what is no amount, is written with an exponent, or does not fit in a safe integer.
 */
export function minorUnits(value: JsonValue | undefined, currency: string): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === '') return undefined;
  const places = decimalsOf(currency);
  const kept = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
  const amount = kept + (Number(fraction[places] ?? 0) >= 5 ? 1 : 0);
  if (!Number.isSafeInteger(amount)) return undefined;
  return sign === '-' && amount !== 0 ? -amount : amount;
}

function decimals(count: number, currencies: string): Record<string, number> {
  return Object.fromEntries(currencies.split(' ').map((currency) => [currency, count]));
}
