/** How counts fall on the places of a season: as many numbers, which sum to `weight`. */
export interface SeasonCounts {
  readonly byPlace: Float64Array;
  /** Independent events that the counts are worth. */
  readonly weight: number;
}

/** Events of which what a series is drawn to weighs as much: ten a weekday. */
const PRIOR_EVENTS = 70;

/**
 * Counts by place of the season, place 0 being that of the step after the last; divided by what their variance is of
 * their mean, so that a hundred that came at once count as one event.
 */
export function seasonCounts(counts: Float64Array, season: number): SeasonCounts {
  const byPlace = new Float64Array(season);
  let [sum, squares] = [0, 0];
  counts.forEach((count, t) => {
    const place = (((t - counts.length) % season) + season) % season;
    byPlace[place]! += count;
    sum += count;
    squares += count * count;
  });
  if (sum === 0) return { byPlace, weight: 0 };
  const dispersion = Math.max(1, squares / sum - sum / counts.length);
  return { byPlace: byPlace.map((count) => count / dispersion), weight: sum / dispersion };
}

export function addSeasonCounts(to: SeasonCounts, { byPlace, weight }: SeasonCounts): SeasonCounts {
  return { byPlace: to.byPlace.map((count, place) => count + byPlace[place]!), weight: to.weight + weight };
}

/**
 * What a step at each place brings, as a multiple of a mean step: drawn towards what alike series bring, the more the
 * fewer events there are.
 * @param alike - multiples that sum to the season; absent: all places alike.
 */
export function seasonMultiples({ byPlace, weight }: SeasonCounts, alike?: Float64Array): Float64Array {
  const season = byPlace.length;
  return byPlace.map(
    (count, place) => (season * count + PRIOR_EVENTS * (alike?.[place] ?? 1)) / (weight + PRIOR_EVENTS),
  );
}
