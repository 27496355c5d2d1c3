import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { neighbourCollector } from '../../../shared/learning/counted-neighbours.ts';
import type { PairCounting } from '../../../shared/ports/pair-counting.ts';
import type { TrainingData } from '../histories/training-data.ts';
import type { TrainingSet } from './training-set.ts';

/** The neighbours that all people of a snapshot give, for who has read a part of them. */
export const countedOverAll =
  ({ manifest, itemIds }: TrainingData, pairs: PairCounting): NonNullable<TrainingSet['countedOverAll']> =>
  async ({ targetKindWeights, ...settings }) => {
    const kinds = HISTORY_KINDS.map((name, kind) => ({ name, weight: targetKindWeights[kind]! }));
    const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
    const collector = neighbourCollector(itemIds.length, settings.neighbourCount);
    for await (const counted of pairs.nextTo(manifest.snapshotId, { ...settings, kinds })) {
      counted.itemIds.forEach((itemId, row) => {
        const item = indexOf.get(itemId);
        const neighbour = indexOf.get(counted.neighbourIds[row]!);
        // What the catalog has no more, and nobody met of those who were read, is not recommended.
        if (item === undefined || neighbour === undefined) return;
        collector.add(item, neighbour, counted.ranks[row]!, counted.weights[row]!);
      });
    }
    return collector.table();
  };
