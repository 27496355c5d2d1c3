import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import { type Addition, searchAddition } from '../../../../shared/learning/blend.ts';
import type { Recommender } from '../../../../shared/learning/recommender.ts';
import { blendTasksOf } from './blend.ts';
import type { Search } from './search.ts';

const NAME = 'friends';

/**
 * How much what friends chose should count beside the personal blend as it is, and whether that is more than chance.
 * @param friendsOf - (items) of a person: what speaks for each; of any size.
 */
export async function friendsAddition(
  search: Pick<Search, 'set' | 'candidates' | 'arithmetic' | 'k'>,
  { sources, blends }: Recommender,
  tasks: readonly RankingTask[],
  friendsOf: (personKey: string) => Float32Array,
): Promise<Addition> {
  const collected = await blendTasksOf(search, sources, tasks, ({ personKey }) => [
    { name: NAME, scale: 'shares', scores: friendsOf(personKey) },
  ]);
  return searchAddition(collected, blends['personal'] ?? {}, NAME, search.k);
}
