import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConflictError } from '../../domain/errors.ts';
import type { DayRates } from '../../domain/exchange-rates.ts';
import type { ExchangeRates } from '../../ports/exchange-rates.ts';
import { dynamoDocuments } from './documents.ts';

/** A month of days: by day, the rates of its currencies. */
type Month = Readonly<Record<string, DayRates['perEuro']>>;

const TRIES = 5;
/** Months that are read or written at a time. */
const PARALLEL = 8;

/**
 * In the control table, RATES / <month>: a month of days takes 10 KB, so that the whole history is some 330 rows and the
 * newest rates are one or two.
 */
export function dynamoExchangeRates(client: DynamoDBDocumentClient, table: string): ExchangeRates {
  const months = dynamoDocuments<Month>(client, table, 'RATES');

  const merge = async (month: string, days: Month): Promise<void> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const { body = {}, revision = 0 } = (await months.find(month)) ?? {};
      const merged = Object.entries(days).map(([day, perEuro]) => [day, { ...body[day], ...perEuro }]);
      const next = { ...body, ...Object.fromEntries(merged) };
      if (JSON.stringify(next) === JSON.stringify(body)) return;
      if ((await months.put(month, next, revision)) !== undefined) return;
    }
    throw new ConflictError(
      `exchange rates of ${month} were written by others ${TRIES} times meanwhile; send them again`,
    );
  };

  return {
    async between(fromDay, untilDay) {
      const found = await each(monthsBetween(fromDay, untilDay), (month) => months.find(month));
      return found
        .flatMap((row) => Object.entries(row?.body ?? {}))
        .filter(([day]) => day >= fromDay && day <= untilDay)
        .map(([day, perEuro]) => ({ day, perEuro }))
        .sort((a, b) => (a.day < b.day ? 1 : -1));
    },

    async put(days) {
      const byMonth = Map.groupBy(days, ({ day }) => monthOf(day));
      await each([...byMonth], ([month, own]) =>
        merge(month, Object.fromEntries(own.map(({ day, perEuro }) => [day, perEuro]))),
      );
    },
  };
}

const monthOf = (day: string): string => day.slice(0, 7);

function monthsBetween(fromDay: string, untilDay: string): readonly string[] {
  const months: string[] = [];
  for (let month = monthOf(fromDay); month <= monthOf(untilDay); month = nextMonth(month)) months.push(month);
  return months;
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return monthOf(new Date(Date.UTC(year, number)).toISOString());
}

async function each<Of, Result>(all: readonly Of[], work: (one: Of) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < all.length; start += PARALLEL)
    results.push(...(await Promise.all(all.slice(start, start + PARALLEL).map(work))));
  return results;
}
