import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clippedInversePropensity,
  directMethod,
  doublyRobust,
  inversePropensity,
  selfNormalised,
  switchDoublyRobust,
} from '../../../../shared/evaluation/off-policy/estimators.ts';
import { weightFacts } from '../../../../shared/evaluation/off-policy/importance.ts';
import { rewardInteraction, slateInversePropensity } from '../../../../shared/evaluation/off-policy/slates.ts';

const probability = fc.double({ min: 0.05, max: 1, noNaN: true });
const aLog = fc
  .array(fc.record({ reward: fc.double({ min: -5, max: 5, noNaN: true }), logged: probability, asked: probability }), {
    minLength: 2,
    maxLength: 40,
  })
  .map((rows) => ({
    rewards: Float64Array.from(rows, ({ reward }) => reward),
    logged: Float64Array.from(rows, ({ logged }) => logged),
    asked: Float64Array.from(rows, ({ asked }) => asked),
  }));

describe('off-policy estimators', () => {
  it('give the mean reward, without weights, of the policy that was logged', () => {
    fc.assert(
      fc.property(aLog, ({ rewards, logged }) => {
        const log = { rewards, logged, asked: logged };
        const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
        for (const estimate of [inversePropensity(log), selfNormalised(log), clippedInversePropensity(log)])
          expect(estimate.value).toBeCloseTo(mean, 9);
        const zeros = new Float64Array(rewards.length);
        expect(doublyRobust({ ...log, foreseen: zeros, foreseenAsked: zeros }).value).toBeCloseTo(mean, 9);
      }),
    );
  });

  it('keeps to the range of rewards, and shifts with them, when normalised by its own weights', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const { value } = selfNormalised(log);
        expect(value).toBeGreaterThanOrEqual(Math.min(...log.rewards) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...log.rewards) + 1e-9);
        expect(selfNormalised({ ...log, rewards: log.rewards.map((reward) => reward + 7) }).value).toBeCloseTo(
          value + 7,
          8,
        );
      }),
    );
  });

  it('says nothing that the model does not where the model is exactly right', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const modelled = { ...log, foreseen: log.rewards, foreseenAsked: log.rewards.map((reward) => reward / 2) };
        const { value } = directMethod(modelled);
        expect(doublyRobust(modelled).value).toBeCloseTo(value, 9);
        expect(switchDoublyRobust(modelled).value).toBeCloseTo(value, 9);
      }),
    );
  });

  it('weighs a slate of one position as a choice', () => {
    fc.assert(
      fc.property(aLog, (log) => {
        const { value } = inversePropensity(log);
        expect(slateInversePropensity({ ...log, positions: 1 }).value).toBeCloseTo(value, 9);
        expect(rewardInteraction({ ...log, positions: 1 }).value).toBeCloseTo(value, 9);
      }),
    );
  });

  it('tells weights by hand: mean, largest and effective sample', () => {
    expect(weightFacts(Float64Array.of(1, 1, 2))).toEqual({ mean: 4 / 3, largest: 2, effectiveSample: 16 / 6 });
  });

  it('doubts intervals of few effective rows, and of rewards too rare for a normal one', () => {
    const log = (n: number, isRewarded: (row: number) => boolean) => ({
      rewards: Float64Array.from({ length: n }, (_, row) => (isRewarded(row) ? 1 : 0)),
      logged: new Float64Array(n).fill(0.5),
      asked: new Float64Array(n).fill(0.5),
    });
    expect(inversePropensity(log(399, (row) => row % 2 === 0)).doubt).toMatch(
      /effective sample is 399 of 399, want 400/,
    );
    expect(inversePropensity(log(1000, (row) => row < 3)).doubt).toMatch(
      /so skewed that a normal interval wants \d+ rows, there are 1000/,
    );
    expect(inversePropensity(log(1000, (row) => row % 2 === 0)).doubt).toBeUndefined();
  });

  it('refuses probabilities that are none, naming the row', () => {
    const log = { rewards: Float64Array.of(1), logged: Float64Array.of(0), asked: Float64Array.of(1) };
    expect(() => inversePropensity(log)).toThrow('logged[0]: want a number in (0, 1], got 0');
    expect(() => slateInversePropensity({ ...log, positions: 1 })).toThrow('logged, slate 0, position 1');
    expect(() => slateInversePropensity({ ...log, positions: 2 })).toThrow('positions: want a part of 1 rewards');
  });
});
