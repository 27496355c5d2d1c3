import * as z from 'zod';
import { check } from './check.ts';
import { InvalidInputError } from './errors.ts';
import { currencySchema } from './item.ts';
import { decimalsOf } from './money.ts';
import { DAY_MS, utcDay } from './time.ts';

/** What one euro came to on a day. All other rates follow from these. */
export interface DayRates {
  /** The day (UTC) that the source names: "2026-11-24". */
  readonly day: string;
  /** By currency (ISO 4217), decimal digits as the source wrote them; the euro itself is not among them. */
  readonly perEuro: Readonly<Record<string, string>>;
}

const EURO = 'EUR';
const ONE: Decimal = { digits: 1n, places: 0 };
const RATE = /^\d{1,15}(\.\d{1,15})?$/;

const dayRatesSchema = z.strictObject({
  day: z.iso.date(),
  perEuro: z.record(
    currencySchema.refine((currency) => currency !== EURO, 'the euro is what the others are told in'),
    z
      .string()
      .regex(RATE, 'want a decimal number such as "1.0812"')
      .refine((text) => /[1-9]/.test(text), 'want a rate above 0'),
  ),
});

/** Days of a source, as they may be kept. @param at - pointer of the value. @throws InvalidInputError naming each wrong field. */
export const parseDayRates = (value: unknown, at: string): readonly DayRates[] =>
  check(z.array(dayRatesSchema), value, at);

/**
 * Days after which a rate is told to be stale. The European Central Bank's are never further apart: Thursday to Tuesday
 * at Easter, the 24th to the 29th of December (1999 to 2026).
 */
export const FRESH_DAYS = 5;
/** Days after which a rate is not used at all: a price by it would be a guess. */
export const MOST_DAYS = 30;

/** What an amount of one currency is in another, exactly. */
export interface ExchangeRate {
  readonly from: string;
  readonly to: string;
  /** The day of the rate, and how many days before the wanted one that is. */
  readonly day: string;
  readonly ageDays: number;
  /** One minor unit of `from` is numerator / denominator minor units of `to`; both above 0. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** One unit of `from` in units of `to`, to ten significant digits, for reading: amounts go by the exact rate. */
  readonly told: string;
  /** What it is made of, as the source wrote it. */
  readonly perEuro: Readonly<Record<string, string>>;
}

const isStale = ({ ageDays }: Pick<ExchangeRate, 'ageDays'>): boolean => ageDays > FRESH_DAYS;

/** What is asked of rates: from which currency to which, on which day (UTC). */
export interface RateQuestion {
  readonly from: string;
  readonly to: string;
  readonly day: string;
}

/**
 * The rate of the newest day, up to the wanted one, of which both currencies are known: a rate between the numbers of
 * two days never was one.
 * @param days - newest first.
 * @returns undefined where there is none, or it is more than `MOST_DAYS` old; two names of one currency are 1 for 1.
 */
export function rateOn(days: readonly DayRates[], question: RateQuestion): ExchangeRate | undefined {
  const { from, to, day } = question;
  if (from === to) return crossRate({ day, perEuro: {} }, question);
  const found = days.find((known) => known.day <= day && knows(known, from) && knows(known, to));
  return found === undefined || daysBetween(found.day, day) > MOST_DAYS ? undefined : crossRate(found, question);
}

/** What is said where there is none. */
export const whyNoRate = ({ from, to, day }: RateQuestion): string =>
  `no exchange rate from ${from} to ${to} is known for ${day} or the ${MOST_DAYS} days before; none is guessed`;

const knows = ({ perEuro }: DayRates, currency: string): boolean =>
  currency === EURO || Object.hasOwn(perEuro, currency);

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** @param known - has both currencies. */
function crossRate({ day: rateDay, perEuro }: DayRates, { from, to, day }: RateQuestion): ExchangeRate {
  const [of, into] = from === to ? [ONE, ONE] : [decimalOf(perEuro[from]), decimalOf(perEuro[to])];
  const major = { numerator: into.digits * power(of.places), denominator: of.digits * power(into.places) };
  return {
    from,
    to,
    day: rateDay,
    ageDays: daysBetween(rateDay, day),
    numerator: major.numerator * power(decimalsOf(to)),
    denominator: major.denominator * power(decimalsOf(from)),
    told: decimalText(major.numerator, major.denominator),
    perEuro: Object.fromEntries([from, to].flatMap((one) => (perEuro[one] === undefined ? [] : [[one, perEuro[one]]]))),
  };
}

