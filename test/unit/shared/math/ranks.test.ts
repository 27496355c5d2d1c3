import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAhead, ndcgAt } from '../../../../shared/math/ranks.ts';

describe('isAhead', () => {
  it('puts items in one order, whatever their scores', () => {
    const some = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(some, (scores) => {
        const order = scores.map((_, item) => item).sort((a, b) => scores[b]! - scores[a]! || a - b);
        for (const [place, item] of order.entries()) {
          const ahead = order.filter((other) => isAhead(scores[other]!, other, scores[item]!, item));
          expect(ahead).toEqual(order.slice(0, place));
        }
      }),
    );
  });
});

describe('ndcgAt', () => {
  it('falls with the rank of one relevant item, within 0 and 1, and is 0 past k and for a miss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), (rank, k) => {
        expect(ndcgAt([rank], k)).toBeGreaterThanOrEqual(ndcgAt([rank + 1], k));
        expect(ndcgAt([rank], k)).toBeLessThanOrEqual(1);
        expect(ndcgAt([rank], k) > 0).toBe(rank <= k);
        expect(ndcgAt([0], k)).toBe(0);
      }),
    );
  });

  it('divides what is gained by what the best order gains', () => {
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2 + 1 / Math.log2(5);
    expect(ndcgAt([3, 0, 1, 12], 10)).toBeCloseTo((1 + 1 / 2) / ideal, 12);
    expect(ndcgAt([1, 2, 0, 0], 2)).toBe(1);
    expect(ndcgAt([], 10)).toBeNaN();
  });
});
