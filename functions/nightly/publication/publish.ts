import { IncompatibleModelError } from '../../../shared/domain/errors.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { readManifest } from '../../../shared/model/read-version.ts';
import { GRAPH_INPUTS, GRAPH_OUTPUTS } from '../../../shared/model/recommender-graph.ts';
import {
  type GateCheck,
  type GateVerdict,
  RECOMMENDER_NAME,
  RECOMMENDER_SCHEMA,
  type RecommenderEvaluation,
  type RecommenderManifest,
} from '../../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { RequestLedger } from '../../../shared/ports/erasure.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { SnapshotManifest } from '../../../shared/ports/snapshots.ts';
import type { Clock, Hash, Log } from '../../../shared/ports/system.ts';
import { urgentErasure } from '../erasure/urgent-erasure.ts';
import type { PublishOutput } from '../gathered.ts';

export interface PublishPorts {
  readonly models: ModelStore;
  readonly ledger: Pick<RequestLedger, 'open'>;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
}

export interface PublishInput {
  readonly snapshot: SnapshotManifest;
  readonly version: string;
  readonly fingerprint: string;
  readonly settings: RecommenderSettings;
  readonly sources: readonly string[];
  readonly cells: readonly string[];
  readonly evaluation: RecommenderEvaluation;
}

const FILES = ['model.onnx', 'items.json', 'event-counts.json', 'catalog.json'] as const;

/** Fewer people than this, and a figure decides nothing. */
const MIN_PEOPLE = 100;
const MAX_PARITY_ERROR = 1e-5;
/** A night may lose this share of the served version's ndcg@10 before it counts as a step back. */
const ALLOWED_LOSS = 0.1;
/** A snapshot with less than this share of the served version's events has lost something. */
const MIN_VOLUME_SHARE = 0.5;

/** Serves the version if it passes the gate; else the served one stays, and the verdict says why. */
export const publish =
  ({ models, ledger, clock, hash, log }: PublishPorts) =>
  async ({
    snapshot,
    version,
    fingerprint,
    settings,
    sources,
    cells,
    evaluation,
  }: PublishInput): Promise<PublishOutput> => {
    const pointer = await models.served(RECOMMENDER_NAME);
    if (pointer?.version === version) {
      const { gate } = await manifestOf(models, version);
      return { status: 'unchanged', version, servedVersion: version, gate };
    }
    const served = pointer && (await comparable(manifestOf(models, pointer.version)));
    const gate = judge(snapshot, evaluation, served, await urgentErasure({ ledger, clock }));
    const sha256: Record<string, string> = {};
    for (const file of FILES) sha256[file] = hash.sha256(await models.read(RECOMMENDER_NAME, version, file));

    const manifest: RecommenderManifest = {
      schema: RECOMMENDER_SCHEMA,
      name: RECOMMENDER_NAME,
      version,
      kinds: HISTORY_KINDS,
      inputs: GRAPH_INPUTS,
      outputs: GRAPH_OUTPUTS,
      settings,
      sources,
      cells,
      trainedOn: trainedOn(snapshot, fingerprint),
      evaluation,
      gate,
      sha256,
    };
    await models.put(
      RECOMMENDER_NAME,
      version,
      new Map([['manifest.json', new TextEncoder().encode(JSON.stringify(manifest))]]),
    );
    if (!gate.passed) {
      log.warn('version refused', { version, checks: failed(gate), stays: pointer?.version ?? 'none' });
      return { status: 'refused', version, servedVersion: pointer?.version ?? null, gate };
    }
    await models.publish(RECOMMENDER_NAME, version, pointer);
    if (gate.overruledBy !== undefined)
      log.warn('published though checks failed', { version, checks: failed(gate), reason: gate.overruledBy });
    else log.info('published', { version });
    return { status: 'published', version, servedVersion: version, gate };
  };

