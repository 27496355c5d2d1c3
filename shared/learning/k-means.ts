import { seededRandom } from '../math/random.ts';
import type { Rows } from './isolation-forest.ts';

/** Rows parted so that each is with the mean that it is nearest to. */
export interface KMeans {
  /** (k, width), row by row. */
  readonly centroids: Float64Array;
  /** Of each row, in [0, k). */
  readonly labels: Int32Array;
  /** Σ of squared distances to the centroid. */
  readonly inertia: number;
}

export interface KMeansSettings {
  /** How often it is begun anew; the least inertia is taken. */
  readonly restartCount: number;
  readonly seed: number;
}

/** With this many rows each restart looks at batches of them; the best then at all rows. */
const MANY_ROWS = 20_000;
const BATCH = 1024;
const BATCH_COUNT = 150;
const MAX_PASSES = 1000;

/**
 * Centroids of least inertia that are found from several starts, each drawn far from the others. Ends where no row
 * changes its centroid, so that from its own centroids nothing moves. The same rows and seed give the same labels.
 * O(restarts · passes · n · k · width); beyond 20,000 rows the restarts see 1,024 rows at a time, 150 times.
 *
 * Sources: Lloyd (1982), "Least squares quantization in PCM"; Arthur & Vassilvitskii (2007), "k-means++: the advantages
 * of careful seeding"; batches: Sculley (2010), "Web-scale k-means clustering".
 *
 * @param k - ≥ 1, and no more than rows.
 * @throws RangeError when k is outside of that, or a value is not finite.
 */
export function fitKMeans(rows: Rows, k: number, { restartCount, seed }: KMeansSettings): KMeans {
  const n = rows.values.length / rows.width;
  if (!(k >= 1 && k <= n && Number.isInteger(n)))
    throw new RangeError(`fitKMeans: want k from 1 to ${n} rows, got ${k}`);
  if (!rows.values.every(Number.isFinite)) throw new RangeError('fitKMeans: want finite values');
  const random = seededRandom(seed);
  let best: KMeans | undefined;
  for (let restart = 0; restart < restartCount; restart++) {
    const seeded = seedCentroids(n > MANY_ROWS ? drawnRows(rows, BATCH * 4, random) : rows, k, random);
    const found = n > MANY_ROWS ? assigned(rows, batched(rows, seeded, random)) : kMeansFrom(rows, seeded);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return n > MANY_ROWS ? kMeansFrom(rows, best!.centroids) : best!;
}

/** From given centroids: yesterday's, for one; where they fit already, nothing moves. @param start - (k, width). */
export function kMeansFrom(rows: Rows, start: Float64Array): KMeans {
  const { width } = rows;
  let current = assigned(rows, start);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = assigned(rows, meansOf(rows, current, start.length / width));
    const isStill = next.labels.every((label, row) => label === current.labels[row]);
    // With more centroids than distinct rows, some without rows change places for ever, and nothing gets better by it.
    if (!isStill && !(next.inertia < current.inertia)) break;
    current = next;
    if (isStill) break;
  }
  return current;
}

/** Each row with its nearest centroid, of equal ones the first. @param centroids - (k, width). */
export function assigned({ values, width }: Rows, centroids: Float64Array): KMeans {
  const n = values.length / width;
  const labels = new Int32Array(n);
  let inertia = 0;
  for (let row = 0; row < n; row++) {
    let least = Number.POSITIVE_INFINITY;
    for (let c = 0; c * width < centroids.length; c++) {
      const distance = squaredDistance(values, row * width, centroids, c * width, width, least);
      if (distance < least) {
        least = distance;
        labels[row] = c;
      }
    }
    inertia += least;
  }
  return { centroids, labels, inertia };
}

/** A centroid that no row is nearest to takes the row that is farthest from its own. */
function meansOf({ values, width }: Rows, { centroids, labels }: KMeans, k: number): Float64Array {
  const sums = new Float64Array(k * width);
  const counts = new Int32Array(k);
  labels.forEach((label, row) => {
    counts[label]!++;
    for (let d = 0; d < width; d++) sums[label * width + d]! += values[row * width + d]!;
  });
  const taken = new Set<number>();
  for (let c = 0; c < k; c++) {
    if (counts[c]! > 0) {
      for (let d = 0; d < width; d++) sums[c * width + d]! /= counts[c]!;
      continue;
    }
    let [farthest, most] = [0, -1];
    labels.forEach((label, row) => {
      const distance = squaredDistance(values, row * width, centroids, label * width, width);
      if (distance > most && !taken.has(row)) [farthest, most] = [row, distance];
    });
    taken.add(farthest);
    sums.set(values.subarray(farthest * width, (farthest + 1) * width), c * width);
  }
  return sums;
}

/** Rows, each drawn with a probability proportional to its squared distance from those drawn before. */
function seedCentroids({ values, width }: Rows, k: number, random: () => number): Float64Array {
  const n = values.length / width;
  const centroids = new Float64Array(k * width);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let drawn = Math.floor(random() * n);
  for (let c = 0; c < k; c++) {
    centroids.set(values.subarray(drawn * width, (drawn + 1) * width), c * width);
    let total = 0;
    for (let row = 0; row < n; row++) {
      nearest[row] = Math.min(nearest[row]!, squaredDistance(values, row * width, centroids, c * width, width));
      total += nearest[row]!;
    }
    let left = random() * total;
    drawn = 0;
    while (drawn < n - 1 && left >= nearest[drawn]!) left -= nearest[drawn++]!;
  }
  return centroids;
}

/** Centroids moved towards the rows of each batch, each by ever less the more rows it has had. */
function batched(rows: Rows, start: Float64Array, random: () => number): Float64Array {
  const { width } = rows;
  const centroids = start.slice();
  const counts = new Int32Array(start.length / width);
  for (let batch = 0; batch < BATCH_COUNT; batch++) {
    const drawn = drawnRows(rows, BATCH, random);
    assigned(drawn, centroids).labels.forEach((label, row) => {
      const rate = 1 / ++counts[label]!;
      for (let d = 0; d < width; d++)
        centroids[label * width + d]! += rate * (drawn.values[row * width + d]! - centroids[label * width + d]!);
    });
  }
  return centroids;
}

/** With replacement. */
function drawnRows({ values, width }: Rows, count: number, random: () => number): Rows {
  const drawn = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((random() * values.length) / width);
    drawn.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return { values: drawn, width };
}

/** @param enough - where the sum so far reaches it, it is given as it is. */
function squaredDistance(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  width: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (let d = 0; d < width && sum < enough; d++) {
    const difference = a[atA + d]! - b[atB + d]!;
    sum += difference * difference;
  }
  return sum;
}
