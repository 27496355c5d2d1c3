import type { RankingFormat } from '../../../shared/evaluation/datasets/format.ts';
import type { Candidates, RankingTask } from '../../../shared/evaluation/ranking-task.ts';
import type { NumberedHistory } from '../../../shared/evaluation/splits.ts';
import type { TrainingSet } from '../training/training-set.ts';

/** A data set as its protocol asks of it. */
export interface Benchmark {
  readonly format: RankingFormat;
  readonly itemIds: readonly string[];
  readonly eventCount: number;
  readonly candidates: Candidates;
  /** The cut of the figure that settings are chosen by. */
  readonly cut: number;
  /** What settings are chosen on. The same set as `train` where the protocol fits nothing anew for the test. */
  readonly tuning: { readonly train: TrainingSet; readonly validation: readonly RankingTask[] };
  /** What the measured model is fitted on. */
  readonly train: TrainingSet;
  readonly test: readonly RankingTask[];
  /** Whether events of the person of a test task are in `train`. */
  readonly isTrained: (personKey: string) => boolean;
  /** Where the data say who knows whom: of a person of either set, what those whom they know chose in it. */
  readonly friends?: { readonly tuning: FriendsOf; readonly test: FriendsOf };
  /** In sessions, by test task: the items of all later clicks, each once. */
  readonly remaining?: readonly Int32Array[];
}

/** (items) of a person: how many friends chose each. */
export type FriendsOf = (personKey: string) => Float32Array;

/** Histories of a file that tells neither kinds nor times; items by their place in `itemIds`. */
export function numbered(
  people: readonly { readonly personKey: string; readonly itemIds: readonly string[] }[],
  itemIds: readonly string[],
): readonly NumberedHistory[] {
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  return people.map((person) => ({
    personKey: person.personKey,
    items: Int32Array.from(person.itemIds, (itemId) => indexOf.get(itemId)!),
    kinds: new Uint8Array(person.itemIds.length),
    atMs: new Float64Array(person.itemIds.length),
  }));
}
