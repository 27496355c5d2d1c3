import { converted, type DayRates, rateOn } from '../../shared/domain/exchange-rates.ts';
import { convertedByHand } from './reference/long-division.ts';

/** Of the currencies that the European Central Bank has ever had a rate of, those without two decimals. */
const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, ISK: 0 };
const decimalsIn = (currency: string): number => DECIMALS[currency] ?? 2;

export interface ConversionCounts {
  pairs: number;
  conversions: number;
  /** What did not come out as it does by hand, or came back by more than one minor unit; the first few. */
  readonly wrong: string[];
}

/** Converts amounts between all pairs of currencies of a day and back again, and compares with long division. */
export function checkDay(known: DayRates, amountOf: () => number, counts: ConversionCounts): void {
  const rates = new Map([['EUR', '1'], ...Object.entries(known.perEuro)]);
  for (const [from, ofFrom] of rates) {
    for (const [to, ofTo] of rates) {
      if (from === to) continue;
      counts.pairs++;
      const there = rateOn([known], { from, to, day: known.day })!;
      const back = rateOn([known], { from: to, to: from, day: known.day })!;
      for (const amount of [1, amountOf()]) {
        counts.conversions += 2;
        const found = converted(amount, there);
        const returned = converted(found, back);
        const byHand = convertedByHand(amount, [ofFrom, ofTo], [decimalsIn(from), decimalsIn(to)]);
        const handBack = convertedByHand(found, [ofTo, ofFrom], [decimalsIn(to), decimalsIn(from)]);
        // In minor units of `from`, what one of `to` is worth: the round trip may lose half of each of both.
        const unit = (Number(ofFrom) * 10 ** decimalsIn(from)) / (Number(ofTo) * 10 ** decimalsIn(to));
        const isNear = Math.abs(returned - amount) <= Math.max(1, unit);
        if ((found === byHand && returned === handBack && isNear) || counts.wrong.length > 9) continue;
        counts.wrong.push(`${known.day} ${amount} ${from}: ${found} ${to} (${byHand}), back ${returned} (${handBack})`);
      }
    }
  }
}
