import { actionDifferences, policyVersionOf } from '../../../shared/decisioning/actions/recorded-chances.ts';
import type { Difference } from '../../../shared/decisioning/difference.ts';
import { rankedLists, recordedQuestion } from '../../../shared/decisioning/recorded-question.ts';
import { type ReplayedModel, replayed } from '../../../shared/decisioning/replay.ts';
import { type ActionRecord, isActionRecord, type KeptDecision } from '../../../shared/domain/action-record.ts';
import type { DecisionRecord } from '../../../shared/domain/decision-record.ts';
import { IncompatibleModelError } from '../../../shared/domain/errors.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { readPolicy } from '../../../shared/model/read-policy.ts';
import { readVersion } from '../../../shared/model/read-version.ts';
import { RECOMMENDER_NAME } from '../../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import type { Hash } from '../../../shared/ports/system.ts';

export interface ReplayDecisionPorts {
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
  readonly hash: Hash;
  /** What decision points go by. */
  readonly policies: Pick<ModelStore, 'read'>;
}

export interface ReplayDecisionInput {
  readonly record: KeptDecision;
  /** By how much the model's numbers may differ, those above 1 relative to them. */
  readonly tolerance: number;
}

export interface ReplayReport {
  readonly decisionId: string;
  readonly status: 'confirmed' | 'refuted';
  /** Absent: no model ranked, so that only the slate and the draw were made again. */
  readonly version?: string;
  /** Candidates that the model scored again. */
  readonly scored: number;
  readonly slots: number;
  /** Between numbers of the model that count as the same; 0: they are the same in every bit. */
  readonly largestRounding: number;
  readonly differences: readonly Difference[];
}

/** Makes a recorded decision again from the files of its model, and says whether it comes out as recorded. */
export const replayDecision =
  (ports: ReplayDecisionPorts) =>
  async ({ record, tolerance }: ReplayDecisionInput): Promise<ReplayReport> => {
    if (isActionRecord(record)) return replayedAction(record, tolerance, ports);
    if (record.asked === undefined || record.model === undefined) return reported(record, undefined, tolerance);
    const model = await openVersion(ports, record.model.version);
    return model.replay(record, tolerance);
  };

/** @throws NotFoundError when a file is gone; IncompatibleModelError when this code must not ask the version. */
export async function openVersion(
  { models, loadScorer, hash }: Omit<ReplayDecisionPorts, 'policies'>,
  version: string,
) {
  const read = (file: string) => models.read(RECOMMENDER_NAME, version, file);
  const { manifest, file, json } = await readVersion(read, hash, HISTORY_KINDS);
  if (manifest.version !== version) {
    throw new IncompatibleModelError(`the files are those of version ${manifest.version}; ${version} decided`);
  }
  const graph = await file('model.onnx');
  const itemIds = (await json('items.json')) as readonly string[];
  const indexes = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const { cells, sources } = manifest;
  const numbering = { itemCount: itemIds.length, indexOf: (itemId: string) => indexes.get(itemId), cells };
  const scorer = await loadScorer(graph);
  return {
    async replay(record: DecisionRecord, tolerance: number): Promise<ReplayReport> {
      const { asked, candidates } = record;
      if (asked === undefined) return reported(record, undefined, tolerance);
      const answers = [];
      for (const list of rankedLists(record)) {
        const { ids, ...said } = await scorer.score(recordedQuestion({ asked, candidates }, list, numbering));
        answers.push({ ...said, itemIds: Array.from(ids, (id) => itemIds[id]!) });
      }
      const { itemCount } = numbering;
      const model = { sources, cells, itemCount, knows: (itemId: string) => indexes.has(itemId), answers };
      return reported(record, model, tolerance);
    },
  };
}

function reported(record: DecisionRecord, model: ReplayedModel | undefined, tolerance: number): ReplayReport {
  const { differences, largestRounding } = replayed(record, model, tolerance);
  return {
    decisionId: record.decisionId,
    status: differences.length === 0 ? 'confirmed' : 'refuted',
    ...(model !== undefined && record.model && { version: record.model.version }),
    scored: model === undefined ? 0 : record.candidates.filter(({ added }) => added !== undefined).length,
    slots: record.slate.length,
    largestRounding,
    differences,
  };
}

/** @throws as `openVersion`. */
async function replayedAction(
  record: ActionRecord,
  tolerance: number,
  { policies, hash }: ReplayDecisionPorts,
): Promise<ReplayReport> {
  const version = policyVersionOf(record);
  const read = (file: string) => policies.read(record.point, version ?? '', file);
  const policy = version === undefined ? undefined : await readPolicy(read, hash, version);
  const { differences, largestRounding } = actionDifferences(record, policy, tolerance);
  return {
    decisionId: record.decisionId,
    status: differences.length === 0 ? 'confirmed' : 'refuted',
    ...(version !== undefined && { version }),
    scored: record.eligible.length,
    slots: 1,
    largestRounding,
    differences,
  };
}
