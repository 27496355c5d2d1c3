import { beforeAll, describe, expect, it } from 'vitest';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import type { ModelStore } from '../../shared/ports/model-store.ts';
import { simulateShop } from '../../shared/simulation/shop.ts';
import { type NightResult, runNight, tablesOf } from '../support/simulated-night.ts';

const FILES = ['model.onnx', 'trial.onnx', 'items.json', 'event-counts.json', 'catalog.json', 'manifest.json'];
const endAtMs = Date.UTC(2026, 5, 1);
const tablesFor = (shopperCount: number) =>
  tablesOf(simulateShop({ seed: 3, itemCount: 100, shopperCount, days: 30, endAtMs }));

/** Every file of a version, as text so that a difference is short to print. */
async function filesOf(models: ModelStore, version: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const file of FILES)
    files[file] = Buffer.from(await models.read('recommender', version, file)).toString('base64');
  return files;
}

describe('a night on the simulated shop', () => {
  const models = memoryModels();
  let first: NightResult;
  let version: string;
  beforeAll(async () => {
    first = await runNight(tablesFor(750), models);
    version = first.publication?.servedVersion ?? '';
  });

  it('publishes what it trained', async () => {
    expect(first.publication).toMatchObject({ status: 'published', gate: { passed: true } });
    expect((await models.served('recommender'))?.version).toBe(version);
    expect(first.training).toMatchObject({ status: 'trained', version });
  });

  it('foresees better than popularity: the interval of the difference leaves out 0', () => {
    const { people, lift, model, popularity } = first.evaluation!;
    expect(people).toBeGreaterThanOrEqual(100);
    expect(lift!.low).toBeGreaterThan(0);
    // The planted truth itself hits three times as often as popularity; half of that gain is asked of the model.
    expect(model['hr@10']!).toBeGreaterThan(2 * popularity['hr@10']!);
  });

  it('serves, on a hundred histories, what the readable twin says', () => {
    const { largestError, ...golden } = first.evaluation!.golden;
    expect(golden).toEqual({ histories: 100, sameRankings: true });
    expect(largestError).toBeLessThanOrEqual(1e-5);
  });
});

describe('nights on a shop that is small', () => {
  const tables = tablesFor(120);
  const models = memoryModels();
  let version: string;
  beforeAll(async () => {
    const { publication } = await runNight(tables, models);
    version = publication?.servedVersion ?? '';
  });

  it('finds nothing to change the second time, and writes every file the same', async () => {
    const before = await filesOf(models, version);
    const second = await runNight(tables, models);
    expect(second.publication).toMatchObject({ status: 'unchanged', version, servedVersion: version });
    expect(await filesOf(models, version)).toEqual(before);
  });

  it('gives another house the same bytes', async () => {
    const elsewhere = memoryModels();
    await runNight(tables, elsewhere);
    expect(await filesOf(elsewhere, version)).toEqual(await filesOf(models, version));
  });

  it('refuses a night that has lost more than half of the events, and serves on what it served', async () => {
    const pointer = await models.served('recommender');
    const lost = { ...tables, events: tables.events.filter((_, i) => i % 10 < 4) };
    const { publication, evaluation } = await runNight(lost, models);
    expect(publication).toMatchObject({ status: 'refused', servedVersion: version });
    const check = publication!.gate.checks.find(({ name }) => name === 'data-is-there');
    expect(check?.passed).toBe(false);
    expect(check?.reason).toBe(
      `${lost.events.length} events; at least ${Math.ceil(tables.events.length / 2)} are wanted`,
    );
    // What it would have changed for people is told whether it is served or not.
    const { against, people, firstItemChanged, shared, items = [] } = evaluation!.difference!;
    expect(against).toBe(version);
    expect(people).toBeGreaterThan(100);
    expect(firstItemChanged).toBeGreaterThan(0);
    expect(shared).toBeLessThan(1);
    expect(items.length).toBeGreaterThan(0);
    expect(await models.served('recommender')).toEqual(pointer);
  });

  it('trains nothing where nobody did anything, and publishes nothing', async () => {
    const empty = memoryModels();
    const night = await runNight({ events: [], items: tables.items }, empty);
    expect(night).toEqual({
      training: { status: 'nothing-to-train', reason: 'nobody has done anything with an item yet' },
    });
    expect(await empty.served('recommender')).toBeUndefined();
  });

  it('publishes the very first day of a shop, with too little evidence to refuse it', async () => {
    const firstDay = { ...tables, events: tables.events.slice(0, 40) };
    const { training, publication } = await runNight(firstDay, memoryModels());
    expect(training).toMatchObject({ tuned: { triedCount: 0 } });
    expect(publication?.status).toBe('published');
    expect(publication?.gate.checks.map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining('too little evidence'),
    );
  });
});
