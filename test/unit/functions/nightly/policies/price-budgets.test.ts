import { describe, expect, it } from 'vitest';
import { priceBudgets } from '../../../../../functions/nightly/policies/price-budgets.ts';
import type { Budget, Offer } from '../../../../../shared/domain/offer.ts';
import { normalBelief } from '../../../../../shared/learning/bandits/belief.ts';
import { aBudget, anOffer } from '../../../../support/builders/offer.ts';
import { aPoint, memoryDocuments, NOW_MS } from '../../../../support/memory-actions.ts';

const DAY_MS = 86_400_000;
const PEOPLE = 10;

/** A reward is worth 20 €; of person i the offer adds i tenths to what doing nothing earns, and costs 2 €. */
const point = aPoint({
  actions: [
    { actionId: 'nothing', words: 'nothing', valueMinor: 2000 },
    { actionId: 'give', words: 'give', valueMinor: 2000, costMinor: 200, offerId: 'two-off' },
  ],
  policy: 'linear-thompson',
});
const offer = anOffer({ offerId: 'two-off', costMinor: 200, budgetId: 'autumn' });
const decisions = Array.from({ length: PEOPLE }, (_, i) => ({
  ...{ decisionId: `d${i}`, decidedAtMs: NOW_MS - DAY_MS, actionId: 'give', propensity: 0.5, features: [i], reward: 0 },
}));
const policy = {
  beliefs: ([i = 0]: readonly number[]) =>
    new Map([
      ['nothing', normalBelief(0, 0.1)],
      ['give', normalBelief(i / 10, 0.1)],
    ]),
};

const prices = (budget: Partial<Budget>, offers: readonly Offer[] = [offer]) =>
  priceBudgets(
    {
      offers: memoryDocuments(...offers.map((one) => [one.offerId, one] as const)),
      budgets: memoryDocuments(['autumn', aBudget(budget)]),
      book: { read: async () => ({ totalMinor: 0, remainingMinor: 1_000_000, takenByDay: {} }) },
    },
    [{ point, policy, decisions }],
    NOW_MS,
  );

describe('the price of a budget for those who came lately', () => {
  it('is nothing where it lasts for all whom the offer pays for', async () => {
    expect(await prices({})).toEqual({ autumn: 0 });
  });

  it('leaves the offer to those with whom it earns most, as many as a day’s money is enough for', async () => {
    const { autumn } = await prices({ perDayMinor: 600 });
    // Three people a day: the seventh earns 1400 beyond nothing, the sixth 1200, each for 200.
    expect(autumn).toBeGreaterThanOrEqual(1200 / 200 - 1);
    expect(autumn).toBeLessThan(1400 / 200 - 1);
  });

  it('is told of no budget that no offer of a learnt point takes of', async () => {
    expect(await prices({}, [anOffer({ offerId: 'two-off' })])).toEqual({});
  });
});
