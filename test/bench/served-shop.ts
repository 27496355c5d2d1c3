import type { DecidePorts } from '../../functions/decide/decide.ts';
import { type Served, servedRecommender } from '../../functions/decide/served-recommender.ts';
import { encodeDecisionRecord } from '../../shared/adapters/dynamodb/decision-codec.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import type { ModelQuestion } from '../../shared/model/question.ts';
import { RECOMMENDER_NAME } from '../../shared/model/recommender-manifest.ts';
import { countingIds, silentLog } from '../support/system-ports.ts';
import { below, NOW_MS, oneOf, publishedShop, somePeople } from './published-shop.ts';

const VERSION = '0123456789abcdef';

/** @param kept - the names of its sources; every kind that a night may keep together when absent. */
export async function servedShop(itemCount: number, kept?: readonly string[]) {
  const { files, entries } = publishedShop(itemCount, kept);
  const models = memoryModels();
  await models.put(RECOMMENDER_NAME, VERSION, files);
  await models.publish(RECOMMENDER_NAME, VERSION, undefined);
  const served = await servedRecommender(
    {
      models,
      loadScorer: loadOnnxScorer,
      changes: { async *since() {} },
      hash: sha256Hash,
      clock: { nowMs: () => NOW_MS },
      log: silentLog,
    },
    Number.POSITIVE_INFINITY,
  )();
  return { served, entries };
}

export function portsOf(served: Served, itemCount: number): DecidePorts {
  const people = somePeople(itemCount);
  return {
    timeline: { recent: async () => ({ events: oneOf(people) }), list: async () => ({ events: [] }) },
    regime: 'opt-out',
    served: async () => served,
    clock: { nowMs: () => NOW_MS },
    ids: countingIds(),
    records: { writer: { append: async (record) => void encodeDecisionRecord(record) }, log: silentLog },
  };
}

/** Thirty events of one person, ten answers. */
export const modelQuestion = (served: Served, itemCount: number): ModelQuestion => ({
  items: Int32Array.from({ length: 30 }, () => below(itemCount)),
  kinds: new Uint8Array(30),
  blocked: new Int32Array(0),
  bias: served.model?.biases.offered('DE', { objective: 'relevance', boosts: [] }, []) ?? new Float32Array(0),
  blend: 'personal',
  context: Int32Array.of(0, 7, 10),
  k: 10,
});