interface Decimal {
  readonly digits: bigint;
  /** How many of them stand behind the point. */
  readonly places: number;
}

/** @param text - undefined: the euro's own, which is 1. */
function decimalOf(text: string | undefined): Decimal {
  if (text === undefined) return ONE;
  const point = text.indexOf('.');
  if (point < 0) return { digits: BigInt(text), places: 0 };
  return { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), places: text.length - point - 1 };
}

const POWERS = Array.from({ length: 41 }, (_, places) => 10n ** BigInt(places));
const power = (places: number): bigint => POWERS[places] ?? 10n ** BigInt(places);

// ── Amounts ─────────────────────────────────────────────────────────────────────────────────────────

/**
 * An amount in the minor unit of another currency: the exact quotient, rounded once, half away from zero.
 *
 * There and back again it differs by one minor unit at most, of the coarser of both currencies.
 * @param amount - whole minor units of `from`, of any sign.
 * @throws InvalidInputError for what does not fit in a safe integer.
 */
export const converted = (amount: number, rate: ExchangeRate): number =>
  wholeMinor(roundedQuotient(BigInt(amount) * rate.numerator, rate.denominator), amount, rate);

/** What an amount came to, as a number. @throws InvalidInputError for what does not fit in a safe integer. */
export function wholeMinor(found: bigint, amount: number, { from, to }: ExchangeRate): number {
  const whole = Number(found);
  if (Number.isSafeInteger(whole)) return whole;
  throw new InvalidInputError(`${amount} minor units of ${from} are more of ${to} than a whole number can hold`);
}

/** The whole number nearest to a quotient; halves go away from zero. @param denominator - above 0. */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const twice = 2n * (numerator < 0n ? -numerator : numerator) + denominator;
  const size = twice / (2n * denominator);
  return numerator < 0n ? -size : size;
}

const TOLD_DIGITS = 10;

/** A quotient above 0 as decimal digits, ten of which count, without noughts at its end. */
function decimalText(numerator: bigint, denominator: bigint): string {
  const size = (numerator / denominator).toString();
  const whole = size === '0' ? -leadingZeros(numerator, denominator) : size.length;
  const places = Math.max(0, TOLD_DIGITS - whole);
  const digits = roundedQuotient(numerator * power(places), denominator)
    .toString()
    .padStart(places + 1, '0');
  const text = `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
  return text.replace(/\.?0*$/, '');
}

/** Noughts that follow the point of a quotient below 1. */
function leadingZeros(numerator: bigint, denominator: bigint): number {
  let zeros = 0;
  for (let scaled = numerator * 10n; scaled < denominator; scaled *= 10n) zeros++;
  return zeros;
}

// ── As it is told ───────────────────────────────────────────────────────────────────────────────────

/** A rate as answers and records tell it: enough to make the same amount again. */
export interface ToldRate {
  readonly from: string;
  readonly to: string;
  /** One unit of `from` in units of `to`, to ten significant digits. */
  readonly rate: string;
  readonly rateDate: string;
  /** What the amounts were converted by: exact, as the source wrote it. */
  readonly perEuro: Readonly<Record<string, string>>;
  /** How old it was, in days; there where it was more than `FRESH_DAYS`. */
  readonly staleDays?: number;
}

export const toldRate = (rate: ExchangeRate): ToldRate => ({
  from: rate.from,
  to: rate.to,
  rate: rate.told,
  rateDate: rate.day,
  perEuro: rate.perEuro,
  ...(isStale(rate) && { staleDays: rate.ageDays }),
});

/** The first day of which a rate may be used on a day. */
export const oldestUsable = (day: string): string => utcDay(Date.parse(day) - MOST_DAYS * DAY_MS);
