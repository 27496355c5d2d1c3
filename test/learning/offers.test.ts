import { describe, expect, it } from 'vitest';
import { dualPrice, wayAtPrice } from '../../shared/decisioning/offers/dual-price.ts';
import { LINEAR } from '../../shared/learning/uplift/base-learners.ts';
import { chooseEffects } from '../../shared/learning/uplift/chosen-effects.ts';
import { rLearner, tLearner } from '../../shared/learning/uplift/meta-learners.ts';
import { qiniArea, qiniPoints } from '../../shared/math/qini.ts';
import { seededRandom } from '../../shared/math/random.ts';
import {
  buyChance,
  drawVisits,
  OFFERS,
  oracleChoices,
  trueEffect,
  VISIT_FEATURES,
} from '../../shared/simulation/offers.ts';
import { runLoop, runOracle } from '../support/offer-loop.ts';
import { discountForEveryone, pricedUplift } from '../support/offer-policies.ts';

const random = seededRandom(3);
const offer = OFFERS[1]!;
/** Visits of which a half by lot was made the offer, and whether they bought. */
const offered = (count: number) => {
  const visits = drawVisits(count, random);
  const isTreated = Uint8Array.from(visits, () => (random() < 0.5 ? 1 : 0));
  const columns = VISIT_FEATURES.map((_, feature) => ({
    kind: 'number' as const,
    values: Float64Array.from(visits, ({ features }) => features[feature]!),
  }));
  return {
    effects: Float64Array.from(visits, (visit) => buyChance(visit, offer) - buyChance(visit, undefined)),
    data: {
      table: { rowCount: count, columns },
      isTreated,
      outcomes: Float64Array.from(visits, (visit, at) =>
        random() < buyChance(visit, isTreated[at] === 1 ? offer : undefined) ? 1 : 0,
      ),
      propensities: new Float64Array(count).fill(0.5),
    },
  };
};

describe('the simulated shop with offers', () => {
  it('has its planted uplift found to nine tenths of what the oracle’s order gains', () => {
    const { model } = chooseEffects(offered(4000).data, [tLearner(LINEAR), rLearner(LINEAR)]);
    const { data, effects } = offered(6000);
    const area = (scores: Float64Array) =>
      // True effects as outcomes take the noise of purchases out: the order alone is judged.
      qiniArea(qiniPoints(scores, { ...data, outcomes: effects.map((effect, at) => effect * data.isTreated[at]!) }));
    expect(area(model(data.table))).toBeGreaterThan(0.9 * area(effects));
  });

  it('has an oracle that keeps to the budget, and whom the learnt price of the same effects agrees with', () => {
    const visits = drawVisits(300, random);
    const effects = visits.flatMap((visit) => OFFERS.map((one) => trueEffect(visit, one)));
    const treatments = {
      gain: Float64Array.from(effects, ({ gainMinor }) => gainMinor),
      cost: Float64Array.from(effects, ({ costMinor }) => costMinor),
      ways: OFFERS.length,
    };
    for (const budget of [0, 5000, 20_000, Number.MAX_SAFE_INTEGER]) {
      const choices = oracleChoices(visits, OFFERS, budget);
      const spent = choices.reduce(
        (sum: number, choice, at) => sum + (choice === undefined ? 0 : effects[at * OFFERS.length + choice]!.costMinor),
        0,
      );
      expect(spent).toBeLessThanOrEqual(budget);
      const { price } = dualPrice(treatments, budget);
      const differing = choices.filter((choice, at) => choice !== wayAtPrice(treatments, at, price));
      expect(differing.length).toBeLessThanOrEqual(1);
    }
  });

  it('loses by discounts for everybody, and earns by what is learnt from its log within eight days', () => {
    const settings = { days: 8, visitsADay: 300, budgetMinor: 8 * 18_000 };
    const best = runOracle(settings, 1);
    expect(runLoop(pricedUplift(), settings, 1)).toBeGreaterThan(0.3 * best);
    expect(runLoop(discountForEveryone(), settings, 1)).toBeLessThan(0.2 * best);
  });
});
