import type { Blend } from '../learning/blend.ts';
import type { ContentNeighbourSettings } from '../learning/content-neighbours.ts';
import type { EaseSettings } from '../learning/ease.ts';
import type { ImplicitAlsSettings } from '../learning/implicit-als.ts';
import type { ItemEmbeddingSettings } from '../learning/item-embeddings.ts';
import type { ItemNeighbourSettings } from '../learning/item-neighbours.ts';
import type { SequenceNeighbourSettings } from '../learning/sequence-neighbours.ts';
import type { SessionNeighbourSettings } from '../learning/session-neighbours.ts';

/** All that a night chooses by its search: with the data, it makes the recommender. A source that is null is not fitted. */
export interface RecommenderSettings {
  /** Events of a person that any source looks at, the newest. */
  readonly historyLimit: number;
  /** What an event of each kind counts as the thing to foresee from. */
  readonly historyKindWeights: readonly number[];
  /** What an event of each kind counts as the thing to be foreseen. */
  readonly targetKindWeights: readonly number[];
  readonly sequence: Omit<SequenceNeighbourSettings, SharedSetting> | null;
  readonly together: (ItemNeighbourSettings & ByRecency) | null;
  readonly factors: (ImplicitAlsSettings & ByRecency) | null;
  readonly linear: (EaseSettings & ByRecency) | null;
  readonly sessions: Omit<SessionNeighbourSettings, 'targetKindWeights'> | null;
  readonly embeddings: ItemEmbeddingSettings | null;
  readonly content: (ContentNeighbourSettings & ByRecency) | null;
  /** How the sources count for a person. */
  readonly blend: Blend;
}

type SharedSetting = 'historyLimit' | 'popularityWeight' | 'historyKindWeights' | 'targetKindWeights';

export interface ByRecency {
  /** The event k places back in a history counts (k + 1)^−recencyExponent. */
  readonly recencyExponent: number;
}
