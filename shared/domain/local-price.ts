import { converted, type ExchangeRate, wholeMinor } from './exchange-rates.ts';
import type { PriceRule } from './market.ts';

/**
 * What the shop's price is in another currency: converted exactly, and rounded once, to the minor unit or to a price that
 * the market has. A price that is in the currency already stays as the shop wrote it.
 * @param amount - ≥ 0, in the minor unit of `rate.from`; nothing stays nothing.
 * @returns in the minor unit of `rate.to`.
 * @throws InvalidInputError for what does not fit in a safe integer.
 */
export function localPrice(amount: number, rate: ExchangeRate, rule: PriceRule | undefined): number {
  if (rate.from === rate.to) return amount;
  return rule === undefined || amount === 0 ? converted(amount, rate) : ruled(amount, rate, rule);
}

/** The price of a market to which an amount goes; never 0. */
function ruled(amount: number, rate: ExchangeRate, { stepMinor, endingMinor, direction }: PriceRule): number {
  const { numerator, denominator } = rate;
  const [step, ending] = [BigInt(stepMinor) * denominator, BigInt(endingMinor) * denominator];
  const exact = BigInt(amount) * numerator;
  const least = ending === 0n ? step : ending;
  if (exact <= least) return wholeMinor(least / denominator, amount, rate);
  const beyond = exact - ending;
  const steps = direction === 'up' ? (beyond + step - 1n) / step : (2n * beyond + step) / (2n * step);
  return wholeMinor((ending + steps * step) / denominator, amount, rate);
}
