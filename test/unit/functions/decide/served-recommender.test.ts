import { describe, expect, it, vi } from 'vitest';
import { type ServedModel, servedRecommender } from '../../../../functions/decide/served-recommender.ts';
import { memoryModels } from '../../../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../shared/adapters/system/hash.ts';
import { BLOCKED_BIAS } from '../../../../shared/model/recommender-graph.ts';
import type { ModelStore } from '../../../../shared/ports/model-store.ts';
import { anEntry } from '../../../support/builders/entry.ts';
import { isOffered } from '../../../support/offered.ts';
import {
  memoryChanges,
  outdoorEvents,
  outdoorItems,
  outdoorModels,
  publishNight,
  rowsOf,
} from '../../../support/served-shop.ts';

const REFRESH_MS = 30_000;
/** After so long a decision waits for the look. */
const STALE_MS = 3 * REFRESH_MS;
const NOW_MS = 1_796_000_000_000;
const otherNight = { events: [...outdoorEvents, ...rowsOf(['lamp', 'tent', 'lamp', 'boots'])] };

function opened(models: ModelStore, changes = memoryChanges()) {
  const warnings: string[] = [];
  let nowMs = NOW_MS;
  let looks = 0;
  const served = servedRecommender(
    {
      models: {
        ...models,
        served: (name) => {
          looks++;
          return models.served(name);
        },
      },
      loadScorer: loadOnnxScorer,
      changes,
      hash: sha256Hash,
      clock: { nowMs: () => nowMs },
      log: { info: () => undefined, warn: (message) => void warnings.push(message) },
    },
    REFRESH_MS,
  );
  return {
    served,
    warnings,
    looks: () => looks,
    wait: (ms: number) => {
      nowMs += ms;
    },
    versionNow: async () => (await served()).model?.version,
  };
}

/** The store, with a fault that a test can switch on and off. */
function faulty(models: ModelStore, fails: { served?: boolean; read?: boolean }): ModelStore {
  const failing = async () => {
    throw new Error('the store does not answer');
  };
  return {
    ...models,
    served: (name) => (fails.served ? failing() : models.served(name)),
    read: (name, version, file) => (fails.read ? failing() : models.read(name, version, file)),
  };
}

