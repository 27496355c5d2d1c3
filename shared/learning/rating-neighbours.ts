import { type NeighbourTable, neighbourTable } from './neighbour-table.ts';

/**
 * Collaborative filtering by explicit ratings, in its textbook form: a baseline of what people and items usually give
 * and get, and item neighbours that say how a person departs from it.
 *
 *   r̂_ui = b_ui + Σ s_ij (r_uj − b_uj) / Σ s_ij, over the voteCount items j that are most like i of those u rated
 *   b_ui = μ + b_u + b_i
 *
 * Sources: Koren (2008), "Factorization Meets the Neighborhood", KDD, sections 2.1 and 2.2 (equations 1 and 3); Koren
 * (2010), "Factor in the Neighbors", TKDD 4(1), section 2.1 (biases by shrunk means); Koren & Bell, "Advances in
 * Collaborative Filtering", in Ricci et al. (eds.), Recommender Systems Handbook.
 */

/** Ratings of n people, one person after another. */
export interface Ratings {
  /** n + 1 ascending positions: the ratings of person u are offsets[u] … offsets[u + 1] − 1. */
  readonly offsets: Int32Array;
  /** What was rated: indexes in [0, itemCount), each at most once a person. */
  readonly items: Int32Array;
  /** As many, within the scale. */
  readonly values: Float32Array;
}

