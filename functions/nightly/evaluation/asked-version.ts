import type { Candidate } from '../../../shared/decisioning/candidates.ts';
import { chancesOf } from '../../../shared/decisioning/drawn-slots.ts';
import { biasOf, recordedQuestion } from '../../../shared/decisioning/recorded-question.ts';
import type { DecisionRecord } from '../../../shared/domain/decision-record.ts';
import { IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { PlackettLuce } from '../../../shared/domain/placement-policy.ts';
import type { NumberedHistory } from '../../../shared/evaluation/splits.ts';
import type { Cell } from '../../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { jsonOf } from '../../../shared/model/json-bytes.ts';
import { readManifest } from '../../../shared/model/read-version.ts';
import { BLOCKED_BIAS } from '../../../shared/model/recommender-graph.ts';
import { RECOMMENDER_NAME } from '../../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { LoadScorer, Scorer } from '../../../shared/ports/scorer.ts';
import { servedLists } from './served-lists.ts';

export interface VersionPorts {
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
}

/** A version of the recommender, as it is to be asked. */
export interface AskedVersion {
  readonly version: string;
  readonly historyLimit: number;
  readonly cells: readonly Cell[];
  readonly itemIds: readonly string[];
}

/** Whether an item may be shown in a market now; undefined: the market is not known. */
export type IsOffered = (itemId: string, market: string | undefined) => boolean;

/** A record whose slate a policy drew from what a model ranked, and in which nothing else had a part. */
export interface DrawnRecord extends DecisionRecord {
  readonly policy: PlackettLuce;
  readonly asked: NonNullable<DecisionRecord['asked']>;
}

/** The version that is served; undefined where none is, or this code must not ask it, or it is not whole any more. */
export async function servedVersion({ models }: VersionPorts): Promise<AskedVersion | undefined> {
  const pointer = await models.served(RECOMMENDER_NAME);
  if (pointer === undefined) return undefined;
  const { version } = pointer;
  try {
    const manifest = await readManifest((file) => models.read(RECOMMENDER_NAME, version, file), HISTORY_KINDS);
    const itemIds = jsonOf(await models.read(RECOMMENDER_NAME, version, 'items.json')) as readonly string[];
    return { version, historyLimit: manifest.settings.historyLimit, cells: manifest.cells, itemIds };
  } catch (error) {
    if (error instanceof IncompatibleModelError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** A version with its graph in memory. */
export async function loadedVersion(
  { models, loadScorer }: VersionPorts,
  { version, historyLimit, cells, itemIds }: AskedVersion,
) {
  const scorer = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'model.onnx'));
  const indexes = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const itemCount = itemIds.length;
  return {
    /** The first k new items for each person. @param names - of the people's items, by their numbers. */
    async slates(people: readonly NumberedHistory[], names: readonly string[], k: number) {
      const known = Int32Array.from(names, (itemId) => indexes.get(itemId) ?? -1);
      const tasks = people.map((person) => newestFirst(person, known));
      const lists = await servedLists(scorer, tasks, { historyLimit, itemCount, k, candidates: 'new', cells });
      return lists.map((list) => Array.from(list, (index) => itemIds[index]!));
    },
  };
}

/**
 * Of each slot of a drawn slate, with which probability it would have been drawn had a graph ranked. What wishes, stock and
 * friends added to a candidate counts as then; to what was no candidate they add nothing.
 */
export function drawnChances(scorer: Scorer, { itemIds, cells }: AskedVersion, isOffered: IsOffered) {
  const indexes = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const numbering = { itemCount: itemIds.length, cells, indexOf: (itemId: string) => indexes.get(itemId) };
  const biasesIn = new Map<string | undefined, Float32Array>();
  const biasIn = (market: string | undefined): Float32Array => {
    const bias =
      biasesIn.get(market) ?? Float32Array.from(itemIds, (itemId) => (isOffered(itemId, market) ? 0 : BLOCKED_BIAS));
    biasesIn.set(market, bias);
    return bias.slice();
  };
  return async (record: DrawnRecord): Promise<Float64Array> => {
    const { candidates, slots, policy, request } = record;
    const bias = biasIn(request.context.market);
    for (const candidate of candidates) {
      const index = candidate.added && indexes.get(candidate.itemId);
      if (index !== undefined) bias[index] = biasOf(candidate);
    }
    const question = recordedQuestion(record, { places: [], k: policy.pool }, numbering);
    const { ids, scores } = await scorer.score({ ...question, bias });
    const ranked = Array.from(ids, (row, i): Candidate => ({ row, score: scores[i]!, reason: NO_REASON }));
    const rows = slots.map(({ candidate }) => indexes.get(candidates[candidate]?.itemId ?? '') ?? -1);
    return chancesOf(rows, ranked, { ...policy, ...NO_DIVERSITY });
  };
}

/** Nobody is told why. */
export const NO_REASON = { code: 'popular', text: '' } as const;
export const NO_DIVERSITY = { diversity: 0, describedAt: () => ({ categories: [] }) } as const;

/** Without the items that the version does not know. @param known - by the numbers of the people's items, or −1. */
function newestFirst({ personKey, items, kinds, contexts }: NumberedHistory, known: Int32Array) {
  const at = Array.from(items.keys())
    .reverse()
    .filter((place) => known[items[place]!]! >= 0);
  return {
    personKey,
    items: Int32Array.from(at, (place) => known[items[place]!]!),
    kinds: Uint8Array.from(at, (place) => kinds[place]!),
    ...(contexts && { context: contexts.at(-1) ?? 0 }),
  };
}