describe('the served recommender', () => {
  it('is the published version, and its items by index', async () => {
    const models = await outdoorModels();
    const { model, shelf } = await opened(models).served();
    expect(model?.version).toBe((await models.served('recommender'))?.version);
    expect(model!.itemCount).toBe(outdoorItems.length);
    const hardlyMet = model!.newItems(() => true).map((row) => shelf.itemIdAt(row));
    expect(hardlyMet).toEqual(['boots', 'french', 'socks', 'sold-out', 'stove', 'tent', 'untouched', 'wax']); // not lamp
    expect(shelf.get('boots')?.item.title).toBe('Fell Boots');
  });

  it('is none before the first night, beside the catalog as it stands', async () => {
    const { model, shelf } = await opened(memoryModels(), memoryChanges(anEntry('boots'))).served();
    expect(model).toBeUndefined();
    expect(Array.from(shelf.newestFirst(), shelf.itemIdAt)).toEqual(['boots']);
  });

  it('does not look again before its time', async () => {
    const shop = opened(await outdoorModels());
    await shop.served();
    shop.wait(REFRESH_MS - 1);
    await shop.served();
    expect(shop.looks()).toBe(1);
  });

  it('looks again when its time has come, and keeps no decision waiting for it', async () => {
    const models = await outdoorModels();
    const shop = opened(models);
    const first = await shop.versionNow();
    const second = await publishNight(models, otherNight);
    shop.wait(REFRESH_MS);
    expect(await shop.versionNow()).toBe(first);
    await vi.waitFor(async () => expect(await shop.versionNow()).toBe(second));
    expect(shop.looks()).toBe(2);
  });

  it('lets a decision wait after a long sleep, when what is in memory is old', async () => {
    const models = await outdoorModels();
    const shop = opened(models);
    await shop.served();
    const second = await publishNight(models, otherNight);
    shop.wait(STALE_MS);
    expect(await shop.versionNow()).toBe(second);
  });

  it('looks once for many that ask at the same time', async () => {
    const shop = opened(await outdoorModels());
    await Promise.all([shop.served(), shop.served(), shop.served()]);
    expect(shop.looks()).toBe(1);
  });

  describe('with a version that must not be served', () => {
    const damage: readonly (readonly [string, string, (bytes: Uint8Array) => Uint8Array])[] = [
      ['a graph with another bit', 'model.onnx', (bytes) => bytes.map((byte, i) => (i === 500 ? byte ^ 1 : byte))],
      ['a shorter list of items', 'items.json', (bytes) => bytes.slice(0, 10)],
      ['items in another order', 'items.json', reversedList],
      ['a manifest that is cut off', 'manifest.json', (bytes) => bytes.slice(0, 10)],
      ['a manifest of another schema', 'manifest.json', (bytes) => replaced(bytes, '"schema":4', '"schema":3')],
    ];

    it.each(damage)('refuses %s, says so, and serves the one before', async (_, file, spoil) => {
      const models = await outdoorModels();
      const shop = opened(models);
      const first = await shop.versionNow();
      const second = await publishNight(models, otherNight);
      await models.put('recommender', second, new Map([[file, spoil(await models.read('recommender', second, file))]]));

      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(first);
      expect(shop.warnings).toEqual(['model refused']);
    });

    it('refuses a version that lacks a file', async () => {
      const models = await outdoorModels();
      const shop = opened(models);
      const first = await shop.versionNow();
      await models.publish('recommender', 'half-written', await models.served('recommender'));
      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(first);
      expect(shop.warnings).toEqual(['model refused']);
    });

    it('does not try the same version again and again', async () => {
      const models = await outdoorModels();
      await models.publish('recommender', 'half-written', await models.served('recommender'));
      const shop = opened(models);
      await shop.served();
      shop.wait(STALE_MS);
      await shop.served();
      expect(shop.warnings).toHaveLength(1);
    });

    it('serves without a model when there is none before', async () => {
      const models = await outdoorModels();
      const { version } = (await models.served('recommender'))!;
      await models.put('recommender', version, new Map([['model.onnx', new Uint8Array(3)]]));
      expect(await opened(models).versionNow()).toBeUndefined();
    });

    it('takes the next good version', async () => {
      const models = await outdoorModels();
      const { version } = (await models.served('recommender'))!;
      await models.put('recommender', version, new Map([['items.json', new Uint8Array(3)]]));
      const shop = opened(models);
      await shop.served();
      const good = memoryModels();
      const next = await publishNight(good, otherNight);
      for (const file of ['model.onnx', 'items.json', 'event-counts.json', 'catalog.json', 'manifest.json']) {
        await models.put('recommender', next, new Map([[file, await good.read('recommender', next, file)]]));
      }
      await models.publish('recommender', next, await models.served('recommender'));

      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(next);
    });
  });

  describe('when a store does not answer', () => {
    it('serves on what is in memory, and recovers', async () => {
      const fails = { served: false };
      const models = await outdoorModels();
      const shop = opened(faulty(models, fails));
      const first = await shop.versionNow();
      const second = await publishNight(models, otherNight);

      fails.served = true;
      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(first);
      expect(shop.warnings).toEqual(['refresh failed; what is in memory goes on']);
      fails.served = false;
      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(second);
    });

    it('does not ask it at every decision, nor keep every one waiting for it', async () => {
      const fails = { served: false };
      const shop = opened(faulty(await outdoorModels(), fails));
      await shop.served();
      fails.served = true;
      shop.wait(STALE_MS);
      await shop.served();
      await shop.served();
      await shop.served();
      expect(shop.looks()).toBe(2);
    });

    it('fails the very first decision, which has nothing in memory, and asks again at the next', async () => {
      const fails = { served: true };
      const shop = opened(faulty(await outdoorModels(), fails));
      await expect(shop.served()).rejects.toThrow('the store does not answer');
      fails.served = false;
      expect(await shop.versionNow()).toBeDefined();
    });

    it('does not hold it against the version: it is loaded when the store answers again', async () => {
      const fails = { read: false };
      const models = await outdoorModels();
      const shop = opened(faulty(models, fails));
      const first = await shop.versionNow();
      const second = await publishNight(models, otherNight);

      fails.read = true;
      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(first);
      fails.read = false;
      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(second);
    });
  });

  describe('as the catalog changes', () => {
    const deletion = anEntry('boots', {}, { version: 2, changedAtMs: NOW_MS, deleted: true });

    it('loses a deleted item at the next look', async () => {
      const changes = memoryChanges();
      const shop = opened(await outdoorModels(), changes);
      expect(isOffered((await shop.served()).shelf, 'boots')).toBe(true);
      changes.entries.push(deletion);
      expect(isOffered((await shop.served()).shelf, 'boots')).toBe(true);
      shop.wait(STALE_MS);
      const { model, shelf } = await shop.served();
      expect(isOffered(shelf, 'boots')).toBe(false);
      expect(biasOf(model!, undefined)[shelf.rowOf('boots')!]).toBe(Math.fround(BLOCKED_BIAS));
    });

    it('does not miss a change that the index shows a moment late', async () => {
      const changes = memoryChanges();
      const shop = opened(await outdoorModels(), changes);
      await shop.served();
      shop.wait(STALE_MS);
      changes.entries.push({ ...deletion, changedAtMs: NOW_MS - 1000 });
      expect(isOffered((await shop.served()).shelf, 'boots')).toBe(false);
    });

    it('makes the biases of each market once, and anew when the shelf has changed', async () => {
      const changes = memoryChanges();
      const shop = opened(await outdoorModels(), changes);
      const { model, shelf } = await shop.served();
      const german = biasOf(model!, 'DE');
      expect(biasOf(model!, 'DE')).toBe(german);
      expect(german[shelf.rowOf('french')!]).toBe(Math.fround(BLOCKED_BIAS));
      expect(biasOf(model!, 'FR')[shelf.rowOf('french')!]).toBe(0);
      changes.entries.push(deletion);
      shop.wait(STALE_MS);
      await shop.served();
      expect(biasOf(model!, 'DE')).not.toBe(german);
    });

    it('never offers again what was deleted, when a new version comes and the changes do not answer', async () => {
      const models = await outdoorModels();
      const changes = memoryChanges(deletion);
      const fails = { changes: false };
      const shop = opened(models, {
        ...changes,
        async *since(sinceMs) {
          if (fails.changes) throw new Error('the store does not answer');
          yield* changes.since(sinceMs);
        },
      });
      expect(isOffered((await shop.served()).shelf, 'boots')).toBe(false);
      const second = await publishNight(models, otherNight); // its catalog is of before the deletion

      fails.changes = true;
      shop.wait(STALE_MS);
      expect(isOffered((await shop.served()).shelf, 'boots')).toBe(false);
      fails.changes = false;
      shop.wait(STALE_MS);
      expect(await shop.versionNow()).toBe(second);
      expect(isOffered((await shop.served()).shelf, 'boots')).toBe(false);
    });
  });
});

const biasOf = (model: ServedModel, market: string | undefined): Float32Array =>
  model.biases.offered(market, { objective: 'relevance', boosts: [] }, []);

const reversedList = (bytes: Uint8Array): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)).reverse()));

const replaced = (bytes: Uint8Array, from: string, to: string): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to));
