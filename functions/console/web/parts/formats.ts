import { useMemo } from 'react';
import { useWords } from './words-context.ts';

/** Numbers and times as the reader's language writes them; times in the reader's own time zone. */
export function useFormats() {
  const { locale } = useWords();
  return useMemo(() => {
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
    const change = new Intl.NumberFormat(locale, {
      style: 'percent',
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    });
    const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    return {
      percent: (share: number) => percent.format(share),
      /** With its sign. */
      change: (share: number) => change.format(share),
      number: (value: number) => number.format(value),
      time: (at: string | number) => time.format(new Date(at)),
      /** @param minor - of the currency's smallest unit, however many of them it has. */
      money: (minor: number, currency: string) => {
        const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
        return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
      },
    };
  }, [locale]);
}
