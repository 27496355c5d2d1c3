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
  const totals = new Float64Array(columns.length);
  const statisticOf = (groupAt: (i: number) => number): number => {
    totals.fill(0);
    for (let i = 0; i < n; i++) {
      const group = groupAt(i);
      for (let c = 0; c < columns.length; c++) totals[c]! += columns[c]![group]!;
    }
    return statistic(totals);
  };
  const drawn = Float64Array.from({ length: resamples }, () => statisticOf(() => Math.floor(random() * n))).sort();
  const tail = (1 - level) / 2;
  return { mean: statisticOf((i) => i), low: quantile(drawn, tail), high: quantile(drawn, 1 - tail), level, n };
}
