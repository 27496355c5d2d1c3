import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankCorrelation } from '../../../../shared/math/rank-correlation.ts';

const of = (a: readonly number[], b: readonly number[]) => rankCorrelation(Float64Array.from(a), Float64Array.from(b));

describe('Spearman’s rank correlation', () => {
  it('is what scipy 1.17.1 says, with equal values among them', () => {
    expect(of([1, 2, 2, 3, 5, 5, 5, 8], [3, 1, 4, 4, 9, 2, 6, 8])).toBeCloseTo(0.6112974822990704, 12);
  });

  it('is 1 for any rising function, −1 for any falling one, and nothing where all are alike', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }), (values) => {
        expect(
          of(
            values,
            values.map((value) => value ** 3 + value),
          ),
        ).toBeCloseTo(1, 12);
        expect(
          of(
            values,
            values.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 12);
        expect(
          of(
            values,
            values.map(() => 7),
          ),
        ).toBeUndefined();
      }),
    );
  });

  it('refuses unequal lengths', () => {
    expect(() => of([1, 2], [1])).toThrow(RangeError);
  });
});
