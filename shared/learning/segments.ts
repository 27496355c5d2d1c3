import { seededRandom } from '../math/random.ts';
import { silhouettes } from '../math/silhouette.ts';
import type { Rows } from './isolation-forest.ts';
import { assigned, fitKMeans, type KMeans, kMeansFrom } from './k-means.ts';
import { matchedNumbers } from './matched-numbers.ts';
import { type ColumnScale, fitScales, rescaledRows, scaledRows } from './scaled-columns.ts';

/** Rows parted into k kinds, as one night leaves them to the next. */
export interface Segments {
  readonly scales: readonly ColumnScale[];
  /** (k, width), by the scales. */
  readonly centroids: Float64Array;
  /** Of each segment: a number that it keeps while it lasts, whatever its place among the others. */
  readonly numbers: Int32Array;
}

export interface FoundSegments extends Segments {
  /** Of each row, its segment's number. */
  readonly labels: Int32Array;
  /** By segment. */
  readonly sizes: Int32Array;
  readonly inertia: number;
  /** Of each k that was tried, lowest first. */
  readonly tried: readonly Trial[];
}

export interface Trial {
  readonly k: number;
  readonly inertia: number;
  /** Null where all rows are together. */
  readonly silhouette: number | null;
}

export interface SegmentSettings {
  /** The only k, where it is given. */
  readonly k?: number | undefined;
  /** Yesterday's. */
  readonly previous?: Segments | undefined;
  readonly seed: number;
}

const MOST = 8;
/** Starts of each k: as many as look at 50,000 rows, from 8 to 50. */
const restartsOf = (n: number): number => Math.max(8, Math.min(50, Math.floor(50_000 / n)));
/** Rows that a silhouette is measured on, at most: its standard error is then below .01. */
const SAMPLE = 2000;
/** Another k than yesterday's must be better by this: a segment that comes and goes is of no use. */
const BETTER = 0.02;

/**
 * Segments by k-means on scaled columns. k is the one of the largest mean silhouette from 2 to 8, yesterday's unless
 * another is better by .02. From yesterday's centroids where its k stays, so that nothing changes where no row did;
 * else the new ones take the numbers of those they are nearest to.
 *
 * @param rows - raw; NaN for a value that is not there.
 * @throws RangeError when there is no row, or k is more than rows.
 */
export function findSegments(rows: Rows, { k: asked, previous, seed }: SegmentSettings): FoundSegments {
  const scales = fitScales(rows);
  const scaled = scaledRows(rows, scales);
  const n = scaled.values.length / scaled.width;
  const before =
    previous === undefined
      ? undefined
      : {
          numbers: previous.numbers,
          centroids: rescaledRows({ values: previous.centroids, width: rows.width }, previous.scales, scales).values,
        };
  const sample = sampleOf(n, seed);
  const choices = asked === undefined ? choicesOf(n) : [asked];
  const fits = choices.map((k) => fitOf(scaled, k, before?.centroids, seed));
  const measured = silhouettesOf(
    scaled,
    fits.map(({ labels }) => labels),
    sample,
  );
  const tried = fits.map(({ inertia }, i) => ({ k: choices[i]!, inertia, silhouette: measured[i] ?? null }));
  const chosen = fits[chosenOf(tried, before?.numbers.length)]!;
  const k = chosen.centroids.length / rows.width;
  const numbers = matchedNumbers(chosen.centroids, rows.width, before);
  const sizes = new Int32Array(k);
  for (const label of chosen.labels) sizes[label]!++;
  return {
    scales,
    centroids: chosen.centroids,
    numbers,
    labels: chosen.labels.map((label) => numbers[label]!),
    sizes,
    inertia: chosen.inertia,
    tried,
  };
}

/** Of each row, the number of the segment that it is nearest to; also of rows that were not learnt from. @param rows - raw. */
export const segmentNumbers = (rows: Rows, { scales, centroids, numbers }: Segments): Int32Array =>
  assigned(scaledRows(rows, scales), centroids).labels.map((label) => numbers[label]!);

const choicesOf = (n: number): readonly number[] =>
  n < 3 ? [1] : Array.from({ length: Math.min(MOST, n - 1) - 1 }, (_, i) => i + 2);

const fitOf = (rows: Rows, k: number, before: Float64Array | undefined, seed: number): KMeans =>
  before?.length === k * rows.width
    ? kMeansFrom(rows, before)
    : fitKMeans(rows, k, { restartCount: restartsOf(rows.values.length / rows.width), seed });

/** The place of the best trial, of equal ones the smallest k's. */
function chosenOf(tried: readonly Trial[], yesterday: number | undefined): number {
  const worthOf = ({ k, silhouette: value }: Trial) => (value ?? -1) + (k === yesterday ? BETTER : 0);
  return tried.reduce((best, trial, i) => (worthOf(trial) > worthOf(tried[best]!) ? i : best), 0);
}

function sampleOf(n: number, seed: number): Int32Array {
  if (n <= SAMPLE) return Int32Array.from({ length: n }, (_, row) => row);
  const random = seededRandom(seed);
  return Int32Array.from({ length: SAMPLE }, () => Math.floor(random() * n));
}

function silhouettesOf({ values, width }: Rows, partings: readonly Int32Array[], sample: Int32Array) {
  const drawn = new Float64Array(sample.length * width);
  sample.forEach((row, i) => {
    drawn.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return silhouettes(
    drawn,
    width,
    partings.map((labels) => sample.map((row) => labels[row]!)),
  );
}
