import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOf } from '../../../../shared/math/order-of.ts';

describe('orderOf', () => {
  it('gives the order of a sort that compares, equal numbers by lower index', () => {
    const aNumber = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true }),
      fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
    );
    fc.assert(
      fc.property(fc.array(aNumber, { maxLength: 50 }), (numbers) => {
        const values = Float64Array.from(numbers, (value) => value + 0); // no −0, which compares as 0
        const expected = [...values.keys()].sort((a, b) =>
          values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b,
        );
        expect([...orderOf(values)]).toEqual(expected);
      }),
    );
  });

  it('gives it of many numbers as of few', () => {
    const values = Float64Array.from({ length: 30_000 }, (_, i) => Math.sin(i * i) * 10 ** (i % 7));
    const order = orderOf(values);
    expect(new Set(order).size).toBe(values.length);
    expect(order.every((at, place) => place === 0 || values[order[place - 1]!]! <= values[at]!)).toBe(true);
    const few = orderOf(values.subarray(0, 20_000));
    expect(order.filter((at) => at < 20_000)).toEqual(few);
  });
});
