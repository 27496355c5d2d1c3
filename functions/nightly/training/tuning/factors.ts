import type { RankingTask } from '../../../../shared/evaluation/ranking-task.ts';
import type { SearchResult } from '../../../../shared/learning/coordinate-search.ts';
import type { ImplicitAlsSettings } from '../../../../shared/learning/implicit-als.ts';
import { type BatchLogits, batchProducts } from '../../../../shared/learning/item-embeddings.ts';
import { personFactor } from '../../../../shared/learning/linear-factors.ts';
import { eventWeightsOf, type Source } from '../../../../shared/learning/recommender.ts';
import type { Arithmetic } from '../arithmetic.ts';
import { FITTERS } from '../fitters.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { meanNdcgOfBatches } from './mean-ndcg.ts';
import type { Search } from './search.ts';

export const DEFAULT_FACTORS: ImplicitAlsSettings = {
  dimensions: 64,
  iterations: 12,
  stepCount: 3,
  observedWeight: 1,
  unobservedWeight: 0.1,
  zeroPairs: 'all',
  regularization: 0.05,
  frequencyExponent: 0.5,
  initialScale: 0.1,
  seed: 1,
};

const FACTOR_DIMENSIONS = [64, 128];
const UNOBSERVED_WEIGHTS = [0.03, 0.1, 0.3];

/** Every pair of the two settings that matter most. */
export async function tuneFactors(
  { set, candidates, k, arithmetic, note }: Search,
  tasks: readonly RankingTask[],
): Promise<SearchResult<ImplicitAlsSettings> | undefined> {
  let best: { settings: ImplicitAlsSettings; value: number } | undefined;
  const values: number[] = [];
  for (const dimensions of FACTOR_DIMENSIONS) {
    for (const unobservedWeight of UNOBSERVED_WEIGHTS) {
      const settings = { ...DEFAULT_FACTORS, dimensions, unobservedWeight };
      const chosen = { ...DEFAULT_SETTINGS, factors: { ...settings, recencyExponent: 0 } };
      const source = await FITTERS.factors(set, chosen, arithmetic);
      if (source?.kind !== 'factors') return undefined;
      const value = await meanNdcgOfBatches(await productsOf(source.model, arithmetic), tasks, { set, candidates, k });
      values.push(value);
      if (best === undefined || value > best.value) best = { settings, value };
    }
  }
  note(`factors: ndcg@${k} ${best!.value.toFixed(4)} after ${values.length} trials`);
  return { ...best!, triedCount: values.length, values };
}

/** Batches of scores by factors, as `sourceScores` says them. */
export const productsOf = (
  model: Extract<Source, { kind: 'factors' }>['model'],
  { compile }: Arithmetic,
): Promise<BatchLogits> =>
  batchProducts(
    { ...model, vectors: model.factors, biases: new Float32Array(model.itemCount) },
    ({ items, kinds }) => personFactor(model, items, eventWeightsOf(model, kinds)),
    compile,
  );
