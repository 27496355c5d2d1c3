import { describe, expect, it } from 'vitest';
import { simulateStock } from '../../../../shared/evaluation/stock-simulation.ts';
import { drawNormal, seededRandom } from '../../../../shared/math/random.ts';

const upTo =
  (level: number) =>
  (_step: number, { onHand, onOrder }: { readonly onHand: number; readonly onOrder: number }) =>
    Math.max(0, level - onHand - onOrder);

describe('a simulated stock', () => {
  it('is what one counts by hand', () => {
    const outcome = simulateStock(Float64Array.of(3, 7, 0), upTo(5), { leadTime: 1, holdingCost: 1, shortageCost: 9 });
    // Of 5 three are taken, 2 stay. Then 3 are ordered, 7 asked for, 2 taken: 5 wait. The 3 come, 2 wait, 7 are ordered.
    expect(outcome).toEqual({
      cost: 2 + 9 * 5 + 9 * 2,
      asked: 10,
      served: 5,
      stepsWithout: 2,
      steps: 3,
      onHand: -2,
      onOrder: 7,
    });
  });

  it('is cheapest at the quantile of demand over lead time and review', () => {
    const random = seededRandom(1);
    const demand = Float64Array.from({ length: 20_000 }, () => Math.max(0, 100 + 10 * drawNormal(random)));
    const costAt = (level: number) =>
      simulateStock(demand, upTo(level), { leadTime: 1, holdingCost: 1, shortageCost: 9 }).cost;
    // Two steps: mean 200, deviation 14.14; 9 of 10 below 200 + 1.2816 · 14.14 = 218.1
    for (const level of [200, 210, 228, 240]) expect(costAt(218.1)).toBeLessThan(costAt(level));
  });
});
