import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndcg, personMeans, rankingMetrics } from '../../../../shared/evaluation/ranking-metrics.ts';

describe('rankingMetrics', () => {
  it('means gains over people: ranks 1, 7 and a miss', () => {
    const metrics = rankingMetrics(['a', 'b', 'c'], Int32Array.of(1, 7, 0));
    expect(metrics['hr@5']).toBeCloseTo(1 / 3, 12);
    expect(metrics['hr@10']).toBeCloseTo(2 / 3, 12);
    expect(metrics['ndcg@5']).toBeCloseTo(1 / 3, 12);
    expect(metrics['ndcg@10']).toBeCloseTo((1 + 1 / 3) / 3, 12); // log2(7 + 1) = 3
  });

  it('counts somebody with many tasks as one person', () => {
    const busy = rankingMetrics(['a', 'a', 'a', 'b'], Int32Array.of(1, 1, 0, 0));
    expect(busy['hr@10']).toBeCloseTo((2 / 3 + 0) / 2, 12);
  });

  it('has no value, and never NaN, where nobody was measured', () => {
    expect(rankingMetrics([], new Int32Array(0))).toEqual({
      'hr@5': null,
      'hr@10': null,
      'ndcg@5': null,
      'ndcg@10': null,
      'hr@20': null,
      'mrr@20': null,
    });
  });
});

describe('ndcg', () => {
  it('falls with the rank, within 0 and 1, and is 0 past k and for a miss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), (rank, k) => {
        expect(ndcg(rank, k)).toBeGreaterThanOrEqual(ndcg(rank + 1, k));
        expect(ndcg(rank, k)).toBeLessThanOrEqual(1);
        expect(ndcg(rank, k) > 0).toBe(rank <= k);
        expect(ndcg(0, k)).toBe(0);
      }),
    );
  });
});

describe('personMeans', () => {
  it('gives people in the order in which they first come', () => {
    const means = personMeans(['b', 'a', 'b'], Int32Array.of(4, 1, 2), (rank) => rank);
    expect([...means]).toEqual([3, 1]);
  });
});
