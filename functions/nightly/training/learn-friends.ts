import { sampleOf } from '../../../shared/evaluation/lowest-hashed.ts';
import type { RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import { type PackedPeople, packBefore } from '../../../shared/evaluation/splits.ts';
import type { SourceBlend } from '../../../shared/learning/blend.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import { textAt } from '../../../shared/math/text-column.ts';
import type { RelationColumns } from '../../../shared/ports/snapshots.ts';
import { chosenByFriends } from '../chosen-by-friends.ts';
import type { Progress } from '../progress.ts';
import { friendsAddition } from './tuning/friends.ts';
import type { Search } from './tuning/search.ts';

/** A trial that has seen nothing of the validation window, and whom it is tried on. */
export interface FriendsTrial {
  readonly people: PackedPeople;
  readonly relations: RelationColumns;
  readonly recommender: Recommender;
  readonly validation: readonly RankingTask[];
  readonly validationFromMs: number;
}

/** A figure on fewer tasks says more about their people than about friends. */
const MIN_TASKS = 100;
const MAX_TASKS = 4000;
/** Scores of a source: 4,000 tasks among 50,000 items. */
const MAX_TASK_SCORES = 200_000_000;

/**
 * How what friends chose before the validation window counts beside the trial's blend; undefined where that is no more
 * than chance, or too few of those who are asked have friends who chose anything.
 */
export async function learnFriends(
  { people, relations, recommender, validation, validationFromMs }: FriendsTrial,
  search: Pick<Search, 'set' | 'candidates' | 'arithmetic' | 'k'>,
  told: Progress,
): Promise<SourceBlend | undefined> {
  const { itemCount } = search.set;
  const related = relatedAmong(people, relations);
  if (related.numberOf.size === 0) return undefined;
  const chosenBy = chosenByFriends(packBefore(related.people, validationFromMs), related.edges, itemCount);
  const listOf = (personKey: string) => {
    const number = related.numberOf.get(personKey);
    return number === undefined ? undefined : chosenBy(number);
  };
  const asked = validation.filter(({ personKey }) => (listOf(personKey)?.columns.length ?? 0) > 0);
  if (asked.length < MIN_TASKS) return undefined;
  const tasks = sampleOf(asked, Math.min(MAX_TASKS, Math.ceil(MAX_TASK_SCORES / itemCount)));
  const { counts, gain, standardError, isClear } = await friendsAddition(search, recommender, tasks, (personKey) => {
    const scores = new Float32Array(itemCount);
    const list = listOf(personKey);
    list?.columns.forEach((column, place) => {
      scores[column] = list.shares[place]!;
    });
    return scores;
  });
  told('friends tried', { tasks: tasks.length, gain, standardError, isClear });
  return isClear ? counts : undefined;
}

/** Those of the people who are related to others of them, numbered in their order, and who is to whom. */
function relatedAmong({ personKeys, ...people }: PackedPeople, { from, to }: RelationColumns) {
  const pairs = Array.from(from.codes, (_, row) => [textAt(from, row), textAt(to, row)] as const);
  const named = new Set(pairs.flat());
  const places = Array.from(personKeys.keys()).filter((at) => named.has(personKeys[at]!));
  const isThere = new Set(places.map((at) => personKeys[at]!));
  const whole = pairs.filter(([a, b]) => isThere.has(a) && isThere.has(b));
  const numberOf = new Map(whole.length === 0 ? [] : places.map((at, number) => [personKeys[at]!, number]));
  return {
    numberOf,
    people: places.map((at) => people.at(at)!),
    edges: {
      from: Int32Array.from(whole, ([a]) => numberOf.get(a)!),
      to: Int32Array.from(whole, ([, b]) => numberOf.get(b)!),
    },
  };
}
