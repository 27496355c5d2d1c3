import { topK } from '../math/top-k.ts';

/**
 * Directed, distance-decayed co-visitation: what tends to follow, or stand near, what in many sequences.
 * A sparse item-to-item table, counted in one pass; a history is scored by adding the rows of its events.
 *
 * After: Jannach & Ludewig (2017), "When Recurrent Neural Networks meet the Neighborhood for Session-Based
 * Recommendation" (sequential rules); Sarwar et al. (2001), "Item-Based Collaborative Filtering" (cut rows).
 */

/** n histories, one after another, each oldest event first. */
export interface Histories {
  /** n + 1 ascending positions: history u is the events offsets[u] … offsets[u + 1] − 1. */
  readonly offsets: Int32Array;
  /** What each event was about: indexes in [0, itemCount). */
  readonly items: Int32Array;
  /** How: indexes into the kind weights. No two neighbouring events of a history should be on one item. */
  readonly kinds: Uint8Array;
}

export interface SequenceNeighbourSettings {
  /** A pair d places apart counts d^−distanceExponent. */
  readonly distanceExponent: number;
  /** What a pair counts against its direction, relative to along it; 1 is symmetric, 0 forward only. */
  readonly backwardWeight: number;
  /** Counts are divided by (events on the row's item)^rowExponent … */
  readonly rowExponent: number;
  /** … and by (events on the column's item)^columnExponent; ½ and ½ would be the cosine. */
  readonly columnExponent: number;
  /** The event k places back in a history counts (k + 1)^−recencyExponent. */
  readonly recencyExponent: number;
  /** What an item counts as its own neighbour, of what another item would; 0 where people want new items only. */
  readonly repeatWeight: number;
  /** Neighbours kept an item, the strongest; at least 1. */
  readonly neighbourCount: number;
  /** Pairs further apart do not count; at least 1. */
  readonly maxDistance: number;
  /** Events of a history that count, the newest; at least 1. */
  readonly historyLimit: number;
  /** What full popularity adds to a score. */
  readonly popularityWeight: number;
  /** What an event of each kind counts as the thing to be foreseen. */
  readonly targetKindWeights: readonly number[];
  /** What an event of each kind counts as the thing to foresee from. */
  readonly historyKindWeights: readonly number[];
}

/** What a fit may leave out to be done sooner. */
export interface FitLimits {
  /**
   * Events of an item whose neighbourhoods are counted into its row, at most; at least 1. Of more, one of every so many
   * is counted and stands for the others, so that rows keep their scale. A limit that no item reaches changes nothing.
   */
  readonly occurrenceLimit?: number;
}

/** A fitted table. All numbers are 32-bit floats, so that any runtime adds them up to the same bits. */
export interface SequenceNeighbours {
  readonly itemCount: number;
  /** Width of the table: the settings' neighbourCount, or the longest row if that is less; at least 1. */
  readonly width: number;
  /** (itemCount, width) columns, strongest first; unused places hold 0 with weight 0. */
  readonly neighbours: Int32Array;
  /** (itemCount, width), ≥ 0. */
  readonly weights: Float32Array;
  /** (itemCount): popularityWeight × the item's kind-weighted count, as a share of the largest. */
  readonly popularity: Float32Array;
  /** (historyLimit): the weight of the event k places back. */
  readonly recency: Float32Array;
  /** A weight a kind. */
  readonly historyKindWeights: Float32Array;
}

/**
 * Counts pairs and keeps the strongest neighbours of each item; equally strong ones by lower index.
 *
 * The pair (i, j) of one history, d ≤ maxDistance places apart, adds d^−distanceExponent × the target weight of
 * j's kind to the row of i if j came later, and backwardWeight times that if j came earlier; repeatWeight times that
 * where j is i itself. Rows are made one by one in a dense scratch row: O(events × maxDistance) time,
 * O(events + itemCount × neighbourCount) memory; with a limit, O(itemCount × occurrenceLimit × maxDistance) time at
 * most. No chance, no order of addition that depends on the machine.
 *
 * @throws RangeError when an item or kind is out of range or a setting makes no sense.
 */
