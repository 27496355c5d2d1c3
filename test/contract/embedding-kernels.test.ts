import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import type { EmbeddingRows, EmbeddingStart } from '../../shared/math/embedding-rows.ts';
import { seededRandom } from '../../shared/math/random.ts';
import { plainEmbeddingRows } from '../support/reference/embedding-rows.ts';

const one = openKernels(1);
const three = openKernels(3);
afterAll(() => Promise.all([one.close(), three.close()]));

const [ITEMS, FEATURES, ROWS, CELLS] = [4500, 40, 200, 9];

function chance(seed: number) {
  const random = seededRandom(seed);
  return {
    floats: (length: number) => Float32Array.from({ length }, () => random() - 0.5),
    below: (length: number, end: number) => Int32Array.from({ length }, () => Math.floor(random() * end)),
  };
}

/** Items with 0 to 4 of 40 features, or none with any; every third cell says nothing in the newest pool. */
function started(dimensions: number, entryLimit: number, hasFeatures: boolean): EmbeddingStart {
  const { floats, below } = chance(dimensions);
  const sizes = { own: ITEMS * dimensions, shared: hasFeatures ? FEATURES * dimensions : 0, biases: ITEMS };
  const tables = <T>(made: (length: number) => T) => ({
    own: made(sizes.own),
    shared: made(sizes.shared),
    biases: made(sizes.biases),
  });
  const offsets = new Int32Array(ITEMS + 1);
  for (let item = 0; item < ITEMS; item++) offsets[item + 1] = offsets[item]! + (item % 5);
  return {
    values: tables(floats),
    moments: tables((length) => ({ first: floats(length), second: floats(length).map(Math.abs) })),
    features: hasFeatures ? { featureCount: FEATURES, offsets, columns: below(offsets[ITEMS]!, FEATURES) } : undefined,
    ...{ dimensions, rowLimit: ROWS, entryLimit, placeLimit: ITEMS },
    cellWeights: floats(3 * CELLS).map((weight, at) => (at % 9 === 0 ? 0 : weight)),
  };
}

const bitsOf = (numbers: Float32Array): string => createHash('sha256').update(numbers).digest('hex');

/** Three steps on batches that differ, and the bits of all that is told on the way. */
function toldBy({ values, moments, batch, ...rows }: EmbeddingRows, { dimensions: d, entryLimit }: EmbeddingStart) {
  const { floats, below } = chance(7);
  const gates = floats(3 * d);
  const told: Float32Array[] = [];
  for (const placeCount of [ITEMS, 4200, 1]) {
    batch.touched.set(Int32Array.from({ length: placeCount }, (_, place) => (place * 7 + placeCount) % ITEMS));
    batch.touchedFeatures.set(Int32Array.from({ length: batch.touchedFeatures.length }, (_, at) => at));
    batch.targetPlaces.set(below(ROWS, placeCount));
    batch.entryPlaces.set(below(entryLimit, placeCount));
    batch.entryCells.set(below(entryLimit, CELLS));
    batch.entryEnds.set(below(ROWS, entryLimit).sort(), 1);
    rows.start(placeCount);
    told.push(batch.vectors.slice(0, placeCount * d));
    rows.pool(ROWS, gates);
    told.push(batch.targets.slice(), batch.pooled.slice());
    batch.slopes.set(floats(placeCount * d));
    batch.biasSlopes.set(floats(placeCount));
    batch.people.set(floats(ROWS * d));
    batch.targetSlopes.set(floats(ROWS));
    batch.pooledSlopes.set(floats(ROWS * d));
    rows.spread(ROWS, gates);
    told.push(batch.slopes.slice(0, placeCount * d), batch.gateSlopes.slice());
    rows.change(placeCount, batch.touchedFeatures.length, 0.01);
  }
  for (const { first, second } of Object.values(moments)) told.push(first.slice(), second.slice());
  return [...told, ...Object.values(values).map((table) => table.slice())].map(bitsOf);
}

describe('rows of embeddings on kernels', () => {
  // Of 5000 entries the threads take parts. 20 numbers are no whole number of lines of the cache.
  it.each([
    [16, 300, true],
    [20, 5000, false],
    [64, 5000, true],
  ])('tell of %i numbers and %i entries the same bits as their twin, on 1 and 3 threads', async (...given) => {
    const start = started(...given);
    const expected = toldBy(plainEmbeddingRows(start), start);
    for (const kernels of [one, three])
      expect(await kernels.hold(async (workspace) => toldBy(workspace.embeddingRows(start), start))).toEqual(expected);
  });
});

describe('a held workspace', () => {
  it('keeps its memory while others work, and has it to itself', async () => {
    const places: number[] = [];
    const held = one.hold(async (workspace) => {
      const ours = workspace.floats(100).fill(1);
      places.push(ours.byteOffset);
      await new Promise(setImmediate);
      return ours.slice();
    });
    const next = one.hold(async (workspace) => places.push(workspace.floats(100).byteOffset));
    await Promise.resolve();
    one.within((workspace) => workspace.floats(100).fill(2));
    expect([...new Set(await held)]).toEqual([1]);
    await next;
    expect(places[1]).toBe(places[0]);
  });

  it('is given back when the work fails', async () => {
    const failing = one.hold(async (workspace) => {
      workspace.floats(1_000_000);
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    const again = () => one.hold(async (workspace) => workspace.floats(1000).byteOffset);
    expect(await again()).toBe(await again());
  });
});
