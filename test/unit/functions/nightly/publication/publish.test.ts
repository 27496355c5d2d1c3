import { describe, expect, it } from 'vitest';
import { publish } from '../../../../../functions/nightly/publication/publish.ts';
import { memoryModelCards } from '../../../../../shared/adapters/memory/model-cards.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { ConflictError } from '../../../../../shared/domain/errors.ts';
import type { PrivacyRequest } from '../../../../../shared/domain/privacy-request.ts';
import { HISTORY_KINDS } from '../../../../../shared/features/history.ts';
import { parseManifest, RECOMMENDER_SCHEMA } from '../../../../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../../../../shared/ports/model-store.ts';
import type { SnapshotManifest } from '../../../../../shared/ports/snapshots.ts';
import { aManifest, anEvaluation } from '../../../../support/builders/manifest.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const aSnapshot: SnapshotManifest = {
  snapshotId: 's2',
  takenAtMs: 1_795_000_000_000,
  eventCount: 1000,
  personCount: 100,
  itemCount: 3,
  interactionCount: 1000,
  interactionParts: [],
  itemParts: 0,
};

const DAY_MS = 86_400_000;
const NOW_MS = 1_795_000_000_000;

/** A ledger with these requests, all of them open. */
const ledgerOf = (...requests: readonly Partial<PrivacyRequest>[]) => {
  const entries = requests.map(
    (request, i): PrivacyRequest => ({
      requestId: `r${i}`,
      type: 'delete',
      requestedAtMs: NOW_MS - 20 * DAY_MS,
      dueAtMs: NOW_MS + 10 * DAY_MS,
      fingerprint: 'f',
      subjects: [],
      ...request,
    }),
  );
  return {
    open: async () =>
      entries.map((request) => ({
        requestId: request.requestId,
        people: [],
        askedAtMs: request.requestedAtMs,
        request,
      })),
  };
};

