/** Experiments looked at every day; 2,000 runs of 28 days: `npx node test/bench/aa-tests.ts`. */
import { describe, expect, it } from 'vitest';
import { criticalValues } from '../../shared/evaluation/experiments/critical-values.ts';
import { adjustedMeans, compared } from '../../shared/evaluation/experiments/estimates.ts';
import { drawnDays } from '../support/aa-people.ts';

const RUNS = 400;
const DAYS = 10;
const bounds = criticalValues(
  Array.from({ length: DAYS }, (_, i) => ({ information: i + 1, spent: 0.05 * ((i + 1) / DAYS) ** 2 })),
);

/** Of runs, the share in which the intervals of all days hold the truth, and that in which one is above 0. */
function looked(lift: number) {
  let [held, found] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    let [holds, isFound] = [true, false];
    let day = 0;
    for (const { arms } of drawnDays(run * 11 + 3, { days: DAYS, peopleADay: 120, lift })) {
      const [control, arm] = adjustedMeans(arms);
      const { differenceInterval: by } = compared(control!, arm!, bounds[day++]!);
      const truth = lift * MEAN_SPENT;
      if (by.low > truth || by.high < truth) holds = false;
      if (by.low > 0) isFound = true;
    }
    if (holds) held++;
    if (isFound) found++;
  }
  return { held: held / RUNS, found: found / RUNS };
}

/** E[spent] of `drawnDays`: .3 · .4 · e^(¼) of those with a taste, .7 · .08 · e^(⅛) of those without. */
const MEAN_SPENT = 0.3 * 0.4 * Math.exp(0.25) + 0.7 * 0.08 * Math.exp(0.125);

describe('experiments that are looked at every day', () => {
  it('find nothing where there is nothing, in 95 of 100 at whatever day they are stopped', () => {
    const { held } = looked(0);
    const error = Math.sqrt((0.05 * 0.95) / RUNS);
    expect(Math.abs(held - 0.95)).toBeLessThan(3.3 * error); // one test of a thousand
  });

  it('hold the lift that was planted on all days at once, and find it', () => {
    const { held, found } = looked(0.6);
    expect(held).toBeGreaterThan(0.95 - 3.3 * Math.sqrt((0.05 * 0.95) / RUNS));
    expect(found).toBeGreaterThan(0.8);
  });
});
