import type { JsonValue } from '../domain/event.ts';
import type { ValueType } from '../domain/quality.ts';

/** undefined: absent. */
export function valueTypeOf(value: JsonValue | undefined): ValueType | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) return 'array';
  return typeof value as ValueType;
}

/** A quantity beyond this is a mistake in any shop that sells to people. */
const MAX_QUANTITY = 10_000;
/** Scales of ratings end at 5, 10 or 100; what is above is on none. */
const MAX_RATING = 100;

/** Whether a field's number cannot be, by the name that the e-commerce specs give the field. */
export function isOutOfRange(field: string, value: JsonValue | undefined): boolean {
  const number = numberOf(value);
  if (number === undefined) return false;
  if (MONEY.test(field)) return number < 0;
  if (QUANTITY.test(field)) return !(number > 0 && number <= MAX_QUANTITY);
  if (RATING.test(field)) return !(number >= 0 && number <= MAX_RATING);
  return false;
}

const MONEY = /(^|\.)(price|revenue|total|subtotal|value)$/;
const QUANTITY = /(^|\.)quantity$/;
const RATING = /(^|\.)rating$/;

/** Clients send numbers as texts, too. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The bin of a number: four an octave, below 0 mirrored, 0 on its own; the order of bins is that of numbers. */
export function binOf(number: number): number {
  if (number === 0) return 0;
  const step = Math.min(400, Math.max(1, 200 + Math.floor(4 * Math.log2(Math.abs(number)))));
  return Math.sign(number) * step;
}
