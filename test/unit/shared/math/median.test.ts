import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upperMedian } from '../../../../shared/math/median.ts';

describe('upperMedian', () => {
  it('is one of the values, with at most half of them below and less than half above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }), (values) => {
        const median = upperMedian(values)!;
        expect(values).toContain(median);
        expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > median).length).toBeLessThan(values.length / 2);
      }),
    );
  });

  it('is nothing of nothing', () => {
    expect(upperMedian([])).toBeUndefined();
  });
});
