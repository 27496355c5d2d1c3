import { type EmbeddingBatch, type ItemFeatures, POOLS } from '../math/embedding-rows.ts';
import { type ItemEmbeddingSettings, poolWeights } from './item-embeddings.ts';
import type { Histories } from './sequence-neighbours.ts';

/** What there is to learn from. */
export interface EmbeddingData {
  readonly histories: Histories;
  readonly itemCount: number;
  /** What items have in common; absent where nothing is known of them. */
  readonly features?: ItemFeatures | undefined;
}

/** A batch's negatives: as many items as are asked for, or all. */
export const negativeCountOf = ({ itemCount }: EmbeddingData, { negatives }: ItemEmbeddingSettings): number =>
  Math.min(itemCount, negatives);

/** What an entry weighs in each pool, (cells, POOLS): the cell of the event k places back is `cellOf` its history's length. */
export function cellWeights({ historyLimit, eventDropout }: ItemEmbeddingSettings): Float32Array {
  const weights = new Float32Array((historyLimit + 1) * historyLimit * POOLS);
  for (let length = 1; length <= historyLimit; length++)
    for (let k = 0; k < length; k++) weights.set(poolWeights(k, length), cellOf(k, length, historyLimit) * POOLS);
  return weights.map((weight) => weight / (1 - eventDropout));
}

const cellOf = (k: number, length: number, historyLimit: number): number => length * historyLimit + k;

/** Reads batches: the negatives drawn for each, its targets, and what the step sees of their histories. */
export class EmbeddingBatches {
  readonly #data: EmbeddingData;
  readonly #settings: ItemEmbeddingSettings;
  readonly #batch: EmbeddingBatch;
  readonly #random: () => number;
  readonly #negativeCount: number;
  /** By event: where its history begins. */
  readonly #starts: Int32Array;
  /** A permutation of all items; its first are a batch's negatives. */
  readonly #drawn: Int32Array;
  readonly #places: Touched;
  readonly #features: Touched;

  constructor(data: EmbeddingData, settings: ItemEmbeddingSettings, batch: EmbeddingBatch, random: () => number) {
    const { offsets, items } = data.histories;
    this.#data = data;
    this.#settings = settings;
    this.#batch = batch;
    this.#random = random;
    this.#negativeCount = negativeCountOf(data, settings);
    this.#starts = new Int32Array(items.length);
    for (let u = 0; u + 1 < offsets.length; u++) this.#starts.fill(offsets[u]!, offsets[u]!, offsets[u + 1]!);
    this.#drawn = Int32Array.from({ length: data.itemCount }, (_, i) => i);
    this.#places = new Touched(batch.touched, data.itemCount);
    this.#features = new Touched(batch.touchedFeatures, data.features?.featureCount ?? 0);
  }

  /** Items that the batch touches: the negatives are at the first places. */
  get placeCount(): number {
    return this.#places.count;
  }

  /** Features of those items. */
  get featureCount(): number {
    return this.#features.count;
  }

  /** Gives (row, negative) of the targets among the negatives. */
  read(events: Int32Array): readonly number[] {
    this.#places.clear();
    this.#features.clear();
    this.#drawNegatives();
    const { items } = this.#data.histories;
    const hits: number[] = [];
    let entryCount = 0;
    for (let row = 0; row < events.length; row++) {
      const at = events[row]!;
      const place = this.#touch(items[at]!);
      this.#batch.targetPlaces[row] = place;
      if (place < this.#negativeCount) hits.push(row, place);
      entryCount = this.#readHistory(at, entryCount);
      this.#batch.entryEnds[row + 1] = entryCount;
    }
    return hits;
  }

  /** The first of a partial shuffle of all items. */
  #drawNegatives(): void {
    const drawn = this.#drawn;
    for (let i = 0; i < this.#negativeCount; i++) {
      const j = i + Math.floor(this.#random() * (drawn.length - i));
      const item = drawn[j]!;
      drawn[j] = drawn[i]!;
      drawn[i] = item;
      this.#touch(item);
    }
  }

  /** What the step sees of the history before an event, as entries from `entry` on; gives where they end. */
  #readHistory(at: number, entry: number): number {
    const { historyLimit, eventDropout } = this.#settings;
    const { items } = this.#data.histories;
    const { entryPlaces, entryCells } = this.#batch;
    const length = Math.min(historyLimit, at - this.#starts[at]!);
    let end = entry;
    for (let k = 0; k < length; k++) {
      if (eventDropout > 0 && this.#random() < eventDropout) continue;
      entryPlaces[end] = this.#touch(items[at - 1 - k]!);
      entryCells[end++] = cellOf(k, length, historyLimit);
    }
    return end;
  }

  /** Gives the item's place in the batch. */
  #touch(item: number): number {
    const known = this.#places.count;
    const place = this.#places.placeOf(item);
    if (place < known || this.#data.features === undefined) return place;
    const { offsets, columns } = this.#data.features;
    for (let f = offsets[item]!; f < offsets[item + 1]!; f++) this.#features.placeOf(columns[f]!);
    return place;
  }
}

/** Rows of a table that a batch has to do with, each once. */
class Touched {
  readonly #rows: Int32Array;
  /** By row: its place, or −1. */
  readonly #places: Int32Array;
  count = 0;

  /** @param rows - is filled by place. */
  constructor(rows: Int32Array, rowCount: number) {
    this.#rows = rows;
    this.#places = new Int32Array(rowCount).fill(-1);
  }

  clear(): void {
    for (let place = 0; place < this.count; place++) this.#places[this.#rows[place]!] = -1;
    this.count = 0;
  }

  /** The row's place: the next one where it is new to the batch. */
  placeOf(row: number): number {
    const place = this.#places[row]!;
    if (place >= 0) return place;
    this.#places[row] = this.count;
    this.#rows[this.count] = row;
    return this.count++;
  }
}
