import type { DayRates } from '../domain/exchange-rates.ts';

/** Rates of the days that were taken in. */
export interface ExchangeRates {
  /** Those of the days from one to another, both included; newest first. */
  between(fromDay: string, untilDay: string): Promise<readonly DayRates[]>;
  /** Keeps days; of one that is there already the currencies that are named. */
  put(days: readonly DayRates[]): Promise<void>;
}

/** Who publishes rates. */
export interface RateSource {
  /** What is published now. @throws UnavailableError when there is no answer, or one that cannot be read. */
  newest(): Promise<readonly DayRates[]>;
}

/** Days of rates as a file tells them. @throws MalformedInputError, InvalidInputError saying where and why. */
export type ReadRates = (text: string) => readonly DayRates[];
