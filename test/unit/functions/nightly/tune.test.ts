import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, tune } from '../../../../functions/nightly/tune.ts';
import { rankingMetrics } from '../../../../shared/evaluation/ranking-metrics.ts';
import { type RankingTask, ranksOfTargets } from '../../../../shared/evaluation/ranking-task.ts';
import { type NumberedHistory, timeSplit } from '../../../../shared/evaluation/splits.ts';
import {
  fitSequenceNeighbours,
  type SequenceNeighbourSettings,
  scoreHistory,
} from '../../../../shared/learning/sequence-neighbours.ts';
import { seededRandom } from '../../../../shared/math/random.ts';

const itemCount = 60;
const anyGoal = new Set([0, 1]);

/** People who walk up the items one by one, with detours, at the moments 0, 1, 2, … */
function walkers(seed: number, count = 150): readonly NumberedHistory[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, u) => {
    const length = 20;
    const items = new Int32Array(length);
    items[0] = Math.floor(random() * itemCount);
    for (let i = 1; i < length; i++) {
      items[i] = (items[i - 1]! + (random() < 0.6 ? 1 : 1 + Math.floor(random() * (itemCount - 1)))) % itemCount;
    }
    return {
      personKey: `p${u}`,
      items,
      kinds: Uint8Array.from(items, () => (random() < 0.2 ? 1 : 0)),
      atMs: Float64Array.from(items, (_, i) => i),
    };
  });
}
const splitOf = (people: readonly NumberedHistory[]) => timeSplit(people, anyGoal, { validation: 0.1, test: 0.1 });
const split = splitOf(walkers(1));

function ndcgWith(settings: SequenceNeighbourSettings, tasks: readonly RankingTask[]): number {
  const model = fitSequenceNeighbours(split.train, itemCount, settings);
  const ranks = ranksOfTargets(tasks, ({ items, kinds }) => scoreHistory(model, items, kinds));
  const one = tasks.map((_, i) => `${i}`); // every task counts alike here
  return rankingMetrics(one, ranks)['ndcg@10']!;
}

describe('tune', () => {
  const tuned = tune(split.train, split.validation, itemCount, 'new');

  it('gives settings better on the validation tasks than the defaults, and the figure that they reach there', () => {
    expect(tuned.validation!).toBeGreaterThan(ndcgWith(DEFAULT_SETTINGS, split.validation));
    expect(tuned.validation!).toBeCloseTo(ndcgWith(tuned.settings, split.validation), 6);
  });

  it('goes by the validation tasks: other answers to the same questions, other settings', () => {
    // Whoever is asked is said to go back to where they came from, one below the last item.
    const backwards = split.validation.map((task) => ({
      ...task,
      target: (task.items[0]! + itemCount - 1) % itemCount,
    }));
    const other = tune(split.train, backwards, itemCount, 'new');
    expect(other.settings.backwardWeight).toBeGreaterThan(tuned.settings.backwardWeight);
  });

  it('is moved by nothing that happened in the test window', () => {
    const scrambled = walkers(1).map((person) => ({
      ...person,
      items: person.items.map((item, i) => (person.atMs[i]! < split.testFromMs ? item : (item * 7 + 3) % itemCount)),
    }));
    const other = splitOf(scrambled);
    expect(other.test).not.toEqual(split.test);
    expect(tune(other.train, other.validation, itemCount, 'new')).toEqual(tuned);
  });

  it('chooses the same each time', () => {
    expect(tune(split.train, split.validation, itemCount, 'new')).toEqual(tuned);
  });

  it('keeps the defaults, and says so, where there are too few tasks to tell', () => {
    expect(tune(split.train, split.validation.slice(0, 99), itemCount, 'new')).toEqual({
      settings: DEFAULT_SETTINGS,
      validation: null,
      triedCount: 0,
    });
  });

  it('does not search the weights of kinds where there is only one', () => {
    const oneKind = { ...split.train, kinds: split.train.kinds.map(() => 0) };
    const { settings } = tune(oneKind, split.validation, itemCount, 'new');
    expect(settings.historyKindWeights).toEqual(DEFAULT_SETTINGS.historyKindWeights);
    expect(settings.targetKindWeights).toEqual(DEFAULT_SETTINGS.targetKindWeights);
  });
});
