import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedMeans, compared, ratioOf } from '../../../../../shared/evaluation/experiments/estimates.ts';
import { NO_PEOPLE, withPerson } from '../../../../../shared/evaluation/experiments/moments.ts';
import { drawNormal, seededRandom } from '../../../../../shared/math/random.ts';

const sumsOf = (people: readonly (readonly [y: number, x: number])[]) =>
  people.reduce((sums, [y, x]) => withPerson(sums, y, x), NO_PEOPLE);

/** y = x + noise: what x foretells is 80 % of the variance. */
const foretold = (seed: number, count: number, lift = 0) => {
  const random = seededRandom(seed);
  return sumsOf(
    Array.from({ length: count }, () => {
      const x = 10 + 2 * drawNormal(random);
      return [x + drawNormal(random) + lift, x] as const;
    }),
  );
};

describe('means with what people did before taken out', () => {
  it('vary by what the past does not foretell, about the same truth', () => {
    const arms = [foretold(1, 4000), foretold(2, 4000, 0.5)];
    const [control, arm] = adjustedMeans(arms);
    expect(control!.variance * 4000).toBeGreaterThan(0.9);
    expect(control!.variance * 4000).toBeLessThan(1.1); // of 5 without it
    expect(Math.abs(arm!.mean - control!.mean - 0.5)).toBeLessThan(4 * Math.sqrt(2 / 4000));
  });

  it('are the plain ones where nobody has a past', () => {
    const [control] = adjustedMeans([
      sumsOf([
        [1, 0],
        [2, 0],
        [6, 0],
      ]),
      sumsOf([
        [1, 0],
        [1, 0],
      ]),
    ]);
    expect(control).toEqual({ people: 3, mean: 3, variance: 7 / 3 });
  });
});

describe('a ratio', () => {
  it('is as sure as people differ, not as decisions do', () => {
    const random = seededRandom(3);
    const ratios = Array.from({ length: 300 }, () =>
      ratioOf(
        sumsOf(
          Array.from({ length: 100 }, () => {
            const decisions = 1 + Math.floor(10 * random());
            const rate = random() ** 2;
            return [Array.from({ length: decisions }, random).filter((u) => u < rate).length, decisions] as const;
          }),
        ),
      ),
    );
    const mean = ratios.reduce((sum, one) => sum + one.mean, 0) / ratios.length;
    const spread = ratios.reduce((sum, one) => sum + (one.mean - mean) ** 2, 0) / (ratios.length - 1);
    const told = ratios.reduce((sum, { variance }) => sum + variance, 0) / ratios.length;
    expect(Math.abs(told / spread - 1)).toBeLessThan(0.3); // 3.5 standard errors of a variance of 300
    expect(mean).toBeCloseTo(1 / 3, 1);
  });
});

describe('a comparison', () => {
  const estimate = fc.record({
    people: fc.constant(100),
    mean: fc.double({ min: 0.5, max: 10, noNaN: true }),
    variance: fc.double({ min: 1e-4, max: 0.01, noNaN: true }),
  });

  it('finds a lift exactly where it finds a difference', () => {
    fc.assert(
      fc.property(estimate, estimate, fc.double({ min: 1, max: 4, noNaN: true }), (control, arm, z) => {
        const { differenceInterval: by, interval, lift } = compared(control, arm, z);
        expect(interval!.low <= lift! && lift! <= interval!.high).toBe(true);
        if (Math.abs(by.low) > 1e-6) expect(interval!.low > 0).toBe(by.low > 0);
        if (Math.abs(by.high) > 1e-6) expect(interval!.high < 0).toBe(by.high < 0);
      }),
    );
  });

  it('tells no lift where the first arm may be 0', () => {
    const nearly = { people: 100, mean: 0.1, variance: 0.01 };
    expect(compared(nearly, { ...nearly, mean: 0.3 }, 2)).not.toHaveProperty('lift');
  });
});
