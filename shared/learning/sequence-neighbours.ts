import type { Kernels } from '../math/kernels.ts';

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
 * where j is i itself. O(events × maxDistance) time on all threads; 13 bytes an event and 8 × itemCount ×
 * neighbourCount of kernel memory. No chance, no order of addition that depends on the machine.
 *
 * @throws RangeError when an item or kind is out of range or a setting makes no sense.
 */
export function fitSequenceNeighbours(
  histories: Histories,
  itemCount: number,
  settings: SequenceNeighbourSettings,
  kernels: Kernels,
): SequenceNeighbours {
  checkSettings(settings);
  const { targetKindWeights, maxDistance, repeatWeight, neighbourCount } = settings;
  checkEvents(histories, itemCount, targetKindWeights.length);
  const counts = new Float64Array(itemCount);
  for (const item of histories.items) counts[item]!++;
  const table = kernels.within((workspace) =>
    workspace.nearestInOrder({
      columnCount: itemCount,
      offsets: histories.offsets,
      columns: histories.items,
      kinds: histories.kinds,
      maxDistance,
      kindCount: targetKindWeights.length,
      pairWeights: pairWeightsOf(settings),
      repeatWeight,
      columnScales: counts.map((count) => Math.max(1, count) ** -settings.columnExponent),
      outScales: counts.map((count) => Math.max(1, count) ** -settings.rowExponent),
      neighbourCount,
    }),
  );
  return {
    itemCount,
    ...table,
    popularity: popularityOf(histories, itemCount, settings),
    recency: recencyOf(settings),
    historyKindWeights: Float32Array.from(settings.historyKindWeights),
  };
}

/** (2 maxDistance + 1, kinds): what a pair counts by the places from the one to the other, and the other's kind. */
function pairWeightsOf(settings: SequenceNeighbourSettings): Float64Array {
  const { maxDistance, distanceExponent, backwardWeight, targetKindWeights } = settings;
  const kindCount = targetKindWeights.length;
  return Float64Array.from({ length: (2 * maxDistance + 1) * kindCount }, (_, at) => {
    const places = Math.floor(at / kindCount) - maxDistance;
    if (places === 0) return 0;
    const near = Math.abs(places) ** -distanceExponent;
    return (places > 0 ? near : near * backwardWeight) * targetKindWeights[at % kindCount]!;
  });
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
