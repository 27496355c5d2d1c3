import * as z from 'zod';
import { roundedQuotient } from './exchange-rates.ts';

/** A part of an amount as decimal digits, "7.5": up to 1,000 with four decimals, so that it is exact. */
export const percentSchema = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,4})?$/, 'want a decimal number such as "7.5", with four decimals at most')
  .refine((text) => Number(text) <= 1000, 'want 1000 at most');

/** Of 100 percent. */
const WHOLE = 1_000_000n;

/** So many percent of an amount, in its unit; rounded once, half away from zero. */
export const percentOf = (percent: string, amount: number): number =>
  Number(roundedQuotient(BigInt(amount) * partsOf(percent), WHOLE));

/** What of an amount was added to it as so many percent of the rest; rounded once, half away from zero. */
export const percentWithin = (percent: string, amount: number): number =>
  Number(roundedQuotient(BigInt(amount) * partsOf(percent), WHOLE + partsOf(percent)));

/** A ten-thousandth of a percent each. */
function partsOf(percent: string): bigint {
  const [whole = '', fraction = ''] = percent.split('.');
  return BigInt(whole + fraction.padEnd(4, '0'));
}
