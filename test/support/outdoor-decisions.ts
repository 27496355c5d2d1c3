import { type Abroad, NOTHING_SAID } from '../../functions/decide/abroad.ts';
import { parseDecisionRequest, parseRankingRequest } from '../../functions/decide/contract.ts';
import { decide } from '../../functions/decide/decide.ts';
import { explain } from '../../functions/decide/explanation/explain.ts';
import { findDecision } from '../../functions/decide/explanation/find-decision.ts';
import { rank } from '../../functions/decide/rank.ts';
import { servedRecommender } from '../../functions/decide/served-recommender.ts';
import { loadOnnxScorer } from '../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../shared/adapters/system/hash.ts';
import { isActionRecord } from '../../shared/domain/action-record.ts';
import type { Experiment } from '../../shared/domain/experiment.ts';
import type { CatalogEntry } from '../../shared/domain/item.ts';
import type { PlacementPolicies } from '../../shared/domain/placement-policy.ts';
import type { StockDemand } from '../../shared/model/demand.ts';
import type { DecisionWriter } from '../../shared/ports/decisions.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import type { RecentTimeline } from '../../shared/ports/timeline.ts';
import { keptRecords } from './kept-records.ts';
import { memoryChanges, rowsOf } from './served-shop.ts';
import { countingIds, silentLog } from './system-ports.ts';

export const DECIDED_AT_MS = Date.UTC(2026, 11, 1);

/** Decisions on a small shop that are kept, for "u1" who did this, oldest first, as rowsOf takes it. */
export function openDecisions({
  models,
  past = [],
  changes = [],
  explorationShare = 0,
  stock,
  writer,
  known = {},
  policies = {},
  experiments = [],
  holdoutShare = 0,
  abroad = NOTHING_SAID,
}: {
  readonly models: ModelStore;
  readonly past?: readonly string[];
  readonly changes?: readonly CatalogEntry[];
  readonly explorationShare?: number;
  /** By which stock adds up to a half to odds. */
  readonly stock?: StockDemand;
  /** Instead of one that keeps. */
  readonly writer?: DecisionWriter;
  /** What else is kept of them. */
  readonly known?: Pick<RecentTimeline, 'record' | 'friendChoices'>;
  readonly policies?: PlacementPolicies;
  /** Those that run. */
  readonly experiments?: readonly Experiment[];
  readonly holdoutShare?: number;
  /** What the shop has said of markets, and the rates of the day. */
  readonly abroad?: Abroad;
}) {
  const clock = { nowMs: () => DECIDED_AT_MS };
  const { kept, reader, records } = keptRecords();
  const loading = { models, loadScorer: loadOnnxScorer, hash: sha256Hash };
  const ofStock = stock && { stock: { demand: async () => stock, share: 0.5 } };
  const served = servedRecommender(
    {
      ...{ ...loading, ...ofStock, changes: memoryChanges(...changes), clock, log: silentLog },
      policies: async () => policies,
      experiments: async () => experiments,
      abroad: async () => abroad,
    },
    1,
  );
  const events = rowsOf(past).map(({ event }) => event);
  const ports = {
    regime: 'opt-out' as const,
    timeline: { recent: async () => ({ events: events.toReversed(), ...known }), list: async () => ({ events: [] }) },
    ...{ served, clock, ids: countingIds(), records: writer ? { ...records, writer } : records },
  };
  const decideFor = decide(ports, { explorationShare, holdoutShare });
  const rankFor = rank(ports, { holdoutShare });
  const find = findDecision({ decisions: reader });
  const explained = explain({ ...loading, served });
  return {
    kept,
    async explain(decisionId: string, locale: string) {
      const record = await find(decisionId);
      if (isActionRecord(record)) throw new Error(`${decisionId} is of an action`);
      return explained(record, locale);
    },
    async ask(body: object) {
      const decision = await decideFor(parseDecisionRequest({ placement: 'home', userId: 'u1', ...body }));
      return { decision, record: kept.at(-1)! };
    },
    async rank(body: object) {
      const ranking = await rankFor(parseRankingRequest({ userId: 'u1', ...body }));
      return { ranking, record: kept.at(-1)! };
    },
  };
}
