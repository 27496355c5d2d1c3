/**
 * Mean silhouette of n rows, in [−1, 1]: how much nearer a row is to its own part than to the next, as a share of the
 * farther one. A row alone in its part counts 0. O(n² · width): sample where rows are many.
 *
 * Source: Rousseeuw (1987), "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis".
 *
 * @param values - (n, width), row by row. @param labels - of each row, whole numbers from 0.
 * @returns undefined with fewer than two parts.
 */
export function silhouette(values: Float64Array, width: number, labels: Int32Array): number | undefined {
  const n = labels.length;
  const k = 1 + labels.reduce((most, label) => Math.max(most, label), -1);
  const sizes = new Int32Array(k);
  for (const label of labels) sizes[label]!++;
  if (sizes.filter((size) => size > 0).length < 2) return undefined;
  let sum = 0;
  const distances = new Float64Array(k);
  for (let row = 0; row < n; row++) {
    const own = labels[row]!;
    if (sizes[own] === 1) continue;
    distances.fill(0);
    for (let other = 0; other < n; other++) {
      let squares = 0;
      for (let d = 0; d < width; d++) squares += (values[row * width + d]! - values[other * width + d]!) ** 2;
      distances[labels[other]!]! += Math.sqrt(squares);
    }
    const within = distances[own]! / (sizes[own]! - 1);
    let next = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++) if (c !== own && sizes[c]! > 0) next = Math.min(next, distances[c]! / sizes[c]!);
    const farther = Math.max(within, next);
    if (farther > 0) sum += (next - within) / farther;
  }
  return sum / n;
}
