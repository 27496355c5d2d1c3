import { fitAffinity } from '../../../shared/learning/affinity.ts';
import { fitContentNeighbours } from '../../../shared/learning/content-neighbours.ts';
import { fitItemEmbeddings } from '../../../shared/learning/embedding-training.ts';
import type { Recommender } from '../../../shared/learning/recommender.ts';
import { fitSequenceNeighbours, type SequenceNeighbours } from '../../../shared/learning/sequence-neighbours.ts';
import { fitSessionNeighbours } from '../../../shared/learning/session-neighbours.ts';
import { seededRandom } from '../../../shared/math/random.ts';
import { arithmeticOf } from '../arithmetic.ts';
import { historiesOf } from '../histories.ts';
import { neighbourSettings } from './neighbour-settings.ts';
import { sessionSettings } from './session-settings.ts';

/** A recommender of sequence neighbours and popularity alone. */
export function neighboursAlone({ popularity, ...table }: SequenceNeighbours): Recommender {
  const blend = { popularity: { weight: 0.1, floor: 1e-3 }, sequence: { weight: 1, floor: 1e-3 } };
  return {
    itemCount: table.itemCount,
    historyLimit: table.recency.length,
    sources: [
      { kind: 'prior', name: 'popularity', shares: popularity },
      { kind: 'neighbours', name: 'sequence', table },
    ],
    blends: { personal: blend, similar: blend, 'bought-together': blend, trending: blend },
  };
}

/** Cells that `aRecommender` knows. */
export const CELL_COUNT = 4;

/** A recommender with a source of every kind, fitted on seeded histories of two kinds of events. */
export async function aRecommender(itemCount = 60, seed = 21): Promise<Recommender> {
  const random = seededRandom(seed);
  const histories = historiesOf(
    Array.from({ length: itemCount + 20 }, () =>
      Array.from({ length: 12 }, () => ({
        item: Math.floor(random() ** 2 * itemCount),
        kind: Math.floor(random() * 2),
      })),
    ),
  );
  const settings = neighbourSettings(2, {
    neighbourCount: 20,
    maxDistance: 10,
    historyLimit: 30,
    targetKindWeights: [0.5, 1],
    historyKindWeights: [0.7, 1],
  });
  const features = {
    featureCount: 5,
    offsets: Int32Array.from({ length: itemCount + 1 }, (_, i) => i),
    columns: Int32Array.from({ length: itemCount }, (_, i) => i % 5),
  };
  const arithmetic = arithmeticOf(1);
  const { model: embeddings } = await fitItemEmbeddings(
    { histories, features, itemCount },
    {
      dimensions: 16,
      historyLimit: 20,
      epochs: 2,
      positionLimit: 100_000,
      batchSize: 128,
      negatives: 32,
      learningRate: 0.01,
      eventDropout: 0.2,
      vectorDropout: 0.2,
      seed: 5,
    },
    arithmetic,
  );
  const sequence = fitSequenceNeighbours(histories, itemCount, settings, arithmetic.kernels);
  const sessions = fitSessionNeighbours(
    histories,
    Float64Array.from({ length: histories.offsets.length - 1 }, (_, u) => u % 7),
    itemCount,
    sessionSettings({
      sessionsPerItem: 12,
      neighbourCount: 5,
      historyLimit: 4,
      distanceScale: 3,
      backwardWeight: 0.5,
      targetKindWeights: [0.5, 1],
    }),
  );
  const affinity = fitAffinity(
    histories,
    { ...features, valueCount: features.featureCount, facets: Uint8Array.of(0, 1, 0, 1, 0), facetCount: 2 },
    itemCount,
    { historyLimit: 25, doubt: 2, lookLimit: 200, negatives: 20, groupLimit: 100, seed: 3 },
  )!;
  const weights = { recency: sequence.recency, historyKindWeights: sequence.historyKindWeights };
  const gives = Float32Array.from({ length: itemCount * 8 }, () => random() - 0.5);
  const factors = Float32Array.from({ length: itemCount * 8 }, () => random() - 0.5);
  const lifts = Float32Array.from({ length: itemCount * CELL_COUNT }, () => random() - 0.5);
  const counts = (weight: number) => ({ weight, floor: 0.01 });
  return {
    itemCount,
    historyLimit: settings.historyLimit,
    sources: [
      { kind: 'embeddings', name: 'embeddings', model: embeddings },
      { kind: 'factors', name: 'factors', model: { itemCount, dimensions: 8, gives, factors, ...weights } },
      { kind: 'prior', name: 'popularity', shares: sequence.popularity },
      { kind: 'neighbours', name: 'sequence', table: sequence },
      {
        kind: 'linear',
        name: 'linear',
        table: { ...sequence, weights: sequence.weights.map((w, i) => (i % 3 === 0 ? -w : w)) },
      },
      { kind: 'sessions', name: 'sessions', index: sessions },
      { kind: 'own', name: 'current', from: 0, to: 1 },
      { kind: 'own', name: 'earlier', from: 1, to: 30 },
      {
        kind: 'neighbours',
        name: 'content',
        table: {
          ...fitContentNeighbours(
            {
              columnCount: 5,
              offsets: features.offsets,
              columns: features.columns,
              weights: new Float32Array(itemCount).fill(1),
            },
            new Uint8Array(5),
            { fieldWeights: [1], idfExponent: 1, postingLimit: itemCount, neighbourCount: 10 },
          ),
          recency: sequence.recency,
          historyKindWeights: Float32Array.of(1, 1),
        },
      },
      { kind: 'affinity', name: 'affinity', model: affinity },
      { kind: 'context', name: 'context', lifts, fadeEvents: 3 },
    ],
    blends: {
      personal: {
        embeddings: counts(0.8),
        factors: counts(0.7),
        linear: counts(0.4),
        sessions: counts(0.6),
        current: counts(-2),
        earlier: counts(1),
        popularity: counts(0.3),
        sequence: counts(1),
        content: counts(0.5),
        affinity: counts(1.2),
        context: counts(0.9),
      },
      similar: { sequence: counts(0.2), content: counts(1) },
      'bought-together': { sequence: counts(1) },
      trending: { popularity: counts(1) },
    },
  };
}

