import type { JsonObject } from '../../../shared/domain/event.ts';
import { partitionOf } from '../../../shared/domain/event.ts';
import { type ErasedCounts, sumOfErased } from '../../../shared/domain/privacy-request.ts';
import { isoOf } from '../../../shared/domain/time.ts';
import { RECOMMENDER_NAME } from '../../../shared/model/recommender-manifest.ts';
import type { ModelRemoval, OpenRequest, SnapshotRemoval } from '../../../shared/ports/erasure.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { Signer } from '../../../shared/ports/signing.ts';
import type { SnapshotManifest } from '../../../shared/ports/snapshots.ts';
import type { Log } from '../../../shared/ports/system.ts';
import {
  type CertificateContent,
  signedText,
  storeOutcomes,
  unsignedCertificate,
  whatIsKept,
} from '../../../shared/privacy/certificate.ts';
import { concernsOneOf } from '../../../shared/privacy/erasure.ts';
import type { PublishOutput } from '../gathered.ts';
import { type Erasure, type ErasurePorts, openErasures, reasonToWait } from './open-erasures.ts';

export interface SweepPorts extends ErasurePorts {
  readonly snapshotRemoval: SnapshotRemoval;
  readonly models: ModelStore & ModelRemoval;
  readonly signer: Signer;
  readonly log: Log;
}

export interface SweepSettings {
  /** Seconds that a capture may still be writing after an id was suppressed: capture's own timeout. */
  readonly settleSeconds: number;
  /** Days for which the people table can be set back. */
  readonly recoveryDays: number;
}

export interface SweepInput {
  readonly snapshot: SnapshotManifest;
  /** Absent: there was nothing to train. */
  readonly publication?: PublishOutput;
  /** What an operator wants for this night instead of the settings' own. */
  readonly settleSeconds?: number;
}

export interface SweepOutput {
  readonly status: 'swept' | 'nothing-to-erase';
  /** Erasures that got their certificate, and those that wait for another night. */
  readonly completed: number;
  readonly waiting: number;
}

/**
 * The end of every erasure that may end: once more all rows, then snapshots and model versions that may have known
 * somebody, a look at what is left, and the certificate. Safe to repeat.
 */
export const sweep =
  (ports: SweepPorts, settings: SweepSettings) =>
  async (input: SweepInput): Promise<SweepOutput> => {
    const wait = { ...settings, ...input };
    const lostBeforeMs = ports.clock.nowMs() - wait.settleSeconds * 1000; // by when the ledger is read, not later
    const open = await ports.ledger.open();
    const erasures = await openErasures(ports, open, lostBeforeMs);
    if (erasures.length === 0) return { status: 'nothing-to-erase', completed: 0, waiting: 0 };
    const ready: Erasure[] = [];
    for (const erasure of erasures) {
      const waitsFor = await reasonToWait(ports, wait, erasure.request);
      if (waitsFor === undefined) ready.push(erasure);
      else await ports.ledger.put({ ...erasure.request, waitsFor });
    }
    await forgetElsewhere(ports, open, ready);
    const completed = ready.length === 0 ? 0 : await complete(ports, settings, input, ready);
    const waiting = erasures.length - completed;
    ports.log.info('swept', { completed, waiting });
    return { status: 'swept', completed, waiting };
  };

