import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankShares } from '../../../../shared/math/rank-shares.ts';

describe('shares by rank', () => {
  it('are told by hand, equal values in the middle of their places', () => {
    expect([...rankShares(Float64Array.of(3, 1, 3, -0, 0))]).toEqual([0.8, 0.5, 0.8, 0.2, 0.2]);
  });

  it('are in the order of the values, and a half on average', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 30 }), (list) => {
        const shares = rankShares(Float64Array.from(list));
        list.forEach((a, i) => {
          list.forEach((b, j) => {
            expect(Math.sign(shares[i]! - shares[j]!)).toBe(Math.sign(a - b));
          });
        });
        expect(shares.reduce((sum, share) => sum + share, 0) / list.length).toBeCloseTo(0.5, 12);
      }),
      { numRuns: 30 },
    );
  });
});