describe('publish', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const trained = async (models: ModelStore, version: string) =>
    models.put(
      'recommender',
      version,
      new Map([
        ['model.onnx', text(`graph of ${version}`)],
        ['items.json', text('[]')],
        ['event-counts.json', text('[]')],
        ['catalog.json', text('[]')],
      ]),
    );
  const cards = memoryModelCards();
  const night = (models: ModelStore, version: string, evaluation = anEvaluation(), ledger = ledgerOf()) =>
    publish({ models, cards, ledger, clock: { nowMs: () => NOW_MS }, hash: sha256Hash, log: silentLog })({
      snapshot: aSnapshot,
      version,
      fingerprint: 'f'.repeat(64),
      sources: ['popularity', 'sequence'],
      cells: ['AT', 'DE'],
      settings: aManifest().settings,
      evaluation,
    });
  const manifestOf = async (models: ModelStore, version: string) =>
    JSON.parse(new TextDecoder().decode(await models.read('recommender', version, 'manifest.json')));
  const bad = anEvaluation({ lift: { mean: -1, low: -1, high: -1 } });

  it('writes a manifest that the deciding side takes, with the checksum of each file', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    expect(await night(models, 'v1')).toMatchObject({ status: 'published', version: 'v1', servedVersion: 'v1' });
    const manifest = parseManifest(await manifestOf(models, 'v1'), HISTORY_KINDS);
    expect(manifest.sha256['model.onnx']).toBe(sha256Hash.sha256(text('graph of v1')));
    expect(manifest.trainedOn).toMatchObject({ snapshotId: 's2', eventCount: 1000 });
  });

  it('keeps the served version when the gate refuses, and writes down why', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    await trained(models, 'v2');
    await night(models, 'v1');
    expect(await night(models, 'v2', bad)).toMatchObject({ status: 'refused', version: 'v2', servedVersion: 'v1' });
    expect((await models.served('recommender'))?.version).toBe('v1');
    expect((await manifestOf(models, 'v2')).gate).toMatchObject({ passed: false });
  });

  it('tells of each version in a card, of a refused one too', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    await trained(models, 'v2');
    await night(models, 'v1');
    await night(models, 'v2', bad);
    const card = await cards.read('recommender', 'v1');
    expect(card.evaluation.metrics).toMatchObject({ auc: null, ...anEvaluation().model });
    expect(card.evaluation.reasons['auc']).toBe('items are ranked, nothing is classified');
    expect(card.algorithm.why).toContain('The gate passed it.');
    expect((await cards.read('recommender', 'v2')).algorithm.why).toContain(
      'refused it (beats-popularity): it is not served',
    );
    expect(await cards.readFile('recommender', 'v1', 'plots/comparison.svg')).toContain('<rect');
    expect(await cards.readFile('recommender', 'v1', 'card.md')).toContain('| auc |  |  |  | items are ranked');
  });

  it('serves nothing when the very first version is refused, and takes the same version on a better day', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    expect(await night(models, 'v1', bad)).toMatchObject({ status: 'refused', servedVersion: null });
    expect(await models.served('recommender')).toBeUndefined();
    expect(await night(models, 'v1')).toMatchObject({ status: 'published' });
    expect((await manifestOf(models, 'v1')).gate).toMatchObject({ passed: true });
  });

  describe('while an erasure waits for a version without the person', () => {
    const afterBad = async (evaluation: typeof bad, ...requests: readonly Partial<PrivacyRequest>[]) => {
      const models = memoryModels();
      await trained(models, 'v1');
      await trained(models, 'v2');
      await night(models, 'v1');
      return { models, ...(await night(models, 'v2', evaluation, ledgerOf(...requests))) };
    };

    it('serves a worse one once the erasure is due within 14 days, and writes down why', async () => {
      const { models, status, gate } = await afterBad(bad, {}, {});
      expect(status).toBe('published');
      expect(gate.overruledBy).toBe('erasures that are due within 14 days: 2');
      expect(gate.checks.filter(({ passed }) => !passed)).not.toEqual([]);
      expect(parseManifest(await manifestOf(models, 'v2'), HISTORY_KINDS).gate.overruledBy).toBe(gate.overruledBy);
      expect((await models.served('recommender'))?.version).toBe('v2');
    });

    it.each([
      ['is due later', { dueAtMs: NOW_MS + 14 * DAY_MS + 1 }],
      ['is completed', { completedAtMs: NOW_MS - DAY_MS }],
      ['is no erasure but another request', { type: 'access' as const }],
    ])('keeps to the gate where it %s', async (_, request) => {
      expect(await afterBad(bad, request)).toMatchObject({ status: 'refused', gate: { passed: false } });
    });

    it('never serves a graph that does not say what was trained', async () => {
      const wrong = anEvaluation({ golden: { histories: 100, largestError: 1, sameRankings: false } });
      expect(await afterBad(wrong, {})).toMatchObject({ status: 'refused', servedVersion: 'v1' });
    });

    it('says nothing of it where the version passes by itself', async () => {
      expect((await afterBad(anEvaluation(), {})).gate).not.toHaveProperty('overruledBy');
    });
  });

  it('touches nothing when the served version is the same', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    await night(models, 'v1');
    const [pointer, manifest] = [await models.served('recommender'), await manifestOf(models, 'v1')];
    expect(await night(models, 'v1', bad)).toMatchObject({ status: 'unchanged', gate: { passed: true } });
    expect(await models.served('recommender')).toEqual(pointer);
    expect(await manifestOf(models, 'v1')).toEqual(manifest);
  });

  it('takes the place of a version that was made for other code, with nothing to compare', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    await trained(models, 'v2');
    await night(models, 'v1', anEvaluation({ ndcg: { mean: 0.9, low: 0.8, high: 1 } }));
    const older = { ...(await manifestOf(models, 'v1')), schema: RECOMMENDER_SCHEMA - 1 };
    await models.put('recommender', 'v1', new Map([['manifest.json', text(JSON.stringify(older))]]));
    const { status, gate } = await night(models, 'v2');
    expect(status).toBe('published');
    expect(gate.checks.map(({ reason }) => reason)).toContain('nothing is served to compare with');
    expect((await manifestOf(models, 'v2')).cells).toEqual(['AT', 'DE']);
  });

  it('gives way to another night that published meanwhile', async () => {
    const models = memoryModels();
    await trained(models, 'v1');
    await trained(models, 'v2');
    const raced: ModelStore = {
      ...models,
      async served(name) {
        const pointer = await models.served(name);
        await models.publish(name, 'v2', pointer);
        return pointer;
      },
    };
    await expect(night(raced, 'v1')).rejects.toThrow(ConflictError);
    expect((await models.served('recommender'))?.version).toBe('v2');
  });
});
