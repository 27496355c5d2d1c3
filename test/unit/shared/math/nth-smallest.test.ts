import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nthSmallest } from '../../../../shared/math/nth-smallest.ts';

describe('nthSmallest', () => {
  it('gives what sorting would give, equal numbers and any order included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        (numbers, n) => {
          const index = n % numbers.length;
          const expected = numbers.toSorted((a, b) => a - b)[index];
          expect(nthSmallest(Float64Array.from(numbers), index)).toBe(expected);
        },
      ),
    );
    const ascending = Float64Array.from({ length: 5000 }, (_, i) => i);
    expect(nthSmallest(ascending.slice(), 4321)).toBe(4321);
    expect(nthSmallest(ascending.toReversed(), 4321)).toBe(4321);
  });

  it('refuses an index that is none', () => {
    expect(() => nthSmallest(new Float64Array(3), 3)).toThrow('index 3 is outside [0, 3)');
    expect(() => nthSmallest(new Float64Array(0), 0)).toThrow('outside');
  });
});
