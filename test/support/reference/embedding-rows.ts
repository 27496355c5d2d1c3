import { adam, type Moments } from '../../../shared/math/adam.ts';
import { type EmbeddingRows, type EmbeddingStart, POOLS, type RowTable } from '../../../shared/math/embedding-rows.ts';

/** The readable twin of the kernels: one thread, one number at a time, in the same order. */
export function plainEmbeddingRows(begun: EmbeddingStart): EmbeddingRows {
  const { dimensions: d, rowLimit, entryLimit, placeLimit, cellWeights, features } = begun;
  const { values, moments } = structuredClone({ values: begun.values, moments: begun.moments });
  const floats = (length: number) => new Float32Array(length);
  const batch = {
    touched: new Int32Array(placeLimit),
    touchedFeatures: new Int32Array(features?.featureCount ?? 0),
    targetPlaces: new Int32Array(rowLimit),
    entryEnds: new Int32Array(rowLimit + 1),
    entryPlaces: new Int32Array(entryLimit),
    entryCells: new Int32Array(entryLimit),
    ...{ vectors: floats(placeLimit * d), targets: floats(rowLimit * d), pooled: floats(rowLimit * d) },
    ...{ people: floats(rowLimit * d), targetSlopes: floats(rowLimit), pooledSlopes: floats(rowLimit * d) },
    ...{ slopes: floats(placeLimit * d), biasSlopes: floats(placeLimit), gateSlopes: floats(POOLS * d) },
  };
  const pools = Array.from({ length: POOLS }, () => floats(rowLimit * d));
  const featureSlopes = floats(values.shared.length);

  const add = (to: Float32Array, row: number, scale: number, from: Float32Array, fromRow: number) => {
    for (let j = 0; j < d; j++) to[row * d + j]! += scale * from[fromRow * d + j]!;
  };
  const change = (
    table: RowTable,
    slopes: Float32Array,
    row: number,
    slopeRow: number,
    width: number,
    rate: number,
  ) => {
    const part = (numbers: Float32Array) => numbers.subarray(row * width, (row + 1) * width);
    const remembered: Moments = { first: part(moments[table].first), second: part(moments[table].second) };
    adam(part(values[table]), slopes.subarray(slopeRow * width, (slopeRow + 1) * width), remembered, rate);
  };
  const featuresOf = (item: number) =>
    features === undefined ? [] : [...features.columns.subarray(features.offsets[item], features.offsets[item + 1])];
  const scaleOf = (item: number) => 1 / Math.sqrt(Math.max(1, featuresOf(item).length));

  return {
    ...{ values, moments, batch },
    start: (placeCount) => {
      batch.slopes.fill(0, 0, placeCount * d);
      for (let place = 0; place < placeCount; place++) {
        const item = batch.touched[place]!;
        batch.vectors.set(values.own.subarray(item * d, (item + 1) * d), place * d);
        for (const feature of featuresOf(item)) add(batch.vectors, place, scaleOf(item), values.shared, feature);
      }
    },
    pool: (rowCount, gates) => {
      for (let row = 0; row < rowCount; row++) {
        for (const pool of pools) pool.fill(0, row * d, (row + 1) * d);
        for (let e = batch.entryEnds[row]!; e < batch.entryEnds[row + 1]!; e++) {
          pools.forEach((pool, c) => {
            add(pool, row, cellWeights[batch.entryCells[e]! * POOLS + c]!, batch.vectors, batch.entryPlaces[e]!);
          });
        }
        for (let j = 0; j < d; j++)
          batch.pooled[row * d + j] = inPools((c) => gates[c * d + j]! * pools[c]![row * d + j]!);
        const place = batch.targetPlaces[row]!;
        batch.targets.set(batch.vectors.subarray(place * d, (place + 1) * d), row * d);
      }
    },
    spread: (rowCount, gates) => {
      const { slopes, pooledSlopes, gateSlopes, entryCells, entryPlaces } = batch;
      gateSlopes.fill(0);
      for (let row = 0; row < rowCount; row++) {
        add(slopes, batch.targetPlaces[row]!, batch.targetSlopes[row]!, batch.people, row);
        pools.forEach((pool, c) => {
          for (let j = 0; j < d; j++) gateSlopes[c * d + j]! += pooledSlopes[row * d + j]! * pool[row * d + j]!;
        });
        for (let e = batch.entryEnds[row]!; e < batch.entryEnds[row + 1]!; e++) {
          for (let j = 0; j < d; j++) {
            const gated = inPools((c) => cellWeights[entryCells[e]! * POOLS + c]! * gates[c * d + j]!);
            slopes[entryPlaces[e]! * d + j]! += pooledSlopes[row * d + j]! * gated;
          }
        }
      }
    },
    change: (placeCount, featureCount, rate) => {
      featureSlopes.fill(0);
      for (let place = 0; place < placeCount; place++) {
        const item = batch.touched[place]!;
        for (const feature of featuresOf(item)) add(featureSlopes, feature, scaleOf(item), batch.slopes, place);
        change('own', batch.slopes, item, place, d, rate);
        change('biases', batch.biasSlopes, item, place, 1, rate);
      }
      for (const feature of batch.touchedFeatures.subarray(0, featureCount))
        change('shared', featureSlopes, feature, feature, d, rate);
    },
  };
}

const inPools = (term: (pool: number) => number): number => term(0) + term(1) + term(2);
