/**
 * Mean silhouette of n rows, in [−1, 1]: how much nearer a row is to its own part than to the next, as a share of the
 * farther one. A row alone in its part counts 0. O(n² · width): sample where rows are many.
 *
 * Source: Rousseeuw (1987), "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis".
 *
 * @param values - (n, width), row by row. @param labels - of each row, whole numbers from 0.
 * @returns undefined with fewer than two parts.
 * @internal
 */
export const silhouette = (values: Float64Array, width: number, labels: Int32Array): number | undefined =>
  silhouettes(values, width, [labels])[0];

/** `silhouette` of several ways to part the same rows, whose distances are computed once. */
export function silhouettes(
  values: Float64Array,
  width: number,
  partings: readonly Int32Array[],
): readonly (number | undefined)[] {
  const n = values.length / width;
  const parts = partings.map(partsOf);
  const distances = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    for (let other = 0; other < n; other++) {
      let squares = 0;
      for (let d = 0; d < width; d++) squares += (values[row * width + d]! - values[other * width + d]!) ** 2;
      distances[other] = Math.sqrt(squares);
    }
    for (const one of parts) one.sum += shareOf(row, distances, one);
  }
  return parts.map(({ sizes, sum }) => (sizes.filter((size) => size > 0).length < 2 ? undefined : sum / n));
}

interface Parts {
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
  /** By part, distances of one row. */
  readonly toParts: Float64Array;
  sum: number;
}

function partsOf(labels: Int32Array): Parts {
  const k = 1 + labels.reduce((most, label) => Math.max(most, label), -1);
  const sizes = new Int32Array(k);
  for (const label of labels) sizes[label]!++;
  return { labels, sizes, toParts: new Float64Array(k), sum: 0 };
}

function shareOf(row: number, distances: Float64Array, { labels, sizes, toParts }: Parts): number {
  const own = labels[row]!;
  if (sizes[own] === 1) return 0;
  toParts.fill(0);
  for (let other = 0; other < labels.length; other++) toParts[labels[other]!]! += distances[other]!;
  const within = toParts[own]! / (sizes[own]! - 1);
  let next = Number.POSITIVE_INFINITY;
  for (let c = 0; c < sizes.length; c++) if (c !== own && sizes[c]! > 0) next = Math.min(next, toParts[c]! / sizes[c]!);
  const farther = Math.max(within, next);
  return farther > 0 && next < Number.POSITIVE_INFINITY ? (next - within) / farther : 0;
}