/** @returns how many were completed: all, unless something was left. */
async function complete(
  ports: SweepPorts,
  settings: SweepSettings,
  { snapshot }: SweepInput,
  ready: readonly Erasure[],
): Promise<number> {
  const { ledger, rows, quarantine, clock } = ports;
  const erasures = await withModelsBefore(ports, ready);
  const concerns = concernsOneOf(erasures.flatMap(({ people }) => people));
  const again = new Map<string, ErasedCounts>();
  for (const { request, people } of erasures) again.set(request.requestId, await rows.erase(people));
  await quarantine.erase(concerns); // of the night, not of one request: counted for none
  const quarantinedLeft = await quarantine.count(concerns);
  const files = await removeFiles(ports, snapshot.snapshotId);

  let completed = 0;
  for (const { request, people } of erasures) {
    const left = await rows.count(people);
    if (left + quarantinedLeft + files.snapshots.left + files.models.left > 0) {
      await ledger.put({ ...request, waitsFor: 'the next night: something was still coming in' });
      continue;
    }
    const removed = sumOfErased(request.removed ?? {}, again.get(request.requestId) ?? {});
    const { quarantine: ofQuarantine = 0, ...ofPeople } = removed;
    const certificate = await signed(ports.signer, {
      requestId: request.requestId,
      subjects: request.subjects,
      requestedAt: isoOf(request.requestedAtMs),
      erasedAt: isoOf(request.erasedAtMs ?? 0),
      completedAt: isoOf(clock.nowMs()),
      stores: storeOutcomes({
        people: { removed: Object.values(ofPeople).reduce((sum, count) => sum + count, 0), left },
        quarantine: { removed: ofQuarantine, left: quarantinedLeft },
        snapshots: files.snapshots,
        models: files.models,
      }),
      models: { before: request.modelsBefore ?? [], after: files.after },
      snapshotId: snapshot.snapshotId,
      snapshotTakenAt: isoOf(snapshot.takenAtMs),
      kept: whatIsKept(settings.recoveryDays),
    });
    const { waitsFor: _, modelsBefore: __, ...done } = request;
    await ledger.put({ ...done, completedAtMs: clock.nowMs(), certificate });
    await ledger.close(request.requestId);
    completed++;
  }
  return completed;
}

/** Written down first: when the sweep is cut off after their removal, the next one still knows of them. */
async function withModelsBefore({ ledger, models }: SweepPorts, erasures: readonly Erasure[]) {
  const found = await unservedVersions(models);
  const noted = erasures.map(({ request, people }) => {
    const modelsBefore = [...new Set([...(request.modelsBefore ?? []), ...found])].sort();
    return { request: { ...request, modelsBefore }, people };
  });
  if (found.length > 0) for (const { request } of noted) await ledger.put(request);
  return noted;
}

async function unservedVersions(models: SweepPorts['models']): Promise<readonly string[]> {
  const served = (await models.served(RECOMMENDER_NAME))?.version;
  return (await models.versions(RECOMMENDER_NAME)).filter((version) => version !== served);
}

/** Snapshots and model versions that may know somebody; how many were removed, and how many a second look finds. */
async function removeFiles({ snapshotRemoval, models }: SweepPorts, snapshotId: string) {
  const after = (await models.served(RECOMMENDER_NAME))?.version ?? null;
  const removedSnapshots = await snapshotRemoval.removeAllBut(snapshotId);
  const removedModels = await models.removeAllBut(RECOMMENDER_NAME, after ?? '');
  return {
    after,
    snapshots: { removed: removedSnapshots, left: await snapshotRemoval.countAllBut(snapshotId) },
    models: { removed: removedModels, left: await models.countAllBut(RECOMMENDER_NAME, after ?? '') },
  };
}

/** Other requests of the same people: an access that was not fetched has nothing to give any more. */
async function forgetElsewhere({ ledger }: SweepPorts, open: readonly OpenRequest[], erasures: readonly Erasure[]) {
  const erased = new Set(erasures.flatMap(({ people }) => people.map(partitionOf)));
  for (const { requestId, people, request } of open) {
    const isAnother = request !== undefined && request.type !== 'delete';
    if (isAnother && people.some((person) => erased.has(partitionOf(person)))) await ledger.close(requestId);
  }
}

async function signed(signer: Signer, content: CertificateContent): Promise<JsonObject> {
  const { publicKey, signature } = await signer.sign((key) => signedText(unsignedCertificate(content, key)));
  return { ...unsignedCertificate(content, publicKey), signature };
}
