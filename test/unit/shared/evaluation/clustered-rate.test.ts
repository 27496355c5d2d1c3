import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bothRates,
  NO_DRAWS,
  type RateSums,
  rateOf,
  withCluster,
} from '../../../../shared/evaluation/clustered-rate.ts';
import { drawBeta, seededRandom } from '../../../../shared/math/random.ts';

const sumsOf = (clusters: readonly (readonly [hits: number, draws: number])[]): RateSums =>
  clusters.reduce((sums, [hits, draws]) => withCluster(sums, hits, draws), NO_DRAWS);

describe('a rate of clustered draws', () => {
  it('is undefined without draws, and Wilson’s of clusters that are no more alike than chance has them', () => {
    expect(rateOf(NO_DRAWS)).toBeUndefined();
    expect(rateOf(sumsOf([[0, 0]]))).toBeUndefined();
    // 10 of 20 independent draws: Wilson (1927) gives .299 to .701
    const rate = rateOf(sumsOf(Array.from({ length: 20 }, (_, i) => [i % 2, 1] as const)))!;
    expect(rate.value).toBe(0.5);
    expect(rate.interval.low).toBeCloseTo(0.299, 1);
    expect(rate.interval.high).toBeCloseTo(0.701, 1);
  });

  it('lies in its interval within [0, 1], and does not depend on how sums are put together', () => {
    const cluster = fc
      .integer({ min: 0, max: 20 })
      .chain((draws) => fc.tuple(fc.integer({ min: 0, max: draws }), fc.constant(draws)));
    fc.assert(
      fc.property(fc.array(cluster), fc.array(cluster), (some, others) => {
        const sums = sumsOf([...some, ...others]);
        expect(bothRates(sumsOf(some), sumsOf(others))).toEqual(sums);
        const rate = rateOf(sums);
        if (rate === undefined) return;
        const {
          value,
          interval: { low, high },
        } = rate;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(value).toBeLessThanOrEqual(high + 1e-12);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('covers the truth as often as it says where people differ, which plain draws would not', () => {
    const random = seededRandom(5);
    const truth = 0.2;
    let [covered, plainlyCovered] = [0, 0];
    const shops = 400;
    for (let shop = 0; shop < shops; shop++) {
      const people = Array.from({ length: 150 }, () => {
        const own = drawBeta(1, 4, random);
        const draws = 1 + Math.floor(12 * random());
        return [Array.from({ length: draws }).filter(() => random() < own).length, draws] as const;
      });
      const rate = rateOf(sumsOf(people))!;
      if (rate.interval.low <= truth && truth <= rate.interval.high) covered++;
      const { hits, draws } = sumsOf(people);
      const spread = 1.96 * Math.sqrt((rate.value * (1 - rate.value)) / draws);
      if (Math.abs(hits / draws - truth) <= spread) plainlyCovered++;
    }
    // 95 % ± 3 standard errors of 400 shops
    expect(covered / shops).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / shops));
    expect(plainlyCovered / shops).toBeLessThan(0.88);
  });
});
