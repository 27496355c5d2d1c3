import { blended, type SourceBlend } from '../../../shared/learning/blend.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import type { Interval } from '../../../shared/math/paired-bootstrap.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { Scorer } from '../../../shared/ports/scorer.ts';
import { compareLists } from '../evaluation/compare-lists.ts';
import { LIST_LENGTH } from '../evaluation/measuring.ts';
import { servedLists } from '../evaluation/served-lists.ts';
import type { Arithmetic } from '../training/arithmetic.ts';
import { fitRecommender } from '../training/fit-recommender.ts';
import { friendsAddition } from '../training/tuning/friends.ts';
import type { Benchmark, FriendsOf } from './benchmark.ts';

/** What friends' choices add to the blend. */
export interface MeasuredFriends {
  /** How they count beside the blend, found on validation; weight 0 where they add nothing there. */
  readonly counts: SourceBlend;
  /** Of ndcg at the protocol's cut, on validation. */
  readonly validation: { readonly gain: number; readonly standardError: number };
  /** Whether that gain is more than chance: a blend would keep them. */
  readonly isClear: boolean;
  /** The blend with friends on the test tasks. */
  readonly model: Readonly<Record<string, number | null>>;
  /** With friends less without, by the cut of the lists, with its 95 % interval. */
  readonly lift: Readonly<Record<string, Interval | null>>;
}

export interface FriendsPorts {
  readonly arithmetic: Arithmetic;
  readonly scorer: Scorer;
  readonly recommender: Recommender;
  readonly settings: RecommenderSettings;
  /** As the search fitted it on the tuning set; fitted here where it was not. */
  readonly trial: Recommender | undefined;
}

/** The cuts that published figures have, beside the protocol's. */
const LIFT_CUTS = [10, 20];

/**
 * Measures what friends' choices add: how they count is found on the validation tasks beside the blend as it is, and the
 * served graph is asked the test tasks with what they add as a bias. Undefined where the data do not say who knows whom.
 */
export async function measureFriends(
  { arithmetic, scorer, recommender, settings, trial }: FriendsPorts,
  { friends, tuning, candidates, cut, test }: Benchmark,
  without: readonly Int32Array[],
): Promise<MeasuredFriends | undefined> {
  if (friends === undefined || tuning.validation.length === 0) return undefined;
  const fitted = trial ?? (await fitRecommender(tuning.train, settings, arithmetic));
  const search = { set: tuning.train, candidates, arithmetic, k: cut };
  const found = await friendsAddition(search, fitted, tuning.validation, friends.tuning);
  const { counts, gain, standardError, isClear } = found;
  const { historyLimit, itemCount } = recommender;
  const biasOf = biasBy(friends.test, counts);
  const lists = await servedLists(scorer, test, { historyLimit, itemCount, k: LIST_LENGTH, candidates, biasOf });
  const lifts = LIFT_CUTS.map((k) => [`ndcg@${k}`, compareLists(test, lists, without, k).lift] as const);
  const { model } = compareLists(test, lists, without, cut);
  return { counts, validation: { gain, standardError }, isClear, model, lift: Object.fromEntries(lifts) };
}

/** What friends add to each item's score, as a blend adds the shares of a source. */
const biasBy =
  (friendsOf: FriendsOf, counts: SourceBlend) =>
  (personKey: string): Float32Array => {
    const chosen = friendsOf(personKey);
    const total = chosen.reduce((sum, count) => sum + count, 0) || 1;
    return chosen.map((count) => blended(count / total, counts));
  };
