import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyOf, minorUnits } from '../../../../shared/domain/money.ts';

describe('an amount in minor units', () => {
  it.each([
    [19.99, 'EUR', 1999],
    [1.005, 'EUR', 101],
    [0.1 + 0.2, 'EUR', 30],
    ['12.5', 'USD', 1250],
    [1999, 'JPY', 1999],
    [1999.5, 'JPY', 2000],
    [1.2345, 'KWD', 1235],
    [-3.1, 'EUR', -310],
    [-0.001, 'EUR', 0],
    ['  7 ', 'EUR', 700],
    ['.5', 'EUR', undefined],
    ['1,50', 'EUR', undefined],
    ['1e3', 'EUR', undefined],
    [1e21, 'EUR', undefined],
    [9e15, 'EUR', undefined],
    [Number.NaN, 'EUR', undefined],
    ['', 'EUR', undefined],
    [null, 'EUR', undefined],
    [undefined, 'EUR', undefined],
    [[1], 'EUR', undefined],
  ])('of %j %s is %j', (value, currency, minor) => {
    expect(minorUnits(value as never, currency)).toBe(minor);
  });

  it('is what was written, for every amount of cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        expect(minorUnits(cents / 100, 'EUR')).toBe(cents === 0 ? 0 : cents);
      }),
    );
  });
});

describe('a currency', () => {
  it('is three letters, however they are written', () => {
    expect(['eur', ' USD ', 'EURO', '?', 7, undefined].map((value) => currencyOf(value))).toEqual([
      'EUR',
      'USD',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
