import { describe, expect, it } from 'vitest';
import { sampleRatioEvidence } from '../../../../../shared/evaluation/experiments/sample-ratio.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';

const ALARM = Math.log(100);

/** When an alarm rings, looking at every 500 people; undefined: not within 80,000. */
function rings(seed: number, share: number): number | undefined {
  const random = seededRandom(seed);
  const counts = [0, 0];
  for (let people = 1; people <= 80_000; people++) {
    counts[random() < share ? 0 : 1]!++;
    if (people % 500 === 0 && sampleRatioEvidence(counts, [1, 1]) > ALARM) return people;
  }
  return undefined;
}

describe('the alarm of the sample ratio', () => {
  it('rings where one arm has 51 % instead of 50 %, and not where it has 50 %', () => {
    const rang = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => rings(seed, 0.51));
    expect(rang.filter((people) => people !== undefined).length).toBeGreaterThanOrEqual(7);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => rings(seed, 0.5))).toEqual(Array(8).fill(undefined));
  });

  it('knows nothing before anybody came, and less than nothing where all is as planned', () => {
    expect(sampleRatioEvidence([0, 0, 0], [1, 2, 3])).toBeCloseTo(0, 9);
    expect(sampleRatioEvidence([10_000, 20_000, 30_000], [1, 2, 3])).toBeLessThan(0);
    expect(sampleRatioEvidence([11_000, 20_000, 29_000], [1, 2, 3])).toBeGreaterThan(ALARM);
  });

  it('is one whatever order people came in: of all orders the odds sum to the plan’s', () => {
    // With two arms and n people, Σ over counts of C(n, k) pᵏ(1−p)ⁿ⁻ᵏ · e(k) is 1: it is a martingale.
    const n = 12;
    let [sum, choose] = [0, 1];
    for (let k = 0; k <= n; k++) {
      sum += choose * 0.3 ** k * 0.7 ** (n - k) * Math.exp(sampleRatioEvidence([k, n - k], [3, 7]));
      choose = (choose * (n - k)) / (k + 1);
    }
    expect(sum).toBeCloseTo(1, 6);
  });

  it('wants a weight for each arm', () => {
    expect(() => sampleRatioEvidence([1, 2], [1])).toThrow(RangeError);
  });
});
