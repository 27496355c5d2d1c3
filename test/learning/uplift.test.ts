import { describe, expect, it } from 'vitest';
import { LINEAR } from '../../shared/learning/uplift/base-learners.ts';
import { chooseEffects, EFFECT_LEARNERS } from '../../shared/learning/uplift/chosen-effects.ts';
import { effectForest } from '../../shared/learning/uplift/effect-forest.ts';
import { rLearner, tLearner } from '../../shared/learning/uplift/meta-learners.ts';
import { isRandomised, testRandomisation } from '../../shared/learning/uplift/randomisation.ts';
import { qiniArea, qiniPoints } from '../../shared/math/qini.ts';
import { plantedRows } from '../support/treated-rows.ts';

const rootMeanSquare = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Of the third column alone, which says nothing of the outcome without treatment: a step and a line. */
const effect = ([, , x]: readonly number[]) => (x! > 0 ? 2 : -1) + 0.3 * x!;
const known = plantedRows(900, 1, { effect, share: ([x]) => (x! > 0 ? 0.7 : 0.4) });
/** That take no second. */
const CHEAP = [tLearner(LINEAR), rLearner(LINEAR), effectForest()];
const asked = plantedRows(2000, 2, { effect });

describe('learners of effects', () => {
  it.each(EFFECT_LEARNERS.map((learner) => [learner.name, learner] as const))(
    '%s finds planted effects of rows it has not seen',
    (_, learner) => {
      const effects = learner.fit(known.data)(asked.data.table);
      // One effect for everybody is wrong by the effects’ own deviation.
      const mean = asked.effects.reduce((sum, one) => sum + one, 0) / asked.effects.length;
      const ofConstant = rootMeanSquare(asked.effects.map((one) => one - mean));
      expect(rootMeanSquare(effects.map((one, row) => one - asked.effects[row]!))).toBeLessThan(0.6 * ofConstant);
    },
  );

  it('give the same effects of the same rows', () => {
    const again = plantedRows(900, 1, { effect, share: ([x]) => (x! > 0 ? 0.7 : 0.4) });
    for (const learner of EFFECT_LEARNERS.slice(-1))
      expect(learner.fit(again.data)(asked.data.table)).toEqual(learner.fit(known.data)(asked.data.table));
  });

  it('are chosen so that rows are ranked nearly as by their true effects', () => {
    const { model, belief } = chooseEffects(known.data, CHEAP);
    expect(belief).toBeGreaterThan(0.7);
    const area = (scores: Float64Array) => qiniArea(qiniPoints(scores, asked.data));
    expect(area(model(asked.data.table))).toBeGreaterThan(0.95 * area(asked.effects));
  });

  it('give way to one effect for everybody where effects do not differ', () => {
    const { data } = plantedRows(800, 5, { effect: () => 0.5, noise: 3 });
    const { model, alone } = chooseEffects(data, CHEAP);
    const wrongBy = (effects: Float64Array) => rootMeanSquare(effects.map((effect) => effect - 0.5));
    // One effect is the difference of two means of 400 rows, of which each varies by x₀, |x₁| and the noise.
    const ofMeans = Math.sqrt((9 + 1 + 0.37) * (2 / 400));
    expect(wrongBy(model(data.table))).toBeLessThan(3 * ofMeans);
    expect(wrongBy(model(data.table))).toBeLessThan(wrongBy(alone['T-linear']!(data.table)));
  });

  it('refuse a table that says nothing of one arm', () => {
    const { data } = plantedRows(50, 1, { effect });
    expect(() => chooseEffects({ ...data, isTreated: new Uint8Array(50) })).toThrow(
      'want 10 rows of each arm, got 0 treated, 50 not',
    );
    const propensities = data.propensities.with(3, 1);
    expect(() => chooseEffects({ ...data, propensities })).toThrow('propensities[3]: want a number in (0, 1), got 1');
  });
});

describe('whether a treatment was drawn by lot', () => {
  it('is told from the columns, and which of them tell', () => {
    const drawn = plantedRows(1000, 3, { effect });
    expect(isRandomised(testRandomisation(drawn.data.table, drawn.data.isTreated))).toBe(true);
    const chosen = plantedRows(1000, 3, { effect, share: ([, x]) => (x! > 0.5 ? 0.8 : 0.3) });
    const found = testRandomisation(chosen.data.table, chosen.data.isTreated);
    expect(isRandomised(found)).toBe(false);
    expect(found.tellingColumns[0]).toBe(1);
  });

  it('rings falsely no more often than one in a thousand says', () => {
    const alarms = Array.from({ length: 12 }, (_, seed) => plantedRows(150, 100 + seed, { effect }).data).filter(
      ({ table, isTreated }) => !isRandomised(testRandomisation(table, isTreated)),
    );
    expect(alarms.length).toBeLessThanOrEqual(1); // more than 1 of 12 at .001: less than one in 10,000 runs
  });
});
