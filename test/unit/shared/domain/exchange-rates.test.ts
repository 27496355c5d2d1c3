import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEcbRates } from '../../../../shared/adapters/ecb/read-rates.ts';
import { InvalidInputError } from '../../../../shared/domain/errors.ts';
import { converted, type DayRates, parseDayRates, rateOn, toldRate } from '../../../../shared/domain/exchange-rates.ts';
import { seededRandom } from '../../../../shared/math/random.ts';
import { type ConversionCounts, checkDay } from '../../../support/day-conversions.ts';
import { convertedByHand } from '../../../support/reference/long-division.ts';
import { hasSharedData, sharedText } from '../../../support/shared-data.ts';

const NOVEMBER: readonly DayRates[] = [
  { day: '2026-11-24', perEuro: { USD: '1.08', JPY: '162.5', KWD: '0.333' } },
  { day: '2026-11-20', perEuro: { USD: '1.1', JPY: '160', BGN: '1.9558' } },
];
const rate = (from: string, to: string, day = '2026-11-24') => rateOn(NOVEMBER, { from, to, day })!;

describe('an amount in another currency', () => {
  it.each([
    [100, 'EUR', 'USD', 108],
    [1, 'EUR', 'JPY', 2], // 1.625 yen
    [1000, 'EUR', 'JPY', 1625],
    [1625, 'JPY', 'EUR', 1000],
    [999, 'USD', 'JPY', 1503], // 9.99 × 162.5 / 1.08 = 1503.125
    [1000, 'USD', 'KWD', 3083], // 10 × 0.333 / 1.08 = 3.0833 dinars
    [1, 'KWD', 'EUR', 0],
    [5, 'KWD', 'EUR', 2], // 1.5015 cents
    [0, 'USD', 'JPY', 0],
    [-999, 'USD', 'JPY', -1503],
    [777, 'GBP', 'GBP', 777],
  ])('%d minor units of %s in %s are %d', (amount, from, to, expected) => {
    expect(converted(amount, rate(from, to))).toBe(expected);
  });

  it('is rounded once, half away from zero', () => {
    const half = rateOn([{ day: '2026-11-24', perEuro: { USD: '2.5' } }], {
      from: 'EUR',
      to: 'USD',
      day: '2026-11-24',
    })!;
    expect([1, 3, -1, -3].map((amount) => converted(amount, half))).toEqual([3, 8, -3, -8]);
  });

  it('is what long division gives, for any amount and any rate', () => {
    const aRate = fc
      .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 0, max: 5 }))
      .map(([digits, places]) => {
        const text = String(digits).padStart(places + 1, '0');
        return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
      });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), aRate, aRate, (amount, usd, jpy) => {
        const day = { day: '2026-11-24', perEuro: { USD: usd, JPY: jpy } };
        const found = rateOn([day], { from: 'USD', to: 'JPY', day: day.day })!;
        fc.pre(Math.abs(amount) * (Number(jpy) / Number(usd)) < 1e15);
        expect(converted(amount, found)).toBe(convertedByHand(amount, [usd, jpy], [2, 0]));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where no whole number holds it', () => {
    expect(() => converted(Number.MAX_SAFE_INTEGER, rate('EUR', 'JPY'))).toThrow(
      /minor units of EUR are more of JPY than a whole number can hold/,
    );
  });
});