/** What one person rated. */
export interface Rated {
  readonly items: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface RatingBiasSettings {
  /** Lowest and highest rating; predictions are cut to them. */
  readonly scale: readonly [number, number];
  /** An item's bias is a mean over its ratings and so many more that are just average; 25 in the source. */
  readonly itemShrinkage: number;
  /** The same for a person; 10 in the source. */
  readonly personShrinkage: number;
}

export interface RatingNeighbourSettings extends RatingBiasSettings {
  /** A correlation over n people counts n / (n + similarityShrinkage); 100 in the source. */
  readonly similarityShrinkage: number;
  /** Neighbours kept an item, the most alike with a similarity above 0; at least 1. */
  readonly neighbourCount: number;
  /** Neighbours that vote on one rating, of those that the person rated; at least 1. */
  readonly voteCount: number;
}

/** What people and items usually give and get. */
export interface RatingBiases {
  readonly settings: RatingBiasSettings;
  /** Of all ratings; the middle of the scale where there is none. */
  readonly mean: number;
  /** (itemCount) */
  readonly itemBiases: Float64Array;
}

export interface RatingNeighbours extends NeighbourTable, RatingBiases {
  readonly settings: RatingNeighbourSettings;
}

/** The baseline alone. O(ratings) time. @throws RangeError as `fitRatingNeighbours` does. */
export function fitRatingBiases(ratings: Ratings, itemCount: number, settings: RatingBiasSettings): RatingBiases {
  checkBiasSettings(settings);
  checkRatings(ratings, itemCount, settings);
  return { settings, ...baselineOf(ratings, itemCount, settings) };
}

/**
 * O(Σ over people of (ratings of the person)²) time: cut very long ones before.
 * @throws RangeError when an item or rating is out of range or a setting makes no sense, naming it.
 */
export function fitRatingNeighbours(
  ratings: Ratings,
  itemCount: number,
  settings: RatingNeighbourSettings,
): RatingNeighbours {
  checkSettings(settings);
  const { mean, itemBiases } = fitRatingBiases(ratings, itemCount, settings);
  const baseline = { mean, itemBiases };
  const table = neighbourTable(
    itemCount,
    settings.neighbourCount,
    similarityAdder(ratings, itemCount, baseline, settings),
  );
  return { ...table, settings, ...baseline };
}

/**
 * b_ui of one person, known to the model or new, by item and cut to the scale: her ratings are the profile.
 * @param rated - items in [0, itemCount), each once.
 */
export function biasPrediction(biases: RatingBiases, rated: Rated): (item: number) => number {
  const bias = personBias(biases, rated);
  return (item) => onScale(biases.mean + bias + biases.itemBiases[item]!, biases.settings);
}

/**
 * r̂_ui of one person, by item and cut to the scale; the baseline where no neighbour of the item was rated.
 * @param rated - as in `biasPrediction`.
 */
export function ratingPrediction(model: RatingNeighbours, rated: Rated): (item: number) => number {
  const { mean, itemBiases, width, neighbours, weights, settings } = model;
  const bias = personBias(model, rated);
  const baseline = (item: number) => mean + bias + itemBiases[item]!;
  const departures = new Map<number, number>();
  for (let k = 0; k < rated.items.length; k++) {
    departures.set(rated.items[k]!, rated.values[k]! - baseline(rated.items[k]!));
  }
  return (item) => {
    let votes = 0;
    let sum = 0;
    let weight = 0;
    for (let at = item * width; at < (item + 1) * width && weights[at]! > 0; at++) {
      const departure = departures.get(neighbours[at]!);
      if (departure === undefined) continue;
      sum += weights[at]! * departure;
      weight += weights[at]!;
      if (++votes === settings.voteCount) break;
    }
    return onScale(baseline(item) + (weight === 0 ? 0 : sum / weight), settings);
  };
}

const onScale = (value: number, { scale: [low, high] }: RatingBiasSettings): number =>
  Math.min(high, Math.max(low, value));

type Baseline = Pick<RatingBiases, 'mean' | 'itemBiases'>;

function personBias({ mean, itemBiases, settings }: RatingBiases, rated: Rated): number {
  let sum = 0;
  for (let k = 0; k < rated.items.length; k++) sum += rated.values[k]! - mean - itemBiases[rated.items[k]!]!;
  return rated.items.length === 0 ? 0 : sum / (settings.personShrinkage + rated.items.length);
}

function baselineOf({ items, values }: Ratings, itemCount: number, settings: RatingBiasSettings): Baseline {
  const [low, high] = settings.scale;
  const mean = values.length === 0 ? (low + high) / 2 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const sums = new Float64Array(itemCount);
  const counts = new Float64Array(itemCount);
  items.forEach((item, at) => {
    sums[item]! += values[at]! - mean;
    counts[item]!++;
  });
  const itemBiases = sums.map((sum, i) => (counts[i] === 0 ? 0 : sum / (settings.itemShrinkage + counts[i]!)));
  return { mean, itemBiases };
}

/** Shrunk Pearson correlations of departures from the baseline, over the people who rated both. */
function similarityAdder(ratings: Ratings, itemCount: number, baseline: Baseline, settings: RatingNeighbourSettings) {
  const { offsets, items } = ratings;
  const departures = departuresOf(ratings, baseline, settings);
  const raters = ratersOf(ratings, itemCount);
  const own = new Float64Array(itemCount);
  const others = new Float64Array(itemCount);
  const counts = new Int32Array(itemCount);

  return (item: number, row: Float64Array, touched: Int32Array): number => {
    let count = 0;
    for (let r = raters.starts[item]!; r < raters.starts[item + 1]!; r++) {
      const departure = departures[raters.positions[r]!]!;
      const person = raters.people[r]!;
      for (let at = offsets[person]!; at < offsets[person + 1]!; at++) {
        const other = items[at]!;
        if (other === item) continue;
        if (counts[other] === 0) touched[count++] = other;
        counts[other]!++;
        row[other]! += departure * departures[at]!;
        own[other]! += departure * departure;
        others[other]! += departures[at]! * departures[at]!;
      }
    }
    for (let c = 0; c < count; c++) {
      const other = touched[c]!;
      const norm = Math.sqrt(own[other]! * others[other]!);
      const shrink = counts[other]! / (counts[other]! + settings.similarityShrinkage);
      row[other] = norm === 0 ? 0 : Math.max(0, (shrink * row[other]!) / norm);
      own[other] = others[other] = counts[other] = 0;
    }
    return count;
  };
}

function departuresOf(
  { offsets, items, values }: Ratings,
  baseline: Baseline,
  settings: RatingBiasSettings,
): Float64Array {
  const departures = new Float64Array(values.length);
  for (let u = 0; u + 1 < offsets.length; u++) {
    const [from, to] = [offsets[u]!, offsets[u + 1]!];
    const bias = personBias(
      { ...baseline, settings },
      { items: items.subarray(from, to), values: values.subarray(from, to) },
    );
    for (let at = from; at < to; at++)
      departures[at] = values[at]! - baseline.mean - bias - baseline.itemBiases[items[at]!]!;
  }
  return departures;
}

/** By item: who rated it, and where that rating stands. */
function ratersOf({ offsets, items }: Ratings, itemCount: number) {
  const starts = new Int32Array(itemCount + 1);
  for (const item of items) starts[item + 1]!++;
  for (let i = 0; i < itemCount; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, itemCount);
  const people = new Int32Array(items.length);
  const positions = new Int32Array(items.length);
  for (let u = 0; u + 1 < offsets.length; u++) {
    for (let at = offsets[u]!; at < offsets[u + 1]!; at++) {
      const to = next[items[at]!]!++;
      people[to] = u;
      positions[to] = at;
    }
  }
  return { starts, people, positions };
}

function checkBiasSettings(settings: RatingBiasSettings): void {
  const [low, high] = settings.scale;
  if (!(low < high)) throw new RangeError(`scale: want low < high, got ${low}, ${high}`);
  for (const name of ['itemShrinkage', 'personShrinkage'] as const) checkShrinkage(name, settings[name]);
}

function checkShrinkage(name: string, value: number): void {
  if (!(value >= 0)) throw new RangeError(`${name}: want a number ≥ 0, got ${value}`);
}

function checkSettings(settings: RatingNeighbourSettings): void {
  checkShrinkage('similarityShrinkage', settings.similarityShrinkage);
  for (const name of ['neighbourCount', 'voteCount'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: want an integer ≥ 1, got ${value}`);
  }
}

function checkRatings({ items, values }: Ratings, itemCount: number, settings: RatingBiasSettings): void {
  const [low, high] = settings.scale;
  if (values.length !== items.length) throw new RangeError(`values: want ${items.length}, got ${values.length}`);
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (item < 0 || item >= itemCount) throw new RangeError(`rating ${at}: item ${item} is outside [0, ${itemCount})`);
    if (!(values[at]! >= low && values[at]! <= high))
      throw new RangeError(`rating ${at}: ${values[at]} is outside [${low}, ${high}]`);
  }
}