export function fitSequenceNeighbours(
  histories: Histories,
  itemCount: number,
  settings: SequenceNeighbourSettings,
  { occurrenceLimit = Number.POSITIVE_INFINITY }: FitLimits = {},
): SequenceNeighbours {
  checkSettings(settings);
  if (!(occurrenceLimit >= 1)) throw new RangeError(`occurrenceLimit: want a number ≥ 1, got ${occurrenceLimit}`);
  checkEvents(histories, itemCount, settings.targetKindWeights.length);
  const occurrences = occurrencesOf(histories, itemCount);
  const columnScale = Float64Array.from(
    { length: itemCount },
    (_, i) => Math.max(1, occurrences.countOf(i)) ** -settings.columnExponent,
  );
  const addRow = rowAdder(histories, settings);

  const row = new Float64Array(itemCount);
  const touched = new Int32Array(itemCount);
  const keepStrongest = strongestKeeper(columnScale, settings.neighbourCount);
  const neighbours = new Int32Array(itemCount * settings.neighbourCount);
  const weights = new Float32Array(itemCount * settings.neighbourCount);
  let width = 1;
  for (let item = 0; item < itemCount; item++) {
    const positions = occurrences.of(item);
    const countedCount = Math.min(positions.length, Math.floor(occurrenceLimit));
    let touchedCount = 0;
    for (let c = 0; c < countedCount; c++) {
      const position =
        positions[countedCount === positions.length ? c : drawnFrom(c, positions.length / countedCount)]!;
      touchedCount = addRow(item, position, row, touched, touchedCount);
    }
    const kept = keepStrongest(row, touched.subarray(0, touchedCount));
    const rowScale = Math.max(1, positions.length) ** -settings.rowExponent * (positions.length / countedCount || 1);
    width = Math.max(width, kept.length);
    for (let rank = 0; rank < kept.length; rank++) {
      neighbours[item * settings.neighbourCount + rank] = kept[rank]!;
      weights[item * settings.neighbourCount + rank] = row[kept[rank]!]! * rowScale;
      row[kept[rank]!] = 0;
    }
  }
  return {
    itemCount,
    width,
    neighbours: narrow(neighbours, settings.neighbourCount, width),
    weights: narrow(weights, settings.neighbourCount, width),
    popularity: popularityOf(histories, itemCount, settings),
    recency: recencyOf(settings),
    historyKindWeights: Float32Array.from(settings.historyKindWeights),
  };
}

/**
 * Scores of all items for one history: what the table says of its events, plus popularity.
 * An empty history gives popularity alone. Exactly the sums, in 32-bit floats and in the order, of the served graph.
 *
 * @param items - indexes, newest first; only the first historyLimit count.
 * @param kinds - as many, into the kind weights.
 * @param into - (itemCount) scratch to reuse; overwritten.
 */
export function scoreHistory(
  model: SequenceNeighbours,
  items: ArrayLike<number>,
  kinds: ArrayLike<number>,
  into = new Float32Array(model.itemCount),
): Float32Array {
  into.set(model.popularity);
  addHistory(model, items, kinds, into);
  return into;
}

/** Adds what the table says of a history (newest first) to `scores` (itemCount), in place. */
export function addHistory(
  { width, neighbours, weights, recency, historyKindWeights }: SequenceNeighbours,
  items: ArrayLike<number>,
  kinds: ArrayLike<number>,
  scores: Float32Array,
): void {
  const length = Math.min(items.length, recency.length);
  for (let k = 0; k < length; k++) {
    const eventWeight = Math.fround(recency[k]! * historyKindWeights[kinds[k]!]!);
    const start = items[k]! * width;
    for (let at = start; at < start + width; at++) {
      const column = neighbours[at]!;
      scores[column] = scores[column]! + Math.fround(eventWeight * weights[at]!);
    }
  }
}

/**
 * A fitted table with other weights for scoring, so that a search need not count pairs again.
 * @param unit - fitted with popularityWeight 1.
 */
export function withScoring(unit: SequenceNeighbours, settings: SequenceNeighbourSettings): SequenceNeighbours {
  return {
    ...unit,
    popularity: unit.popularity.map((share) => share * settings.popularityWeight),
    recency: recencyOf(settings),
    historyKindWeights: Float32Array.from(settings.historyKindWeights),
  };
}

/** The weight of the event k places back, (historyLimit). */
export const recencyOf = ({
  historyLimit,
  recencyExponent,
}: Pick<SequenceNeighbourSettings, 'historyLimit' | 'recencyExponent'>): Float32Array =>
  Float32Array.from({ length: historyLimit }, (_, k) => (k + 1) ** -recencyExponent);

