import { describe, expect, it } from 'vitest';
import { judge, publish } from '../../../../../functions/nightly/publication/publish.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import { ConflictError } from '../../../../../shared/domain/errors.ts';
import type { PrivacyRequest } from '../../../../../shared/domain/privacy-request.ts';
import { HISTORY_KINDS } from '../../../../../shared/features/history.ts';
import {
  parseManifest,
  RECOMMENDER_SCHEMA,
  type RecommenderManifest,
} from '../../../../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../../../../shared/ports/model-store.ts';
import type { SnapshotManifest } from '../../../../../shared/ports/snapshots.ts';
import { aManifest, anEvaluation } from '../../../../support/builders/manifest.ts';
import { silentLog } from '../../../../support/system-ports.ts';

const aSnapshot = (eventCount = 1000): SnapshotManifest => ({
  snapshotId: 's2',
  takenAtMs: 1_795_000_000_000,
  eventCount,
  personCount: 100,
  itemCount: 3,
  interactionCount: eventCount,
  interactionParts: [],
  itemParts: 0,
});

interface Evidence {
  readonly evaluation?: Parameters<typeof anEvaluation>[0];
  readonly eventCount?: number;
  readonly served?: RecommenderManifest | undefined;
}
const verdict = ({ evaluation, eventCount, served }: Evidence) =>
  judge(aSnapshot(eventCount), anEvaluation(evaluation), served);
/** Names of the checks that refuse. */
const refusals = (evidence: Evidence) =>
  verdict(evidence)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name);
const reasonOf = (name: string, evidence: Evidence) =>
  verdict(evidence).checks.find((check) => check.name === name)?.reason;

/** The served version had this ndcg@10, on this many people. */
const servedWith = (mean: number, people = 500) =>
  aManifest({ evaluation: anEvaluation({ people, ndcg: { mean, low: mean - 0.01, high: mean + 0.01 } }) });

describe('the gate', () => {
  it('lets a good night pass, and gives a reason for each check', () => {
    const { passed, checks } = verdict({ served: aManifest() });
    expect(passed).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual([
      'says-what-was-trained',
      'beats-popularity',
      'no-step-back',
      'data-is-there',
    ]);
    for (const { reason } of checks) expect(reason).toMatch(/\w/);
  });

  it('passes as a whole only when every check does', () => {
    expect(verdict({ evaluation: { lift: { mean: -0.1, low: -0.2, high: 0 } } }).passed).toBe(false);
  });

  describe('says-what-was-trained', () => {
    const golden = { histories: 100, largestError: 0, sameRankings: true };
    it.each([
      ['a graph that ranks otherwise', { ...golden, sameRankings: false }],
      ['a graph that is further off than 32 bits explain', { ...golden, largestError: 2e-5 }],
      ['a graph that says NaN', { ...golden, largestError: Number.MAX_VALUE }],
    ])('refuses %s', (_, said) => {
      expect(refusals({ evaluation: { golden: said } })).toEqual(['says-what-was-trained']);
    });

    it('passes differences of rounding', () => {
      expect(refusals({ evaluation: { golden: { ...golden, largestError: 9e-6 } } })).toEqual([]);
    });
  });

  describe('beats-popularity', () => {
    const worse = { mean: -0.01, low: -0.02, high: -0.001 };

    it('refuses a model that foresees no better than popularity', () => {
      expect(refusals({ evaluation: { lift: worse } })).toEqual(['beats-popularity']);
      expect(refusals({ evaluation: { lift: { mean: 0, low: -0.01, high: 0.01 } } })).toEqual(['beats-popularity']);
    });

    it('decides nothing on fewer than a hundred people, or none', () => {
      expect(refusals({ evaluation: { lift: worse, people: 99 } })).toEqual([]);
      expect(refusals({ evaluation: { lift: worse, people: 100 } })).toEqual(['beats-popularity']);
      const nobody = { evaluation: { lift: null, ndcg: null, people: 0 } };
      expect(refusals(nobody)).toEqual([]);
      expect(reasonOf('beats-popularity', nobody)).toBe('too little evidence: 0 people, 100 are wanted');
    });

    it('says the difference, its interval and on how many', () => {
      expect(reasonOf('beats-popularity', {})).toBe(
        'ndcg@10 +0.0500 against popularity, 95 % interval 0.0300 to 0.0700, 500 people',
      );
    });
  });

  describe('no-step-back', () => {
    const tonight = { ndcg: { mean: 0.1, low: 0.08, high: 0.12 } };

    it('refuses what cannot reach nine tenths of the served version', () => {
      expect(refusals({ evaluation: tonight, served: servedWith(0.14) })).toEqual(['no-step-back']);
      expect(refusals({ evaluation: tonight, served: servedWith(0.13) })).toEqual([]);
    });

    it('has nothing to compare with on the first night', () => {
      expect(reasonOf('no-step-back', { evaluation: tonight })).toBe('nothing is served to compare with');
    });

    it('decides nothing when the served version was measured on too few, or tonight on nobody', () => {
      expect(refusals({ evaluation: tonight, served: servedWith(0.9, 99) })).toEqual([]);
      expect(refusals({ evaluation: { ndcg: null, lift: null, people: 0 }, served: servedWith(0.9) })).toEqual([]);
    });
  });

  describe('data-is-there', () => {
    it('refuses a snapshot with less than half of the served version’s events', () => {
      const served = aManifest(); // of 1000 events
      expect(refusals({ eventCount: 499, served })).toEqual(['data-is-there']);
      expect(refusals({ eventCount: 500, served })).toEqual([]);
      expect(reasonOf('data-is-there', { eventCount: 499, served })).toBe('499 events; at least 500 are wanted');
    });

    it('wants nothing of the first night', () => {
      expect(refusals({ eventCount: 1 })).toEqual([]);
    });
  });
});

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
  const night = (models: ModelStore, version: string, evaluation = anEvaluation(), ledger = ledgerOf()) =>
    publish({ models, ledger, clock: { nowMs: () => NOW_MS }, hash: sha256Hash, log: silentLog })({
      snapshot: aSnapshot(),
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
