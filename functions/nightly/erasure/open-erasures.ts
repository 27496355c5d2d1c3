import { IncompatibleModelError } from '../../../shared/domain/errors.ts';
import type { PersonRef } from '../../../shared/domain/event.ts';
import { partitionOf } from '../../../shared/domain/event.ts';
import { type PrivacyRequest, sumOfErased } from '../../../shared/domain/privacy-request.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { parseManifest, RECOMMENDER_NAME } from '../../../shared/model/recommender-manifest.ts';
import type { PersonalRows, RequestLedger } from '../../../shared/ports/erasure.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Identities, Suppressions } from '../../../shared/ports/people.ts';
import type { SnapshotManifest } from '../../../shared/ports/snapshots.ts';
import type { Clock } from '../../../shared/ports/system.ts';
import { closureOf } from '../../../shared/privacy/closure.ts';
import type { PublishOutput } from '../gathered.ts';

export interface ErasurePorts {
  readonly ledger: RequestLedger;
  readonly identities: Identities;
  readonly suppressions: Suppressions;
  readonly rows: PersonalRows;
  readonly models: ModelStore;
  /** The keyed hash of a text, with the secret of suppressions. */
  readonly keyedHash: (text: string) => Promise<string>;
  readonly clock: Clock;
}

/** A request to be forgotten, and every id of the person. */
export interface Erasure {
  readonly request: PrivacyRequest;
  readonly people: readonly PersonRef[];
}

/** What decides whether an erasure may be completed. */
interface NightSoFar {
  readonly settleSeconds: number;
  readonly snapshot: SnapshotManifest;
  readonly publication?: PublishOutput;
}

/**
 * Those that are not done, with the ids that they are about.
 * @param settleSeconds - for so long a request may still be on its way into the ledger.
 */
export async function openErasures(ports: ErasurePorts, settleSeconds: number): Promise<readonly Erasure[]> {
  const { ledger, identities, clock } = ports;
  const erasures: Erasure[] = [];
  for (const { requestId, people, askedAtMs } of await ledger.open()) {
    const request = await ledger.get(requestId);
    const isLost = request === undefined && askedAtMs + settleSeconds * 1000 < clock.nowMs();
    const isDone = request?.type === 'delete' && request.completedAtMs !== undefined;
    if (isLost || isDone) await ledger.close(requestId);
    if (request?.type !== 'delete' || isDone) continue;
    const all = await closureOf(identities, people);
    const isErased = request.erasedAtMs !== undefined && all.length === people.length;
    erasures.push(isErased ? { request, people } : await erasedNow(ports, request, all));
  }
  return erasures;
}

/** What was asked and never answered, or was on its way in with a device that was not known yet. */
async function erasedNow(
  { ledger, suppressions, rows, keyedHash, clock }: ErasurePorts,
  request: PrivacyRequest,
  people: readonly PersonRef[],
): Promise<Erasure> {
  await suppressions.suppress(people);
  const removed = sumOfErased(request.removed ?? {}, await rows.erase(people));
  const subjects = await Promise.all(people.map((person) => keyedHash(partitionOf(person))));
  const erased = { ...request, subjects, removed, erasedAtMs: clock.nowMs() };
  await ledger.put(erased, people);
  return { request: erased, people };
}

/** Undefined: it may be completed. */
export async function reasonToWait(
  { models, clock }: Pick<ErasurePorts, 'models' | 'clock'>,
  { settleSeconds, snapshot, publication }: NightSoFar,
  { erasedAtMs = clock.nowMs() }: PrivacyRequest,
): Promise<string | undefined> {
  if (erasedAtMs > snapshot.takenAtMs) return 'the next night: it was asked while this one was running';
  if (clock.nowMs() < erasedAtMs + settleSeconds * 1000)
    return `the next night: what was on its way in may need ${settleSeconds} s to arrive`;
  const served = await models.served(RECOMMENDER_NAME);
  if (served === undefined) return undefined;
  if (publication?.version === served.version) return undefined; // what was made tonight has the served one's bytes
  if ((await takenAtMsOf(models, served.version)) >= erasedAtMs) return undefined;
  return publication === undefined
    ? 'a night with something to learn: without the person there is nothing to make a model of'
    : `a version that passes the gate: ${publication.version} did not, and the served one still knows the person`;
}

/** Of the snapshot that a version was made of; of a version that was made for other code nothing is known. */
async function takenAtMsOf(models: ModelStore, version: string): Promise<number> {
  const bytes = await models.read(RECOMMENDER_NAME, version, 'manifest.json');
  try {
    return parseManifest(JSON.parse(new TextDecoder().decode(bytes)), HISTORY_KINDS).trainedOn.takenAtMs;
  } catch (error) {
    if (error instanceof IncompatibleModelError) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}
