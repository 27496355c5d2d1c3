import { describe, expect, it } from 'vitest';
import { learnableOf } from '../../../../../functions/nightly/policies/learnt-decision.ts';
import type { DecisionPoint } from '../../../../../shared/domain/decision-point.ts';
import type { LoggedDecision } from '../../../../../shared/domain/logged-decision.ts';
import { moneyOf, noRates } from '../../../../support/night-money.ts';

const decidedAtMs = Date.parse('2026-11-24T12:00:00Z');
const point: DecisionPoint = {
  ...{ pointId: 'cart-help', words: 'help', currency: 'EUR', features: [], policy: 'linear-thompson' },
  actions: [{ actionId: 'ten-off', words: '10 € off', costMinor: 0 }],
  reward: { source: 'order', kind: 'money', windowHours: 24, wantsActivation: false },
  ...{ floor: 0.1, halfLifeDays: 30, defaultAction: 'ten-off' },
};
const decision = (revenueMinor: number, currency: string): LoggedDecision => ({
  ...{ decisionId: 'd', point: 'cart-help', kind: 'action', decidedAtMs, policy: 'uniform', features: [] },
  ...{ variants: {}, isClosed: true },
  choices: [
    {
      ...{ id: 'ten-off', position: 1, propensity: 0.5, isClicked: false, isCarted: false },
      ...{ units: 1, revenueMinor, currency },
    },
  ],
});

describe('what a decision earned in another currency', () => {
  it('is learnt from by the rate of the day, and not where none is known', async () => {
    const inOneCurrency = await moneyOf([{ day: '2026-11-24', perEuro: { USD: '1.25' } }], decidedAtMs);
    const earned = (of: LoggedDecision, convert = inOneCurrency) =>
      learnableOf(of, { point, width: 0, inOneCurrency: convert });
    expect(earned(decision(1250, 'USD'))).toMatchObject({ reward: 1000 });
    expect(earned(decision(1000, 'EUR'))).toMatchObject({ reward: 1000 });
    expect(earned(decision(1250, 'XAF'))).toEqual({ refused: 'reward in another currency' });
    expect(earned(decision(1250, 'USD'), noRates)).toEqual({ refused: 'reward in another currency' });
  });
});
