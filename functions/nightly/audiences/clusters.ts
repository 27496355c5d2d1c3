import { PROFILE_COLUMNS } from '../../../shared/features/profile/vector.ts';
import type { Rows } from '../../../shared/learning/isolation-forest.ts';
import { segmentWords } from '../../../shared/learning/segment-words.ts';
import { type FoundSegments, findSegments, type Segments, segmentNumbers } from '../../../shared/learning/segments.ts';
import type { RollClusters, RollColumns } from '../../../shared/ports/rolls.ts';

const SEED = 1;
const NAMES: readonly string[] = PROFILE_COLUMNS.map(({ name }) => name);
const PHRASES = PROFILE_COLUMNS.map(({ much, little }) => ({ high: much, low: little }));

/** Kinds of people as a night found them, and what it found them in. */
export interface FoundClusters {
  readonly clusters: RollClusters;
  readonly found: FoundSegments;
  /** Those whom they were learnt from, raw, by PROFILE_COLUMNS. */
  readonly rows: Rows;
}

/**
 * Kinds of people, by all columns of a profile. They keep the numbers of those of the night before that they are like.
 * @param vectors - by PROFILE_COLUMNS, of those who may be learnt from. @returns undefined where there is nobody.
 */
export function findClusters(
  vectors: readonly Float64Array[],
  before: RollClusters | undefined,
): FoundClusters | undefined {
  if (vectors.length === 0) return undefined;
  const values = new Float64Array(vectors.length * NAMES.length);
  for (const [row, vector] of vectors.entries()) values.set(vector, row * NAMES.length);
  const rows = { values, width: NAMES.length };
  const found = findSegments(rows, { previous: before && segmentsOf(before), seed: SEED });
  const clusters = {
    columns: NAMES,
    scales: found.scales,
    centroids: [...found.centroids],
    numbers: [...found.numbers],
    words: segmentWords(found, PHRASES, 'are like most').map(({ words }) => words),
  };
  return { clusters, found, rows };
}

/** Those of a night; undefined where they were told apart by other columns than there are now. */
function segmentsOf({ columns, scales, centroids, numbers }: RollClusters): Segments | undefined {
  if (columns.join() !== NAMES.join()) return undefined;
  return { scales, centroids: Float64Array.from(centroids), numbers: Int32Array.from(numbers) };
}

/** Of each person of a part, the number of their cluster. */
export const clusterNumbers = (columns: RollColumns, clusters: RollClusters): Float64Array =>
  Float64Array.from(segmentNumbers(profileRows(columns), segmentsOf(clusters)!));

/** A part by the columns of a profile. */
export function profileRows({ place, features }: RollColumns): Rows {
  const width = NAMES.length;
  const values = new Float64Array(place.length * width);
  for (const [column, name] of NAMES.entries()) {
    const ofColumn = features[name]!;
    for (let row = 0; row < place.length; row++) values[row * width + column] = ofColumn[row]!;
  }
  return { values, width };
}
