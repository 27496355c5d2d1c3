import { describe, expect, it } from 'vitest';
import { groupedBootstrap } from '../../../../shared/math/grouped-bootstrap.ts';
import { pairedBootstrap } from '../../../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

describe('groupedBootstrap', () => {
  it('is the paired bootstrap where every group is one row', () => {
    const random = seededRandom(3);
    const [a, b] = [0, 1].map(() => Float64Array.from({ length: 50 }, random)) as [Float64Array, Float64Array];
    const plain = pairedBootstrap(a, b, { random: seededRandom(1), resamples: 200 });
    const grouped = groupedBootstrap(
      [new Float64Array(50).fill(1), a, b],
      ([n, sumOfA, sumOfB]) => (sumOfA! - sumOfB!) / n!,
      { random: seededRandom(1), resamples: 200 },
    );
    expect(grouped).toMatchObject({ level: 0.95, n: 50 });
    for (const end of ['mean', 'low', 'high'] as const) expect(grouped[end]).toBeCloseTo(plain[end], 12);
  });

  it('holds the true ratio in about as many of many samples as its level says', () => {
    // Sums of 1 … 5 rows of a group share the group's own shift; the truth is 2.
    const random = seededRandom(11);
    let held = 0;
    for (let sample = 0; sample < 200; sample++) {
      const counts = Float64Array.from({ length: 60 }, () => 1 + Math.floor(5 * random()));
      const sums = counts.map((count) => count * (2 + random() - 0.5));
      const { low, high } = groupedBootstrap([counts, sums], ([n, sum]) => sum! / n!, { random, resamples: 300 });
      if (low <= 2 && high >= 2) held++;
    }
    // Binomial (200, 0.95): 190 ± 3.1; four standard errors, and the percentile interval of 60 groups is a little short.
    expect(held).toBeGreaterThanOrEqual(190 - 4 * 3.1);
  });

  it('refuses no groups, and columns of different lengths', () => {
    const options = { random: seededRandom(1) };
    expect(() => groupedBootstrap([], () => 0, options)).toThrow(RangeError);
    expect(() => groupedBootstrap([new Float64Array(0)], () => 0, options)).toThrow('want n ≥ 1 equal lengths, got 0');
    expect(() => groupedBootstrap([new Float64Array(2), new Float64Array(3)], () => 0, options)).toThrow('got 2, 3');
  });
});
