import { describe, expect, it } from 'vitest';
import { fitItemEmbeddings } from '../../shared/learning/embedding-training.ts';
import { batchLogits, type ItemEmbeddings, personVector } from '../../shared/learning/item-embeddings.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { arithmeticOf } from '../support/arithmetic.ts';
import { historiesOf } from '../support/histories.ts';

const ONE = arithmeticOf(1);
const ITEMS = 40;
const SETTINGS = {
  dimensions: 16,
  historyLimit: 10,
  epochs: 6,
  positionLimit: 1e6,
  batchSize: 128,
  negatives: 32,
  learningRate: 0.01,
  eventDropout: 0.1,
  vectorDropout: 0.1,
  seed: 3,
};

/** People who mostly go from an item to the one `step` further. */
function walks(step: number, count: number, seed: number) {
  const random = seededRandom(seed);
  return historiesOf(
    Array.from({ length: count }, () => {
      let item = Math.floor(random() * ITEMS);
      return Array.from({ length: 8 }, () => {
        item = random() < 0.9 ? (item + step) % ITEMS : Math.floor(random() * ITEMS);
        return { item, kind: 0 };
      });
    }),
  );
}

const of = (histories: ReturnType<typeof walks>) => ({ histories, itemCount: ITEMS });

/** Of all items, how many are followed by the one that the model puts first. */
async function foreseen(model: ItemEmbeddings, step: number): Promise<number> {
  const logitsOf = await batchLogits(model, ONE.compile);
  const logits = await logitsOf(Array.from({ length: ITEMS }, (_, item) => ({ items: [item], kinds: [0] })));
  return Array.from({ length: ITEMS }, (_, item) => {
    const row = logits.subarray(item * ITEMS, (item + 1) * ITEMS);
    return row.indexOf(Math.max(...row)) === (item + step) % ITEMS;
  }).filter(Boolean).length;
}

describe('fitItemEmbeddings', () => {
  it('learns what follows what', async () => {
    const { model } = await fitItemEmbeddings(of(walks(1, 400, 1)), SETTINGS, ONE);
    expect(await foreseen(model, 1)).toBeGreaterThan(ITEMS * 0.9);
  });

  it('goes on from what was learnt before', async () => {
    const { state } = await fitItemEmbeddings(of(walks(1, 400, 1)), SETTINGS, ONE);
    const one = { ...SETTINGS, epochs: 1 };
    const few = walks(1, 40, 2);
    const further = await fitItemEmbeddings(of(few), one, ONE, { from: state });
    const afresh = await fitItemEmbeddings(of(few), one, ONE);
    expect(further.state.step).toBeGreaterThan(state.step);
    expect(await foreseen(further.model, 1)).toBeGreaterThan(ITEMS * 0.9);
    expect(await foreseen(afresh.model, 1)).toBeLessThan(ITEMS * 0.5);
  });

  it('leaves the state that it goes on from as it was', async () => {
    const { state } = await fitItemEmbeddings(of(walks(1, 50, 1)), SETTINGS, ONE);
    const before = structuredClone(state);
    await fitItemEmbeddings(of(walks(2, 50, 1)), SETTINGS, ONE, { from: state });
    expect(state).toEqual(before);
  });

  it('lets an item that nobody met stand near those it has features in common with', async () => {
    // Two kinds of items, each kind visited on its own; the last item of each has never been met.
    const half = ITEMS / 2;
    const random = seededRandom(4);
    const histories = historiesOf(
      Array.from({ length: 300 }, (_, person) =>
        Array.from({ length: 8 }, () => ({ item: (person % 2) * half + Math.floor(random() * (half - 1)), kind: 0 })),
      ),
    );
    const features = {
      featureCount: 2,
      offsets: Int32Array.from({ length: ITEMS + 1 }, (_, i) => i),
      columns: Int32Array.from({ length: ITEMS }, (_, item) => (item < half ? 0 : 1)),
    };
    const { model } = await fitItemEmbeddings({ histories, features, itemCount: ITEMS }, SETTINGS, ONE);
    const logitsOf = await batchLogits(model, ONE.compile);
    const logits = await logitsOf([{ items: [0, 1, 2], kinds: [0, 0, 0] }]);
    expect(logits[half - 1]!).toBeGreaterThan(logits[ITEMS - 1]!);
  });

  it('gives the same bytes for one and two threads', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => fitItemEmbeddings(of(walks(1, 100, 1)), SETTINGS, arithmeticOf(threads))),
    );
    expect(two).toEqual(one);
  });

  it('gives the same bytes for one and two threads, also where a few people are left for the last batch', async () => {
    const random = seededRandom(9);
    const items = 1200;
    // 30 × 9 events to learn from: two batches of 128, and 14.
    const histories = historiesOf(
      Array.from({ length: 30 }, () =>
        Array.from({ length: 10 }, () => ({ item: Math.floor(random() * items), kind: 0 })),
      ),
    );
    const large = { ...SETTINGS, dimensions: 64, negatives: 1000, epochs: 2 };
    const fitted = (threads: number) =>
      fitItemEmbeddings({ histories, itemCount: items }, large, arithmeticOf(threads));
    expect((await fitted(2)).model).toEqual((await fitted(1)).model);
  });

  it('scores batches as the readable twin scores a person', async () => {
    const { model } = await fitItemEmbeddings(of(walks(1, 100, 1)), SETTINGS, ONE);
    const logitsOf = await batchLogits(model, ONE.compile);
    const items = [3, 1, 4, 1, 5];
    const [logits, person] = [
      await logitsOf([{ items, kinds: new Uint8Array(items.length) }]),
      personVector(model, items),
    ];
    for (let item = 0; item < ITEMS; item++) {
      const product = person.reduce((sum, number, j) => sum + number * model.vectors[item * 16 + j]!, 0);
      expect(logits[item]!).toBeCloseTo(product + model.biases[item]!, 4);
    }
  });
});