/**
 * Every check, with its reason in words; all must pass.
 * @param urgency - why a version must be served although it may be worse than the served one. It overrules every check
 *   but that the graph says what was trained.
 */
export function judge(
  snapshot: SnapshotManifest,
  evaluation: RecommenderEvaluation,
  served: RecommenderManifest | undefined,
  urgency?: string,
): GateVerdict {
  const golden = goldenCheck(evaluation);
  const checks = [
    golden,
    baselineCheck(evaluation),
    regressionCheck(evaluation, served),
    volumeCheck(snapshot, served),
  ];
  if (checks.every(({ passed }) => passed)) return { passed: true, checks };
  return golden.passed && urgency !== undefined
    ? { passed: true, checks, overruledBy: urgency }
    : { passed: false, checks };
}

function goldenCheck({ golden }: RecommenderEvaluation): GateCheck {
  const passed = golden.sameRankings && golden.largestError <= MAX_PARITY_ERROR;
  const reason = `on ${golden.histories} histories the graph differs from its twin by ${golden.largestError.toExponential(1)} at most, rankings ${golden.sameRankings ? 'the same' : 'differ'}`;
  return { name: 'says-what-was-trained', passed, reason };
}

function baselineCheck({ lift, people }: RecommenderEvaluation): GateCheck {
  const name = 'beats-popularity';
  if (lift === null || people < MIN_PEOPLE) {
    return { name, passed: true, reason: `too little evidence: ${people} people, ${MIN_PEOPLE} are wanted` };
  }
  const reason = `ndcg@10 ${lift.mean >= 0 ? '+' : ''}${lift.mean.toFixed(4)} against popularity, 95 % interval ${lift.low.toFixed(4)} to ${lift.high.toFixed(4)}, ${people} people`;
  return { name, passed: lift.mean > 0, reason };
}

function regressionCheck({ ndcg }: RecommenderEvaluation, served: RecommenderManifest | undefined): GateCheck {
  const name = 'no-step-back';
  const before = served?.evaluation;
  if (before?.ndcg == null) return { name, passed: true, reason: 'nothing is served to compare with' };
  if (ndcg === null || before.people < MIN_PEOPLE)
    return { name, passed: true, reason: 'too little evidence on one side' };
  const least = before.ndcg.mean * (1 - ALLOWED_LOSS);
  const reason = `ndcg@10 up to ${ndcg.high.toFixed(4)} is in reach; the served version has ${before.ndcg.mean.toFixed(4)}, at least ${least.toFixed(4)} is wanted`;
  return { name, passed: ndcg.high >= least, reason };
}

function volumeCheck({ eventCount }: SnapshotManifest, served: RecommenderManifest | undefined): GateCheck {
  const before = served?.trainedOn.eventCount ?? 0;
  const least = Math.ceil(before * MIN_VOLUME_SHARE);
  return {
    name: 'data-is-there',
    passed: eventCount >= least,
    reason: `${eventCount} events; at least ${least} are wanted`,
  };
}

const trainedOn = (
  { snapshotId, takenAtMs, eventCount, personCount, itemCount }: SnapshotManifest,
  fingerprint: string,
) => ({
  snapshotId,
  takenAtMs,
  fingerprint,
  eventCount,
  personCount,
  itemCount,
});

const manifestOf = (models: ModelStore, version: string): Promise<RecommenderManifest> =>
  readManifest((file) => models.read(RECOMMENDER_NAME, version, file), HISTORY_KINDS);

/** Undefined for a version that was made for other code: this code does not serve it, and nothing is lost by another. */
async function comparable(manifest: Promise<RecommenderManifest>): Promise<RecommenderManifest | undefined> {
  try {
    return await manifest;
  } catch (error) {
    if (error instanceof IncompatibleModelError) return undefined;
    throw error;
  }
}

const failed = ({ checks }: GateVerdict): string =>
  checks
    .filter(({ passed }) => !passed)
    .map(({ name }) => name)
    .join(', ');
