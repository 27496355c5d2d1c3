import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dualPrice, type Treatments, wayAtPrice } from '../../../../shared/decisioning/offers/dual-price.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const treatments = (people: readonly (readonly [gain: number, cost: number])[], ways = 1) => ({
  gain: Float64Array.from(people, ([gain]) => gain),
  cost: Float64Array.from(people, ([, cost]) => cost),
  ways,
});

describe('the price of a budget', () => {
  it('is 0 where all that pays can be paid', () => {
    expect(dualPrice(treatments([[5, 2], [1, 2], [3, 1]]), 3)).toEqual({ price: 0, cost: 3, profit: 5 }); // biome-ignore format: a table
  });

  it('leaves the offer to those who give most for its cost', () => {
    const people = treatments([[4, 1], [9, 3], [4, 2], [10, 2]]); // biome-ignore format: a table

    const { price, cost, profit } = dualPrice(people, 3);

    // 5 and 4 for a unit are in; 3 for a unit is not.
    expect(price).toBeGreaterThanOrEqual(2);
    expect(price).toBeLessThan(3);
    expect([cost, profit]).toEqual([3, 11]);
    expect([0, 1, 2, 3].map((person) => wayAtPrice(people, person, price))).toEqual([0, undefined, undefined, 0]);
  });

  it('is nothing to give where nothing may be spent', () => {
    expect(dualPrice(treatments([[4, 1], [9, 3]]), 0)).toMatchObject({ cost: 0, profit: 0 }); // biome-ignore format: a table
  });

  it('is the lowest at which all cost no more than there is, and loses no more than it asks for what is left', () => {
    const numbers = fc.tuple(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 9 }), fc.nat({ max: 60 }));
    fc.assert(
      fc.property(numbers, ([seed, n, budget]) => {
        const random = seededRandom(seed);
        const ways = 2;
        const gain = Float64Array.from({ length: n * ways }, () => Math.floor(random() * 40) - 5);
        const cost = Float64Array.from({ length: n * ways }, () => 1 + Math.floor(random() * 9));
        const people = { gain, cost, ways };
        const found = dualPrice(people, budget);
        const best = bestOf(gain, cost, ways, budget);
        expect(found.cost).toBeLessThanOrEqual(budget);
        expect(found.profit).toBeLessThanOrEqual(best);
        expect(best - found.profit).toBeLessThanOrEqual(found.price * (budget - found.cost) + 1e-6);
        if (found.price > 0) expect(costAtPrice(people, found.price - 1e-6)).toBeGreaterThan(budget);
      }),
      { numRuns: 200, examples: [[TWO_EQUAL_AT_THE_PRICE]] },
    );
  });

  it.each([
    [
      'lengths that differ',
      { gain: new Float64Array(2), cost: new Float64Array(1), ways: 1 },
      1,
      /want gains and costs/,
    ],
    ['a cost below 0', treatments([[1, -1]]), 1, /cost -1 of 0/],
    ['a gain that is no number', treatments([[Number.NaN, 1]]), 1, /gain NaN/],
    ['a budget below 0', treatments([[1, 1]]), -1, /budget ≥ 0, got -1/],
  ])('refuses %s', (_, people, budget, message) => {
    expect(() => dualPrice(people, budget)).toThrow(message);
  });
});

/** Two of its people are worth the same at the price, so that neither is given anything. */
const TWO_EQUAL_AT_THE_PRICE: [number, number, number] = [367305723, 9, 5];

/** What all cost when each is given the way of the highest value at a price. */
function costAtPrice(people: Treatments, price: number): number {
  let cost = 0;
  for (let person = 0; person * people.ways < people.cost.length; person++) {
    const way = wayAtPrice(people, person, price);
    if (way !== undefined) cost += people.cost[person * people.ways + way]!;
  }
  return cost;
}

/** The best of all choices of whole ways, by trying each. */
function bestOf(gain: Float64Array, cost: Float64Array, ways: number, budget: number): number {
  const from = (person: number, left: number): number => {
    if (person * ways >= gain.length) return 0;
    let best = from(person + 1, left);
    for (let way = 0; way < ways; way++) {
      const at = person * ways + way;
      if (cost[at]! <= left) best = Math.max(best, gain[at]! - cost[at]! + from(person + 1, left - cost[at]!));
    }
    return best;
  };
  return from(0, budget);
}
