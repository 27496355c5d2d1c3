import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { negativeBinomial } from '../../../../shared/learning/forecasting/count-distribution.ts';
import { DEMAND_SPANS } from '../../../../shared/learning/forecasting/demand-forecast.ts';
import {
  demandByPrior,
  demandOf,
  demandWithin,
  LEAST_LEVEL,
  MOST_DAYS,
  MOST_LEVEL,
  shardCountOf,
  shardFiles,
  shardOf,
} from '../../../../shared/model/demand.ts';

const FLAT = new Array(7).fill(1);

describe('demand within days', () => {
  it('is the quantile where a span and a level are kept, and between them lies between', () => {
    const demand = demandOf(
      DEMAND_SPANS.map((span) => () => negativeBinomial(2 * span, 3)),
      FLAT,
    );
    expect(demandWithin(demand, 7, 0.5)).toBe(demand.quantiles[2]![3]);
    const between = demandWithin(demand, 10, 0.5);
    expect(between).toBeCloseTo(
      demand.quantiles[2]![3]! + (3 / 7) * (demand.quantiles[3]![3]! - demand.quantiles[2]![3]!),
    );
    expect(demandWithin(demand, 7, 0.97)).toBeGreaterThan(demand.quantiles[2]![6]!);
    expect(demandWithin(demand, 7, 0.97)).toBeLessThan(demand.quantiles[2]![7]!);
  });

  it('rises with days and level, whatever the week and whatever the spans say of each other', () => {
    const means = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 5, maxLength: 5 });
    const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(means, weights, (mean, weight) => {
        const whole = weight.reduce((a, b) => a + b, 0);
        const demand = demandOf(
          mean.map((of) => () => negativeBinomial(of, 2)),
          weight.map((of) => (7 * of) / whole),
        );
        for (const level of [LEAST_LEVEL, 0.5, 0.93, MOST_LEVEL]) {
          for (let days = 2; days <= MOST_DAYS; days++) {
            expect(demandWithin(demand, days, level)).toBeGreaterThanOrEqual(
              demandWithin(demand, days - 1, level) - 1e-9,
            );
          }
        }
        expect(demandWithin(demand, 9, 0.9)).toBeGreaterThanOrEqual(demandWithin(demand, 9, 0.8));
      }),
      { numRuns: 30 },
    );
  });

  it('of what was not sold yet is less the longer it is there', () => {
    const prior = { rate: 1, shape: 0.5, week: FLAT };
    const within = (days: number) => demandWithin(demandByPrior(prior, days), 28, 0.9);
    expect(within(0)).toBeGreaterThan(28);
    expect(within(90)).toBeLessThan(within(7));
    expect(within(7)).toBeLessThan(within(0));
  });
});

describe('shards', () => {
  it('hold every id, whatever it is', () => {
    for (const itemId of ['a', 'b', '__proto__', '鞋', ''])
      for (const shardCount of [1, 3, 64]) expect(shardFiles(shardCount)).toContain(shardOf(itemId, shardCount));
    expect(new Set(Array.from({ length: 1000 }, (_, i) => shardOf(`item-${i}`, 64))).size).toBe(64);
  });

  it('are one in a small shop, and 64 in a large one', () => {
    expect([0, 1, 250, 251, 15_751, 1_000_000].map(shardCountOf)).toEqual([1, 1, 1, 2, 64, 64]);
  });

  it('are 64 where a manifest does not tell how many', () => {
    expect(shardFiles()).toHaveLength(64);
    expect(shardOf('item-7')).toBe(shardOf('item-7', 64));
  });
});
