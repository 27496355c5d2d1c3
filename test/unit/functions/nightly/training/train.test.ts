import { describe, expect, it } from 'vitest';
import { indexOrder, readTrainingData } from '../../../../../functions/nightly/histories/training-data.ts';
import { type TrainOutput, train } from '../../../../../functions/nightly/training/train.ts';
import { DEFAULT_SETTINGS } from '../../../../../functions/nightly/training/tuning/default-settings.ts';
import { memoryModels } from '../../../../../shared/adapters/memory/models.ts';
import { loadOnnxScorer } from '../../../../../shared/adapters/onnx/scorer.ts';
import { sha256Hash } from '../../../../../shared/adapters/system/hash.ts';
import type { InteractionKind } from '../../../../../shared/domain/interaction.ts';
import type { CatalogEntry } from '../../../../../shared/domain/item.ts';
import type { ImageEmbedding } from '../../../../../shared/domain/item-image.ts';
import { seededRandom } from '../../../../../shared/math/random.ts';
import { shuffled } from '../../../../../shared/simulation/draws.ts';
import { arithmeticOf } from '../../../../support/arithmetic.ts';
import { anEntry } from '../../../../support/builders/entry.ts';
import { anInteractionEvent } from '../../../../support/builders/interaction.ts';
import { anEvent } from '../../../../support/events.ts';
import { memoryDocuments } from '../../../../support/memory-documents.ts';
import { silentLog, steppingClock } from '../../../../support/system-ports.ts';
import type { PersonEvent } from '../../../../support/written-snapshot.ts';
import { writtenSnapshot } from '../../../../support/written-snapshot.ts';

const row = (person: string, itemId: string, kind: InteractionKind, atMs: number): PersonEvent => ({
  personKey: `U#${person}`,
  event: anInteractionEvent(itemId, kind, atMs),
});

const dataOf = async (events: readonly PersonEvent[], items: readonly CatalogEntry[] = []) =>
  readTrainingData(await writtenSnapshot(events, { items }), 's', sha256Hash);

const random = seededRandom(8);
const manyRows = Array.from(
  { length: 120 },
  (_, i) =>
    row(`p${i % 9}`, `item-${Math.floor(random() * 12)}`, i % 5 === 0 ? 'purchase' : 'view', 1000 + Math.floor(i / 40)), // many of one moment
);
const someItems = ['item-1', 'item-2', 'unseen'].map((id) => anEntry(id));

describe('what a night trains on', () => {
  it('is each person’s history in the order of time, neighbours on one item merged', async () => {
    const { people, itemIds } = await dataOf([
      row('b', 'x', 'view', 5),
      row('a', 'y', 'purchase', 3),
      row('a', 'x', 'view', 1),
      row('a', 'y', 'view', 2),
    ]);
    const read = Array.from(people, ({ personKey, items }) => [
      personKey,
      ...Array.from(items, (item) => itemIds[item]),
    ]);
    expect(read).toEqual([
      ['U#a', 'x', 'y'],
      ['U#b', 'x'],
    ]);
    expect([...people.at(0)!.kinds]).toEqual([0, 6]);
    expect([...people.at(0)!.atMs]).toEqual([1, 2]);
  });

  it('counts an event once that the snapshot holds twice, under the device and under its person', async () => {
    const event = row('a', 'x', 'view', 1);
    const between = row('a', 'y', 'view', 2);
    const { eventCount } = await dataOf([event, between, event, between]);
    expect(eventCount).toBe(2);
  });

  it('has an index for what stands in the catalog and for what only events name', async () => {
    const { itemIds } = await dataOf([row('a', 'rumour', 'view', 1)], someItems);
    expect(itemIds.toSorted()).toEqual(['item-1', 'item-2', 'rumour', 'unseen']);
  });

  it('leaves out who did nothing with any item', async () => {
    const { people } = await dataOf([{ personKey: 'U#a', event: anEvent({ type: 'page' }) }, row('b', 'x', 'view', 1)]);
    expect(people.personKeys).toEqual(['U#b']);
  });

  it('has another fingerprint when a history or an item changed, and the same in any order', async () => {
    const { fingerprint } = await dataOf(manyRows, someItems);
    const shuffledRows = shuffled(manyRows, seededRandom(1));
    expect((await dataOf(shuffledRows, someItems.toReversed())).fingerprint).toBe(fingerprint);
    expect((await dataOf(manyRows.slice(0, -1), someItems)).fingerprint).not.toBe(fingerprint);
    expect((await dataOf(manyRows, [...someItems, anEntry('new')])).fingerprint).not.toBe(fingerprint);
  });
});

