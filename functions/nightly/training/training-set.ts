import type { PackedHistories } from '../../../shared/evaluation/splits.ts';
import type { ContentFeatures } from '../../../shared/features/content.ts';
import type { Cell } from '../../../shared/features/context.ts';
import type { EmbeddingState } from '../../../shared/learning/embedding-state.ts';
import type { SequenceNeighbourSettings, SequenceNeighbours } from '../../../shared/learning/sequence-neighbours.ts';
import type { VectorGroup } from '../../../shared/learning/vector-neighbours.ts';
import { type Sessions, sessionsOf } from '../histories/sessions.ts';
import type { TrainingData } from '../histories/training-data.ts';

export type CountedTable = Pick<SequenceNeighbours, 'width' | 'neighbours' | 'weights'>;

/** What a recommender is fitted on. */
export interface TrainingSet {
  readonly histories: PackedHistories;
  /** The same events by sittings, and when each ended: any unit, larger is newer. */
  readonly sessions: Sessions;
  /** When each event of `histories` was, where that is known. */
  readonly atMs?: Float64Array;
  readonly itemCount: number;
  /** What the catalog says of the items. */
  readonly content: ContentFeatures | undefined;
  /** What they look like; absent: nothing is known of it. */
  readonly images?: readonly VectorGroup[];
  /** Cells of the events' contexts to learn from; none where no context is known. */
  readonly cells?: readonly Cell[];
  /** Whether the order of a history means anything. */
  readonly isOrdered: boolean;
  /** Where these histories are a part of them: the neighbours that all of them give. */
  readonly countedOverAll?: (settings: SequenceNeighbourSettings) => Promise<CountedTable>;
  /** What a trial learnt of the same items from the earlier of these histories. */
  readonly learnt?: EmbeddingState;
}

/** What a model is fitted on, and by whose histories; people's own up to a moment. */
export const trainingSetOf = (
  { itemIds, content, cells, people }: TrainingData,
  histories: TrainingSet['histories'],
  untilMs?: number,
): TrainingSet => ({
  histories,
  sessions: sessionsOf(people, untilMs),
  ...(untilMs === undefined && { atMs: people.atMs }),
  itemCount: itemIds.length,
  content,
  cells,
  isOrdered: true,
});