describe('a rate', () => {
  it('is of the newest day, up to the wanted one, that has both currencies', () => {
    expect(rate('EUR', 'USD')).toMatchObject({ day: '2026-11-24', ageDays: 0, told: '1.08' });
    expect(rate('USD', 'JPY', '2026-11-22')).toMatchObject({ day: '2026-11-20', ageDays: 2 });
    expect(rate('USD', 'BGN')).toMatchObject({ day: '2026-11-20', ageDays: 4, perEuro: { USD: '1.1', BGN: '1.9558' } });
  });

  it('is not guessed: none before the first day, of an unknown currency, or after thirty days', () => {
    expect(rateOn(NOVEMBER, { from: 'EUR', to: 'USD', day: '2026-11-19' })).toBeUndefined();
    expect(rateOn(NOVEMBER, { from: 'EUR', to: 'XAF', day: '2026-11-24' })).toBeUndefined();
    expect(rateOn(NOVEMBER, { from: 'EUR', to: 'USD', day: '2026-12-24' })).toMatchObject({ ageDays: 30 });
    expect(rateOn(NOVEMBER, { from: 'EUR', to: 'USD', day: '2026-12-25' })).toBeUndefined();
  });

  it('says that it is stale from the sixth day on, and how old it is', () => {
    expect(toldRate(rate('EUR', 'USD', '2026-11-29'))).toEqual({
      ...{ from: 'EUR', to: 'USD', rate: '1.08', rateDate: '2026-11-24', perEuro: { USD: '1.08' } },
    });
    expect(toldRate(rate('EUR', 'USD', '2026-11-30'))).toMatchObject({ staleDays: 6 });
  });

  it.each([
    ['USD', 'EUR', '0.9259259259'],
    ['USD', 'JPY', '150.462963'],
    ['JPY', 'KWD', '0.002049230769'],
    ['KWD', 'KWD', '1'],
  ])('from %s to %s is told with ten digits: %s', (from, to, told) => {
    expect(rate(from, to).told).toBe(told);
  });

  it.each([
    [[{ day: '2026-02-30', perEuro: {} }], '/days/0/day'],
    [[{ day: '2026-11-24', perEuro: { USD: '0.000' } }], 'want a rate above 0'],
    [[{ day: '2026-11-24', perEuro: { USD: '-1' } }], 'want a decimal number'],
    [[{ day: '2026-11-24', perEuro: { USD: '1e3' } }], 'want a decimal number'],
    [[{ day: '2026-11-24', perEuro: { usd: '1' } }], '/days/0/perEuro/usd'],
    [[{ day: '2026-11-24', perEuro: { EUR: '1' } }], '/days/0/perEuro/EUR'],
  ])('that is wrong is refused: %j', (days, reason) => {
    expect(() => parseDayRates(days, '/days')).toThrow(InvalidInputError);
    expect(() => parseDayRates(days, '/days')).toThrow(reason);
  });
});

describe.skipIf(!hasSharedData('fx-ecb'))('the history of the European Central Bank', () => {
  const linesOf = () => sharedText('fx-ecb', 'eurofxref-hist.csv').trim().split('\n');

  // All days: npx node test/bench/exchange-rates.ts
  it('converts as long division does, there and back within one minor unit, on drawn days', () => {
    const [header = '', ...lines] = linesOf();
    const random = seededRandom(9);
    const drawn = Array.from({ length: 5 }, () => lines[Math.floor(random() * lines.length)]!);
    const days = readEcbRates([header, lines[0], ...drawn, lines.at(-1)].join('\n'));
    const counts: ConversionCounts = { pairs: 0, conversions: 0, wrong: [] };
    for (const day of days) checkDay(day, () => 1 + Math.floor(random() * 10_000_000), counts);
    expect(counts.wrong).toEqual([]);
    expect(counts.pairs).toBeGreaterThan(5_000);
  });

  it('knows no rate of a currency that ended more than thirty days before, and takes a Friday’s on Sunday', () => {
    const [header = '', ...lines] = linesOf();
    const until = (first: string) =>
      readEcbRates([header, ...lines.filter((line) => line > first).slice(0, 400)].join('\n'));
    const days = until('2024-12');
    expect(rateOn(days, { from: 'BGN', to: 'USD', day: '2026-01-10' })).toMatchObject({
      day: '2025-12-31',
      ageDays: 10,
    });
    expect(rateOn(days, { from: 'BGN', to: 'USD', day: '2026-02-01' })).toBeUndefined();
    expect(rateOn(days, { from: 'USD', to: 'JPY', day: '2026-04-12' })).toMatchObject({
      day: '2026-04-10',
      ageDays: 2,
    });
    expect(rateOn(days, { from: 'RUB', to: 'EUR', day: '2026-04-12' })).toBeUndefined();
  });
});