function checkSettings(settings: SequenceNeighbourSettings): void {
  for (const name of ['neighbourCount', 'maxDistance', 'historyLimit'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: want an integer ≥ 1, got ${value}`);
  }
  for (const name of ['backwardWeight', 'repeatWeight', 'popularityWeight'] as const) {
    if (!(settings[name] >= 0)) throw new RangeError(`${name}: want a number ≥ 0, got ${settings[name]}`);
  }
  for (const name of ['targetKindWeights', 'historyKindWeights'] as const) {
    const wrong = settings[name].find((weight) => !(weight >= 0));
    if (wrong !== undefined) throw new RangeError(`${name}: want numbers ≥ 0, got ${wrong}`);
  }
}

/** @throws RangeError when an item or a kind is out of range. */
function checkEvents({ items, kinds }: Histories, itemCount: number, kindCount: number): void {
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (item < 0 || item >= itemCount) throw new RangeError(`event ${at}: item ${item} is outside [0, ${itemCount})`);
    const kind = kinds[at];
    if (kind === undefined || kind >= kindCount) {
      throw new RangeError(`event ${at}: kind ${kind} is outside [0, ${kindCount})`);
    }
  }
}

interface Occurrences {
  countOf(item: number): number;
  /** Positions of the item's events, ascending. */
  of(item: number): Int32Array;
}

/** Where each item occurs: a counting sort of the events by item. */
function occurrencesOf({ items }: Histories, itemCount: number): Occurrences {
  const starts = new Int32Array(itemCount + 1);
  for (const item of items) starts[item + 1]!++;
  for (let i = 0; i < itemCount; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const positions = new Int32Array(items.length);
  items.forEach((item, at) => {
    positions[next[item]!++] = at;
  });
  return {
    countOf: (item) => starts[item + 1]! - starts[item]!,
    of: (item) => positions.subarray(starts[item]!, starts[item + 1]!),
  };
}

/** Adds the pairs of one event to the dense row of its item, and notes the columns it touches first. */
function rowAdder({ offsets, items, kinds }: Histories, settings: SequenceNeighbourSettings) {
  const { maxDistance, distanceExponent, backwardWeight, repeatWeight } = settings;
  const kindWeights = Float64Array.from(settings.targetKindWeights);
  const forward = Float64Array.from({ length: maxDistance + 1 }, (_, d) => (d === 0 ? 0 : d ** -distanceExponent));
  const backward = forward.map((weight) => weight * backwardWeight);
  const historyOf = new Int32Array(items.length);
  for (let u = 0; u + 1 < offsets.length; u++) historyOf.fill(u, offsets[u]!, offsets[u + 1]!);

  return (item: number, position: number, row: Float64Array, touched: Int32Array, touchedCount: number): number => {
    const history = historyOf[position]!;
    const first = Math.max(offsets[history]!, position - maxDistance);
    const last = Math.min(offsets[history + 1]! - 1, position + maxDistance);
    let count = touchedCount;
    for (let at = first; at < position; at++) {
      const column = items[at]!;
      const weight = backward[position - at]! * kindWeights[kinds[at]!]! * (column === item ? repeatWeight : 1);
      if (weight === 0) continue;
      const before = row[column]!;
      if (before === 0) touched[count++] = column;
      row[column] = before + weight;
    }
    for (let at = position + 1; at <= last; at++) {
      const column = items[at]!;
      const weight = forward[at - position]! * kindWeights[kinds[at]!]! * (column === item ? repeatWeight : 1);
      if (weight === 0) continue;
      const before = row[column]!;
      if (before === 0) touched[count++] = column;
      row[column] = before + weight;
    }
    return count;
  };
}

/**
 * A position in the c-th stretch of `length` positions: the fractions of multiples of the golden ratio are spread
 * evenly and have no period that could fall in with one of the data.
 */
const drawnFrom = (c: number, length: number): number => Math.floor((c + ((c * GOLDEN_RATIO) % 1)) * length);
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Scales a dense row and empties it, but for its strongest columns, which it gives, strongest first.
 * The row is touched once a column, and the values are compared where they lie side by side: a row of 100,000 items is
 * larger than the caches that are fast.
 */
function strongestKeeper(columnScale: Float64Array, count: number) {
  const values = new Float64Array(columnScale.length);
  return (row: Float64Array, columns: Int32Array): Int32Array => {
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!;
      values[c] = row[column]! * columnScale[column]!;
      row[column] = 0;
    }
    const scaled = values.subarray(0, columns.length);
    const weakest = topK(scaled, count).at(-1);
    // Several may be as strong as the weakest; among them the index decides.
    const candidates: number[] = [];
    for (let c = 0; c < columns.length; c++) {
      if (scaled[c]! < scaled[weakest!]!) continue;
      row[columns[c]!] = scaled[c]!;
      candidates.push(columns[c]!);
    }
    const kept = topK(row, count, Int32Array.from(candidates));
    if (candidates.length === kept.length) return kept;
    const isKept = new Set(kept);
    for (const column of candidates) if (!isKept.has(column)) row[column] = 0;
    return kept;
  };
}

/** Copies rows of `from` places into rows of `to` ≤ `from` places. */
function narrow<T extends Int32Array | Float32Array>(table: T, from: number, to: number): T {
  const rows = table.length / from;
  const out = table.slice(0, rows * to) as T;
  for (let row = 0; row < rows; row++) out.set(table.subarray(row * from, row * from + to), row * to);
  return out;
}

function popularityOf(
  { items, kinds }: Histories,
  itemCount: number,
  { popularityWeight, targetKindWeights }: SequenceNeighbourSettings,
): Float32Array {
  const counts = new Float64Array(itemCount);
  for (let at = 0; at < items.length; at++) counts[items[at]!]! += targetKindWeights[kinds[at]!]!;
  const largest = counts.reduce((max, count) => Math.max(max, count), 0);
  return Float32Array.from(counts, (count) => (largest === 0 ? 0 : (popularityWeight * count) / largest));
}
