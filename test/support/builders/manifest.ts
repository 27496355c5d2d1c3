import { DEFAULT_SETTINGS } from '../../../functions/nightly/training/tuning/default-settings.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { GRAPH_INPUTS, GRAPH_OUTPUTS } from '../../../shared/model/recommender-graph.ts';
import {
  RECOMMENDER_SCHEMA,
  type RecommenderEvaluation,
  type RecommenderManifest,
} from '../../../shared/model/recommender-manifest.ts';

/** What an ordinary good night measured. */
export function anEvaluation(change: Partial<RecommenderEvaluation> = {}): RecommenderEvaluation {
  return {
    goal: 'purchase',
    people: 500,
    tasks: 800,
    model: { 'hr@10': 0.2, 'ndcg@10': 0.1 },
    popularity: { 'hr@10': 0.1, 'ndcg@10': 0.05 },
    lift: { mean: 0.05, low: 0.03, high: 0.07 },
    ndcg: { mean: 0.1, low: 0.08, high: 0.12 },
    coverage: 0.4,
    golden: { histories: 100, largestError: 0, sameRankings: true },
    ...change,
  };
}

/** The manifest of a small published recommender. */
export function aManifest(change: Partial<RecommenderManifest> = {}): RecommenderManifest {
  return {
    schema: RECOMMENDER_SCHEMA,
    name: 'recommender',
    version: '0123456789abcdef',
    kinds: HISTORY_KINDS,
    inputs: GRAPH_INPUTS,
    outputs: GRAPH_OUTPUTS,
    settings: DEFAULT_SETTINGS,
    sources: ['popularity', 'sequence'],
    cells: [],
    trainedOn: {
      snapshotId: 's1',
      takenAtMs: 1_795_000_000_000,
      fingerprint: 'f'.repeat(64),
      eventCount: 1000,
      personCount: 100,
      itemCount: 3,
    },
    evaluation: anEvaluation(),
    gate: {
      passed: true,
      checks: [{ name: 'data-is-there', passed: true, reason: '1000 events; at least 0 are wanted' }],
    },
    sha256: { 'model.onnx': 'a'.repeat(64) },
    ...change,
  };
}
