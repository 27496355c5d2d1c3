import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import {
  fitItemEmbeddings,
  type TrainedEmbeddings,
  type TrainingOptions,
} from '../../../../shared/learning/embedding-training.ts';
import { batchLogits, type ItemEmbeddingSettings } from '../../../../shared/learning/item-embeddings.ts';
import { sharedFeatures } from '../shared-features.ts';
import { meanNdcgOfBatches } from './mean-ndcg.ts';
import type { Search } from './search.ts';

/** Events that a training of vectors looks at in all its passes, at most. */
const MAX_EMBEDDING_LOOKS = 5_000_000;

/** Of one pass: a look takes some 35 µs of processor time. The largest public data sets have fewer. */
const MAX_PASS_LOOKS = 1_200_000;

export const DEFAULT_EMBEDDINGS: ItemEmbeddingSettings = {
  dimensions: 64,
  historyLimit: 20,
  epochs: 30,
  positionLimit: MAX_PASS_LOOKS,
  batchSize: 1024,
  negatives: 2048,
  learningRate: 0.003,
  eventDropout: 0.2,
  vectorDropout: 0.4,
  seed: 1,
};

/** Fewer events to learn from than this, and vectors say nothing. */
const MIN_EMBEDDING_EVENTS = 2000;
const MAX_EMBEDDING_EPOCHS = 30;
/** Passes without gain before the training stops. */
const PATIENCE = 4;

/** Trains until the validation figure stops rising; the passes it took are the setting. Undefined: too little data. */
export async function tuneEmbeddings(
  { set, candidates, k, arithmetic, note }: Search,
  tasks: readonly RankingTask[],
): Promise<
  ({ readonly settings: ItemEmbeddingSettings; readonly values: readonly number[] } & TrainedEmbeddings) | undefined
> {
  const { histories, itemCount, content } = set;
  const events = histories.items.length;
  if (events < MIN_EMBEDDING_EVENTS) return undefined;
  const epochs = Math.max(1, Math.min(MAX_EMBEDDING_EPOCHS, Math.floor(MAX_EMBEDDING_LOOKS / events)));
  let best: ({ value: number; epoch: number } & TrainedEmbeddings) | undefined;
  const values: number[] = [];
  const afterPass: TrainingOptions['afterPass'] = async (epoch, learnt, loss) => {
    const now = learnt();
    const value = await meanNdcgOfBatches(await batchLogits(now.model, arithmetic.compile), tasks, {
      set,
      candidates,
      k,
    });
    values.push(value);
    note(`embeddings: pass ${epoch}, loss ${loss.toFixed(3)}, ndcg@${k} ${value.toFixed(4)}`);
    if (best === undefined || value > best.value) best = { ...now, value, epoch };
    return epoch - best.epoch >= PATIENCE;
  };
  const settings = { ...DEFAULT_EMBEDDINGS, epochs };
  const data = { histories, features: sharedFeatures(content), itemCount };
  await fitItemEmbeddings(data, settings, arithmetic, { afterPass });
  return best && { ...best, settings: { ...DEFAULT_EMBEDDINGS, epochs: best.epoch }, values };
}
