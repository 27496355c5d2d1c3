import { tune } from '../../functions/nightly/training/tune.ts';
import type { RankingTask } from '../../shared/evaluation/ranking-task.ts';
import { type NumberedHistory, type PackedHistories, timeSplit } from '../../shared/evaluation/splits.ts';
import { type Recommender, scoreBlend } from '../../shared/learning/recommender.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { arithmeticOf } from './arithmetic.ts';
import { ndcgByPerson } from './ndcg-by-person.ts';

export const itemCount = 60;
const anyGoal = new Set([0, 1]);

/** People who walk up the items one by one, with detours, at the moments 0, 1, 2, … */
export function walkers(seed: number, count = 100): readonly NumberedHistory[] {
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
export const splitOf = (people: readonly NumberedHistory[]) =>
  timeSplit(people, anyGoal, { validation: 0.1, test: 0.1 });

export const tunedOn = (histories: PackedHistories, validation: readonly RankingTask[], threads = 1) =>
  tune(
    {
      histories,
      sessions: { histories, times: new Float64Array(histories.offsets.length - 1) },
      itemCount,
      content: undefined,
      isOrdered: true,
    },
    validation,
    { candidates: 'new', k: 10, arithmetic: arithmeticOf(threads) },
  );

export function ndcgOf(recommender: Recommender, tasks: readonly RankingTask[]): number {
  const alike = tasks.map((task, i) => ({ ...task, personKey: `${i}` })); // every task counts alike here
  const gains = ndcgByPerson(alike, ({ items, kinds }) => scoreBlend(recommender, 'personal', { items, kinds }).scores);
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}