/** A recommender by factors alone, at random: only their size costs time. */
export function factorsAlone(itemCount: number, dimensions: number): Recommender & { readonly factors: Float32Array } {
  const random = seededRandom(7);
  const numbers = () => Float32Array.from({ length: itemCount * dimensions }, () => random() - 0.5);
  const model = {
    itemCount,
    dimensions,
    gives: numbers(),
    factors: numbers(),
    recency: new Float32Array(20).fill(1),
    historyKindWeights: Float32Array.of(1),
  };
  return {
    itemCount,
    historyLimit: 20,
    sources: [{ kind: 'factors', name: 'factors', model }],
    blends: { personal: { factors: { weight: 1, floor: 1 } } },
    factors: model.factors,
  };
}

/** Vectors alone, of items that stand in tight groups of a hundred: many near the best, and some alike in all. */
export function aRecommenderByVectors(itemCount: number, dimensions = 32, seed = 11): Recommender {
  const random = seededRandom(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const centres = numbers(Math.ceil(itemCount / 100) * dimensions);
  const grouped = () =>
    Float32Array.from({ length: itemCount * dimensions }, (_, at) => {
      const item = Math.floor(at / dimensions);
      const centre = centres[Math.floor(item / 100) * dimensions + (at % dimensions)]!;
      return item % 100 < 3 ? centre : centre + 0.1 * (random() - 0.5);
    });
  const weights = { recency: Float32Array.of(1, 0.7, 0.5), historyKindWeights: Float32Array.of(1) };
  const embeddings = {
    itemCount,
    dimensions,
    historyLimit: 20,
    vectors: grouped(),
    biases: numbers(itemCount),
    gates: numbers(3 * dimensions),
    widen: numbers(2 * dimensions ** 2),
    narrow: numbers(2 * dimensions ** 2),
  };
  return {
    itemCount,
    historyLimit: 20,
    sources: [
      { kind: 'embeddings', name: 'embeddings', model: embeddings },
      {
        kind: 'factors',
        name: 'factors',
        model: { itemCount, dimensions, gives: grouped(), factors: grouped(), ...weights },
      },
      { kind: 'prior', name: 'popularity', shares: numbers(itemCount).map(Math.abs) },
    ],
    blends: {
      personal: {
        embeddings: { weight: 0.8, floor: 1 },
        factors: { weight: 0.6, floor: 1 },
        popularity: { weight: 0.3, floor: 1e-3 },
      },
    },
  };
}
