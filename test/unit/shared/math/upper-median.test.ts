import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upperMedian } from '../../../../shared/math/upper-median.ts';

describe('upperMedian', () => {
  it('has half of the values, or one more, above or at it, and leaves them as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const before = [...values];
        const middle = upperMedian(values)!;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > middle).length).toBeLessThan(values.length / 2);
        expect(values).toContain(middle);
        expect(values).toEqual(before);
      }),
    );
  });

  it('is the upper of two in the middle, and nothing of none', () => {
    expect(upperMedian([4, 1, 3, 2])).toBe(3);
    expect(upperMedian([])).toBeUndefined();
  });
});