describe('indexOrder', () => {
  it('is a fixed shuffle: the same whatever comes first, each item once, and not the order of the ids', () => {
    const ids = Array.from({ length: 100 }, (_, i) => `item-${String(i).padStart(3, '0')}`);
    const order = indexOrder(ids);
    expect(indexOrder([...ids.toReversed(), ...ids])).toEqual(order);
    expect(order.toSorted()).toEqual(ids);
    expect(order).not.toEqual(ids);
  });
});

const arithmetic = arithmeticOf(1);

describe('train', () => {
  const trained = async (rows: readonly PersonEvent[], partRows: number): Promise<TrainOutput> =>
    train({
      snapshots: await writtenSnapshot(rows, { items: someItems, partRows }),
      models: memoryModels(),
      images: memoryDocuments(),
      hash: sha256Hash,
      arithmetic,
      loadScorer: loadOnnxScorer,
      clock: steppingClock(),
      log: silentLog,
    })({ snapshotId: 's', settings: DEFAULT_SETTINGS });

  it('names a version by what would be served, however the snapshot is cut and ordered', async () => {
    const one = await trained(manyRows, 1000);
    expect(one.status).toBe('trained');
    expect(await trained(shuffled(manyRows, seededRandom(4)), 3)).toEqual(one);
  });

  it('names another version when one thing more was done', async () => {
    const more = await trained([...manyRows, row('p1', 'item-5', 'cart', 9000)], 1000);
    expect(more).not.toMatchObject({ version: ((await trained(manyRows, 1000)) as { version: string }).version });
  });

  /** Ten people who do something at each of the moments 0 … 19: the last two are the test window, the two before validate. */
  const steady = (changedFrom: number) =>
    Array.from({ length: 20 }, (_, atMs) =>
      Array.from({ length: 10 }, (_, p) => {
        const item = atMs >= changedFrom ? 11 * atMs + 5 * p + 4 : 7 * atMs + 3 * p;
        return row(`p${p}`, `item-${item % 23}`, 'view', atMs);
      }),
    ).flat();
  const every = Array.from({ length: 23 }, (_, i) => anEntry(`item-${i}`));

  it('fits the trial on nothing of the validation and test windows; the model itself on all', async () => {
    const filesOf = async (rows: readonly PersonEvent[]) => {
      const models = memoryModels();
      const ports = {
        models,
        images: memoryDocuments<ImageEmbedding>(),
        hash: sha256Hash,
        arithmetic,
        loadScorer: loadOnnxScorer,
        clock: steppingClock(),
        log: silentLog,
      };
      const snapshots = await writtenSnapshot(rows, { items: every, partRows: 50 });
      const output = await train({ ...ports, snapshots })({ snapshotId: 's', settings: DEFAULT_SETTINGS });
      const read = (file: string) => models.read('recommender', (output as { version: string }).version, file);
      return { trial: await read('trial.onnx'), model: await read('model.onnx') };
    };
    const asIs = await filesOf(steady(20));
    const otherTest = await filesOf(steady(16));
    expect(otherTest.trial).toEqual(asIs.trial);
    expect(otherTest.model).not.toEqual(asIs.model);
    expect((await filesOf(steady(15))).trial).not.toEqual(asIs.trial);
  });

  it('takes pinned settings as they are, without a search', async () => {
    const output = await trained(manyRows, 1000);
    expect(output).toMatchObject({ tuned: { settings: DEFAULT_SETTINGS, validation: null, triedCount: 0 } });
  });
});
