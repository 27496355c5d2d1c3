import { beforeAll, describe, expect, it } from 'vitest';
import { popularityCounts } from '../../functions/nightly/evaluation/popularity.ts';
import type { RankingTask } from '../../shared/evaluation/ranking-task.ts';
import { packBefore } from '../../shared/evaluation/splits.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { ndcgByPerson } from '../support/ndcg-by-person.ts';
import { type SimulatedTasks, simulatedTasks } from '../support/simulated-tasks.ts';

const endAtMs = Date.UTC(2026, 5, 1);

// The bar's two ends: what knows nothing of the person, and what knows the truth.
describe.each([
  { goal: 'any', shopperCount: 300, seed: 7 },
  { goal: 'purchase', shopperCount: 2000, seed: 3 },
])('the oracle on a night’s tasks, $goal', ({ goal, shopperCount, seed }) => {
  let simulated: SimulatedTasks;
  let ndcgOf: (scoreOf: (task: RankingTask) => Float64Array) => Float64Array;
  let oracle: Float64Array;
  beforeAll(async () => {
    simulated = await simulatedTasks(simulateShop({ seed, itemCount: 400, shopperCount, days: 60, endAtMs }));
    const tasks = simulated.split.test;
    ndcgOf = (scoreOf) => ndcgByPerson(tasks, scoreOf);
    oracle = ndcgOf(simulated.oracle);
  }, 120_000);
  const gainOver = (baseline: Float64Array) => pairedBootstrap(oracle, baseline, { random: seededRandom(1) });

  it('is asked what the night foresees', () => {
    expect(simulated.goal).toBe(goal);
    expect(simulated.split.test.length).toBeGreaterThan(100);
  });

  it('gives every target a chance, and none to what the person has met', () => {
    for (const task of simulated.split.test) {
      const probabilities = simulated.oracle(task);
      expect(probabilities[task.target]!).toBeGreaterThan(0);
      for (const item of task.items) expect(probabilities[item]).toBe(0);
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    }
  });

  it('beats random order and popularity', () => {
    const { data, split } = simulated;
    const random = seededRandom(2);
    const byChance = ndcgOf(() => Float64Array.from(data.itemIds, random));
    const counts = popularityCounts(
      packBefore(data.people, split.testFromMs),
      data.itemIds.length,
      new Set(HISTORY_KINDS.keys()),
    );
    const byPopularity = ndcgOf(() => counts);
    console.info(goal, 'ndcg@10', { oracle: gainOver(new Float64Array(oracle.length)).mean });
    expect(gainOver(byChance).low).toBeGreaterThan(0);
    expect(gainOver(byPopularity).low).toBeGreaterThan(0);
  });

  // A purchase is a look and what comes of it later; only the look is known to the last digit.
  if (goal === 'any')
    it('hits its ten as often as it says', () => {
      let hits = 0;
      let expected = 0;
      let variance = 0;
      for (const task of simulated.split.test) {
        const probabilities = simulated.oracle(task);
        const ten = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!).slice(0, 10);
        const p = ten.reduce((sum, item) => sum + probabilities[item]!, 0);
        hits += ten.includes(task.target) ? 1 : 0;
        expected += p;
        variance += p * (1 - p); // one Bernoulli draw a task
      }
      expect(Math.abs(hits - expected)).toBeLessThan(3 * Math.sqrt(variance));
    });
});
