import { type Interval, quantile } from './paired-bootstrap.ts';

/**
 * A statistic of the sums over groups, with its percentile bootstrap interval: whole groups are drawn with replacement,
 * since what belongs to one is no independent evidence. `mean` of the interval is the statistic of all groups.
 *
 * O(groups · columns · resamples) time.
 *
 * Source: Field & Welsh (2007), "Bootstrapping clustered data", JRSS B 69(3): the cluster bootstrap.
 *
 * @param columns - each with one sum for each of n groups.
 * @param statistic - of the totals of the columns, in their order; it must not keep the array.
 * @throws RangeError when n = 0 or the lengths differ.
 */
export function groupedBootstrap(
  columns: readonly Float64Array[],
  statistic: (totals: Float64Array) => number,
  options: { readonly random: () => number; readonly resamples?: number; readonly level?: number },
): Interval {
  const n = columns[0]?.length ?? 0;
  if (n === 0 || columns.some(({ length }) => length !== n)) {
    throw new RangeError(
      `groupedBootstrap: want n ≥ 1 equal lengths, got ${columns.map(({ length }) => length).join(', ')}`,
    );
  }
  const { random, resamples = 1000, level = 0.95 } = options;
  const width = columns.length;
  // Group by group, so that a draw reads from one place.
  const rows = new Float64Array(n * width);
  columns.forEach((column, c) => {
    for (let i = 0; i < n; i++) rows[i * width + c] = column[i]!;
  });
  const totals = new Float64Array(width);
  const drawn = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    totals.fill(0);
    for (let i = 0; i < n; i++) {
      const start = Math.floor(random() * n) * width;
      for (let c = 0; c < width; c++) totals[c]! += rows[start + c]!;
    }
    drawn[r] = statistic(totals);
  }
  drawn.sort();
  const mean = statistic(Float64Array.from(columns, (column) => column.reduce((sum, value) => sum + value, 0)));
  const tail = (1 - level) / 2;
  return { mean, low: quantile(drawn, tail), high: quantile(drawn, 1 - tail), level, n };
}
