import { type Moments, momentsOf } from '../math/adam.ts';
import { type ItemFeatures, POOLS } from '../math/embedding-rows.ts';
import { drawNormal } from '../math/random.ts';
import type { ItemEmbeddingSettings } from './item-embeddings.ts';

/** The tables of numbers that are learnt. A vector is an item's `own` row and the scaled sum of its features' `shared`. */
const TABLES = ['own', 'shared', 'biases', 'gates', 'widen', 'narrow'] as const;
type Table = (typeof TABLES)[number];

/** All that a training has learnt so far: another may go on from it, on other histories of the same items. */
export interface EmbeddingState {
  readonly values: Readonly<Record<Table, Float32Array>>;
  readonly moments: Readonly<Record<Table, Moments>>;
  /** Steps taken. */
  readonly step: number;
}

/** Drawn by chance. */
export function newState(
  itemCount: number,
  features: ItemFeatures | undefined,
  { dimensions: d }: ItemEmbeddingSettings,
  random: () => number,
): EmbeddingState {
  const normals = (length: number, deviation: number) =>
    Float32Array.from({ length }, () => deviation * drawNormal(random));
  const values = {
    own: normals(itemCount * d, 0.1),
    shared: normals((features?.featureCount ?? 0) * d, 0.05),
    biases: new Float32Array(itemCount),
    gates: Float32Array.from({ length: POOLS * d }, (_, i) => (i < 2 * d ? 0.8 : 0.5)),
    widen: normals(2 * d * d, 0.1),
    narrow: new Float32Array(2 * d * d),
  };
  const moments = Object.fromEntries(TABLES.map((table) => [table, momentsOf(values[table].length)]));
  return { values, moments: moments as Record<Table, Moments>, step: 0 };
}

/** In memory of its own, whoever's the arrays are. */
export function copiedState({ values, moments, step }: EmbeddingState): EmbeddingState {
  const copied = <T>(copyOf: (table: Table) => T) =>
    Object.fromEntries(TABLES.map((table) => [table, copyOf(table)])) as Record<Table, T>;
  return {
    values: copied((table) => values[table].slice()),
    moments: copied((table) => ({ first: moments[table].first.slice(), second: moments[table].second.slice() })),
    step,
  };
}
