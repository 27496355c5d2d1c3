import { DIFFERENCE_FILE } from '../../../shared/domain/behaviour-difference.ts';
import { IncompatibleModelError } from '../../../shared/domain/errors.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import type { SourceBlend } from '../../../shared/learning/blend.ts';
import { jsonBytes } from '../../../shared/model/json-bytes.ts';
import { readManifest } from '../../../shared/model/read-version.ts';
import { GRAPH_INPUTS, GRAPH_OUTPUTS } from '../../../shared/model/recommender-graph.ts';
import {
  RECOMMENDER_NAME,
  RECOMMENDER_SCHEMA,
  type RecommenderEvaluation,
  type RecommenderManifest,
} from '../../../shared/model/recommender-manifest.ts';
import type { RecommenderSettings } from '../../../shared/model/recommender-settings.ts';
import type { RequestLedger } from '../../../shared/ports/erasure.ts';
import type { ModelCards } from '../../../shared/ports/model-cards.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { SnapshotManifest } from '../../../shared/ports/snapshots.ts';
import type { Clock, Hash, Log } from '../../../shared/ports/system.ts';
import { urgentErasure } from '../erasure/urgent-erasure.ts';
import type { PublishOutput } from '../gathered.ts';
import { writeCard } from '../write-card.ts';
import { failedChecks, judge } from './gate.ts';
import { recommenderCard } from './recommender-card.ts';

export interface PublishPorts {
  readonly models: ModelStore;
  readonly cards: Pick<ModelCards, 'write'>;
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
  readonly friends?: SourceBlend;
  readonly evaluation: RecommenderEvaluation;
}

const FILES = ['model.onnx', 'items.json', 'event-counts.json', 'catalog.json'] as const;

/** Serves the version if it passes the gate; else the served one stays, and the verdict says why. */
export const publish =
  ({ models, cards, ledger, clock, hash, log }: PublishPorts) =>
  async ({
    snapshot,
    version,
    fingerprint,
    settings,
    sources,
    cells,
    friends,
    evaluation,
  }: PublishInput): Promise<PublishOutput> => {
    const pointer = await models.served(RECOMMENDER_NAME);
    if (pointer?.version === version) {
      const unchanged = await manifestOf(models, version);
      const { gate } = unchanged;
      await writeCard(cards, recommenderCard({ ...unchanged, trainedOn: trainedOn(snapshot, fingerprint) }));
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
      ...(friends && { friends }),
      trainedOn: trainedOn(snapshot, fingerprint),
      evaluation,
      gate,
      sha256,
    };
    await models.put(RECOMMENDER_NAME, version, new Map([['manifest.json', jsonBytes(manifest)]]));
    await writeCard(cards, recommenderCard(manifest), differenceFile(manifest));
    if (!gate.passed) {
      log.warn('version refused', { version, checks: failedChecks(gate), stays: pointer?.version ?? 'none' });
      return { status: 'refused', version, servedVersion: pointer?.version ?? null, gate };
    }
    await models.publish(RECOMMENDER_NAME, version, pointer);
    if (gate.overruledBy !== undefined)
      log.warn('published though checks failed', { version, checks: failedChecks(gate), reason: gate.overruledBy });
    else log.info('published', { version });
    return { status: 'published', version, servedVersion: version, gate };
  };

/** What the version would change for people, beside its card. */
const differenceFile = ({ evaluation: { difference } }: RecommenderManifest): Record<string, string> =>
  difference === undefined ? {} : { [DIFFERENCE_FILE]: JSON.stringify(difference) };

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
