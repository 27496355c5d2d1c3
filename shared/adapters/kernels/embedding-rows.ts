import type { Moments } from '../../math/adam.ts';
import {
  type EmbeddingBatch,
  type EmbeddingRows,
  type EmbeddingStart,
  POOLS,
  type RowTable,
} from '../../math/embedding-rows.ts';
import type { Machine } from './machine.ts';
import { chunksOf, runOn } from './rows-on-threads.ts';
import type { WorkspaceMemory } from './workspace-memory.ts';

/** Numbers in a line of the cache: no two threads write the same. */
const LINE_NUMBERS = 16;
/** Rows and places that a thread takes at a time. */
const ROWS_AT_A_TIME = 32;
const PLACES_AT_A_TIME = 128;

/** The sparse part of training embeddings, in the memory of the kernels until that is released. */
export function kernelEmbeddingRows(machine: Machine, start: EmbeddingStart): EmbeddingRows {
  const { memory } = machine;
  const { dimensions: d, rowLimit, cellWeights } = start;
  const at = memory.addressOf;
  const held = heldTables(memory, start);
  const batch = emptyBatch(memory, start);
  const { values, moments } = held;
  const features = start.features && {
    offsets: at(copied(memory, start.features.offsets)),
    columns: at(copied(memory, start.features.columns)),
    slopes: at(memory.floats(values.shared.length)),
  };
  const weights = at(copied(memory, cellWeights));
  const gatesHere = memory.floats(POOLS * d);
  const gatedWeights = memory.doubles((cellWeights.length / POOLS) * d);
  const pools = at(memory.floats(POOLS * rowLimit * d));
  const [bytes, poolBytes] = [4 * d, 4 * d * rowLimit];
  const entries = [batch.entryEnds, batch.entryPlaces, batch.entryCells].map(at);
  const targetPlaces = at(batch.targetPlaces);
  const vectors = at(batch.vectors);
  const slopes = at(batch.slopes);
  const touched = at(batch.touched);
  const sliceNumbers = LINE_NUMBERS * chunksOf(d, LINE_NUMBERS * machine.threadCount);
  const slices = { count: chunksOf(d, sliceNumbers), chunk: 1 };
  const addresses = (table: RowTable) => [values[table], moments[table].first, moments[table].second].map(at);

  return {
    ...{ values, moments, batch },
    start: (placeCount) => {
      const work = { count: placeCount, chunk: PLACES_AT_A_TIME };
      const tables = [at(values.own), at(values.shared), features?.offsets ?? 0, features?.columns ?? 0];
      runOn(machine, placeCount, 'startPlaces', work, [touched, ...tables, bytes, vectors, slopes]);
    },
    pool: (rowCount, gates) => {
      gatesHere.set(gates);
      const work = { count: rowCount, chunk: ROWS_AT_A_TIME };
      runOn(machine, batch.entryEnds[rowCount]!, 'poolRows', work, [
        ...[...entries, weights, vectors, targetPlaces, at(gatesHere), bytes, poolBytes, pools],
        ...[at(batch.pooled), at(batch.targets)],
      ]);
    },
    spread: (rowCount, gates) => {
      gateWeights(cellWeights, gates, gatedWeights);
      batch.gateSlopes.fill(0);
      const given = [batch.targetSlopes, batch.people, batch.pooledSlopes].map(at);
      runOn(machine, batch.entryEnds[rowCount]!, 'spreadSlices', slices, [
        ...[4 * sliceNumbers, rowCount, ...entries, at(gatedWeights), targetPlaces, ...given, bytes, poolBytes, pools],
        ...[at(batch.gateSlopes), slopes],
      ]);
    },
    change: (placeCount, featureCount, rate) => {
      if (features !== undefined)
        runOn(machine, placeCount, 'changeFeatureSlices', slices, [
          ...[
            4 * sliceNumbers,
            touched,
            placeCount,
            at(batch.touchedFeatures),
            featureCount,
            features.offsets,
            features.columns,
          ],
          ...[bytes, slopes, features.slopes, ...addresses('shared'), rate],
        ]);
      const work = { count: placeCount, chunk: PLACES_AT_A_TIME };
      const biases = [at(batch.biasSlopes), ...addresses('biases')];
      runOn(machine, placeCount, 'changePlaces', work, [touched, bytes, slopes, ...addresses('own'), ...biases, rate]);
    },
  };
}

function heldTables(memory: WorkspaceMemory, { values, moments }: EmbeddingStart) {
  const copiedMoments = ({ first, second }: Moments): Moments => ({
    first: copied(memory, first),
    second: copied(memory, second),
  });
  return {
    values: {
      own: copied(memory, values.own),
      shared: copied(memory, values.shared),
      biases: copied(memory, values.biases),
    },
    moments: {
      own: copiedMoments(moments.own),
      shared: copiedMoments(moments.shared),
      biases: copiedMoments(moments.biases),
    },
  };
}

function emptyBatch(memory: WorkspaceMemory, start: EmbeddingStart): EmbeddingBatch {
  const { dimensions: d, rowLimit, entryLimit, placeLimit, features } = start;
  return {
    touched: memory.integers(placeLimit),
    touchedFeatures: memory.integers(features?.featureCount ?? 0),
    targetPlaces: memory.integers(rowLimit),
    entryEnds: memory.integers(rowLimit + 1).fill(0),
    entryPlaces: memory.integers(entryLimit),
    entryCells: memory.integers(entryLimit),
    vectors: memory.floats(placeLimit * d),
    targets: memory.floats(rowLimit * d),
    pooled: memory.floats(rowLimit * d),
    people: memory.floats(rowLimit * d),
    targetSlopes: memory.floats(rowLimit),
    pooledSlopes: memory.floats(rowLimit * d),
    slopes: memory.floats(placeLimit * d),
    biasSlopes: memory.floats(placeLimit),
    gateSlopes: memory.floats(POOLS * d),
  };
}

function copied<T extends Float32Array | Int32Array>(memory: WorkspaceMemory, values: T): T;
function copied(memory: WorkspaceMemory, values: Float32Array | Int32Array): Float32Array | Int32Array {
  const { length } = values;
  const ours = values instanceof Float32Array ? memory.floats(length) : memory.integers(length);
  ours.set(values);
  return ours;
}

/** (cells, d): what a vector counts in the pooled sum, by the pools' weights and gates. */
function gateWeights(cellWeights: Float32Array, gates: Float32Array, out: Float64Array): void {
  const d = gates.length / POOLS;
  for (let cell = 0; cell * d < out.length; cell++) {
    const newest = cellWeights[cell * POOLS]!;
    const early = cellWeights[cell * POOLS + 1]!;
    const even = cellWeights[cell * POOLS + 2]!;
    for (let j = 0; j < d; j++)
      out[cell * d + j] = newest * gates[j]! + early * gates[d + j]! + even * gates[2 * d + j]!;
  }
}
