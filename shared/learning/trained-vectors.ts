import { adam } from '../math/adam.ts';
import type { EmbeddingState } from './embedding-state.ts';
import type { ItemFeatures } from './item-embeddings.ts';

/** Rows of a table that a step has to do with, each once. */
class Touched {
  readonly rows: Int32Array;
  count = 0;
  readonly #at: Int32Array;
  #step = 0;

  constructor(rowCount: number) {
    this.rows = new Int32Array(rowCount);
    this.#at = new Int32Array(rowCount).fill(-1);
  }

  clear(): void {
    this.#step++;
    this.count = 0;
  }

  /** Whether the row is new to this step. */
  add(row: number): boolean {
    if (this.#at[row] === this.#step) return false;
    this.#at[row] = this.#step;
    this.rows[this.count++] = row;
    return true;
  }
}

/** Vectors in training: what is an item's own and what it shares, and, of a step, the slopes of the items that it touches. */
export class TrainedVectors {
  /** (itemCount, d): as of the last step that touched the row. */
  readonly vectors: Float32Array;
  /** Of the items that the step touches. */
  readonly slopes: { readonly own: Float32Array; readonly biases: Float32Array };
  readonly #d: number;
  readonly #features: ItemFeatures | undefined;
  readonly #state: EmbeddingState;
  readonly #touched: Touched;
  readonly #touchedFeatures: Touched;
  readonly #slopesOfFeatures: Float32Array;

  constructor(itemCount: number, dimensions: number, features: ItemFeatures | undefined, state: EmbeddingState) {
    const { own, biases, shared } = state.values;
    this.vectors = new Float32Array(itemCount * dimensions);
    this.slopes = { own: new Float32Array(own.length), biases: new Float32Array(biases.length) };
    this.#d = dimensions;
    this.#features = features;
    this.#state = state;
    this.#touched = new Touched(itemCount);
    this.#touchedFeatures = new Touched(features?.featureCount ?? 0);
    this.#slopesOfFeatures = new Float32Array(shared.length);
  }

  startStep(): void {
    this.#touched.clear();
  }

  /** The step has to do with an item: its vector is brought up to date. */
  touch(item: number): void {
    if (this.#touched.add(item)) this.refresh(item);
  }

  clearSlopes(): void {
    const d = this.#d;
    for (let t = 0; t < this.#touched.count; t++) {
      const item = this.#touched.rows[t]!;
      this.slopes.own.fill(0, item * d, item * d + d);
      this.slopes.biases[item] = 0;
    }
  }

  /** One step of all that the touched items are made of, by their slopes. */
  change(rate: number): void {
    const d = this.#d;
    const { values, moments } = this.#state;
    this.#changeFeatures(rate);
    for (let t = 0; t < this.#touched.count; t++) {
      const item = this.#touched.rows[t]!;
      adam(values.own, this.slopes.own, moments.own, rate, item * d, item * d + d);
      adam(values.biases, this.slopes.biases, moments.biases, rate, item, item + 1);
    }
  }

  /** The slopes of the touched items, passed on to their features. */
  #changeFeatures(rate: number): void {
    if (this.#features === undefined) return;
    const d = this.#d;
    const { offsets, columns } = this.#features;
    const { own } = this.slopes;
    const shared = this.#slopesOfFeatures;
    const { values, moments } = this.#state;
    this.#touchedFeatures.clear();
    for (let t = 0; t < this.#touched.count; t++) {
      const item = this.#touched.rows[t]!;
      const scale = this.#scaleOf(item);
      for (let f = offsets[item]!; f < offsets[item + 1]!; f++) {
        const row = columns[f]! * d;
        if (this.#touchedFeatures.add(columns[f]!)) shared.fill(0, row, row + d);
        for (let j = 0; j < d; j++) shared[row + j]! += scale * own[item * d + j]!;
      }
    }
    for (let t = 0; t < this.#touchedFeatures.count; t++) {
      const row = this.#touchedFeatures.rows[t]! * d;
      adam(values.shared, shared, moments.shared, rate, row, row + d);
    }
  }

  /** The vector of an item, from what is its own and what it shares. */
  refresh(item: number): void {
    const d = this.#d;
    const { own, shared } = this.#state.values;
    copyRow(own, item, this.vectors, item, d);
    if (this.#features === undefined) return;
    const { offsets, columns } = this.#features;
    const scale = this.#scaleOf(item);
    for (let f = offsets[item]!; f < offsets[item + 1]!; f++) {
      const row = columns[f]! * d;
      for (let j = 0; j < d; j++) this.vectors[item * d + j]! += scale * shared[row + j]!;
    }
  }

  /** So that an item of many features is no longer than one of few. */
  #scaleOf(item: number): number {
    const { offsets } = this.#features!;
    return 1 / Math.sqrt(Math.max(1, offsets[item + 1]! - offsets[item]!));
  }
}

/** Row `fromRow` of d numbers, at row `toRow`. */
export function copyRow(from: Float32Array, fromRow: number, to: Float32Array, toRow: number, d: number): void {
  for (let j = 0; j < d; j++) to[toRow * d + j] = from[fromRow * d + j]!;
}
