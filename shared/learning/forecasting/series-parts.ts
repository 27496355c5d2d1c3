/** What a series is made of, added up. */
export interface Parts {
  /** At the first point. */
  readonly level: number;
  /** A step. */
  readonly trend: number;
  /** Of each season, what its places add; place t mod season. */
  readonly seasons: readonly Float64Array[];
}

/** A straight line by least squares, then each season's means of what is left, the shortest first. O(n) a season. */
export function levelTrendSeasons(values: Float64Array, seasons: readonly number[]): Parts {
  const n = values.length;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let slope = 0;
  for (let t = 0; t < n; t++) slope += (t - middle) * (values[t]! - mean);
  const trend = n > 1 ? (12 * slope) / (n * (n * n - 1)) : 0;
  const left = values.map((value, t) => value - mean - trend * (t - middle));
  const parts = seasons.map((season) => {
    const [sums, counts] = [new Float64Array(season), new Float64Array(season)];
    for (let t = 0; t < n; t++) {
      sums[t % season]! += left[t]!;
      counts[t % season]!++;
    }
    // The few points that a place of a long season has are drawn towards none: one more of 0.
    const more = season === seasons[0] ? 0 : 1;
    const means = sums.map((sum, place) => (counts[place] === 0 ? 0 : sum / (counts[place]! + more)));
    for (let t = 0; t < n; t++) left[t]! -= means[t % season]!;
    return means;
  });
  return { level: mean - trend * middle, trend, seasons: parts };
}
