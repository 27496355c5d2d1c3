import { beforeAll, describe, expect, it } from 'vitest';
import { popularityCounts } from '../../functions/nightly/evaluation/popularity.ts';
import { trainingSetOf } from '../../functions/nightly/training/training-set.ts';
import { tune } from '../../functions/nightly/training/tune.ts';
import type { RankingTask } from '../../shared/evaluation/ranking-task.ts';
import { windowTasks } from '../../shared/evaluation/splits.ts';
import { cellIndexer } from '../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../shared/features/history.ts';
import { type Recommender, scoreBlend } from '../../shared/learning/recommender.ts';
import { pairedBootstrap } from '../../shared/math/paired-bootstrap.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { topK } from '../../shared/math/top-k.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { ndcgByPerson } from '../support/ndcg-by-person.ts';
import { type SimulatedTasks, simulatedTasks } from '../support/simulated-tasks.ts';

const endAtMs = Date.UTC(2026, 5, 1);
const allKinds = new Set(HISTORY_KINDS.keys());

describe('what a context says, in a shop whose markets like different things', () => {
  let simulated: SimulatedTasks;
  let tasks: readonly RankingTask[];
  let recommender: Recommender;
  let popularity: Float64Array;
  let indexesOf: (code: number) => Int32Array;

  beforeAll(async () => {
    const shop = simulateShop({ seed: 7, itemCount: 400, shopperCount: 2200, days: 60, endAtMs, marketSpread: 0.9 });
    simulated = await simulatedTasks(shop);
    const { data, split } = simulated;
    const set = trainingSetOf(data, split.train, split.validationFromMs);
    // What a shop gets that has too little data to search: nothing here was chosen on the tasks.
    ({ recommender } = await tune(set, [], { candidates: 'new', k: 10, arithmetic: arithmeticOf(1) }));
    tasks = windowTasks(data.people, allKinds, { fromMs: split.validationFromMs });
    popularity = popularityCounts(split.train, set.itemCount, allKinds);
    indexesOf = cellIndexer(data.cells);
  }, 120_000);

  const scoresOf = ({ items, kinds }: RankingTask, context: ArrayLike<number>) =>
    scoreBlend(recommender, 'personal', { items, kinds, context }).scores;
  const difference = (a: Float64Array, b: Float64Array) => pairedBootstrap(a, b, { random: seededRandom(1) });

  it('knows the markets, devices and parts of the day that the browsers told', () => {
    const markets = ['AT', 'DE', 'ES', 'FR', 'IT', 'NL'];
    expect(simulated.data.cells).toEqual([...markets, 'desktop', 'mobile', 'afternoon', 'evening', 'morning', 'night']);
  });

  it('beats popularity for people of whom nothing else is known: the interval of the difference leaves out 0', () => {
    const newcomers = tasks.filter(({ items }) => items.length === 0);
    const known = ndcgByPerson(newcomers, (task) => scoresOf(task, indexesOf(task.context ?? 0)));
    const byPopularity = difference(
      known,
      ndcgByPerson(newcomers, () => popularity),
    );
    console.info('new people', newcomers.length, 'ndcg@10 above popularity', byPopularity);
    expect(newcomers.length).toBeGreaterThan(200);
    expect(byPopularity.low).toBeGreaterThan(0);
    const unasked = ndcgByPerson(newcomers, (task) => scoresOf(task, []));
    expect(difference(known, unasked).low).toBeGreaterThan(0);
  });

  it('shrinks to what is personal with each event', () => {
    const long = tasks.filter(({ items }) => items.length >= 32).slice(0, 100);
    expect(long).toHaveLength(100);
    const first10 = (scores: Float64Array) => new Set(topK(scores, 10));
    /** Of the ten that a person is shown who has done no more than this, the share that would be there anyway. */
    const personalShare = (eventCount: number): number => {
      const shares = long.map((task) => {
        const young = {
          ...task,
          items: task.items.subarray(0, eventCount),
          kinds: task.kinds.subarray(0, eventCount),
        };
        const anyway = first10(scoresOf(young, []));
        const shown = first10(scoresOf(young, indexesOf(task.context ?? 0)));
        return [...shown].filter((item) => anyway.has(item)).length / 10;
      });
      return shares.reduce((sum, share) => sum + share, 0) / shares.length;
    };
    const shares = [0, 1, 4, 32].map(personalShare);
    console.info('personal share after 0, 1, 4, 32 events', shares);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.8);
    expect(shares[3]).toBeGreaterThan(0.98);
  });
});
