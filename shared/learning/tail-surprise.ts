/** How unusual a number ≥ 0 is beside those that came before it. */
export interface TailSurprise {
  /**
   * In decimal digits: −log₁₀ of the share of numbers that are expected to be as large. 0 while too few were seen.
   * @param floor - > 0: numbers below it are all the same.
   */
  surprise(value: number, floor: number): number;
  add(value: number): void;
}

/** Fewer say nothing of a tail. */
const MIN_SEEN = 30;
/** Above this share's edge the tail is a law, below it what was seen. */
const TAIL_SHARE = 0.05;
const MIN_TAIL = 5;
/** What the law is drawn towards while the tail is short: so many log excesses of this size. */
const PRIOR_EXCESSES = 3;
const PRIOR_EXCESS = 0.1;

/**
 * The tail is Pareto's: of the largest twentieth, the mean log excess over its edge tells how fast it falls, in whatever
 * unit. What lies below the edge is ranked among what was seen. O(capacity) a number.
 *
 * Source: Hill (1975), "A simple general approach to inference about the tail of a distribution"; over a threshold in a
 * stream: Siffer et al. (2017), "Anomaly Detection in Streams with Extreme Value Theory".
 *
 * @param capacity - the newest numbers that are remembered.
 */
export function tailSurprise(capacity: number): TailSurprise {
  const newest = new Float64Array(capacity);
  const sorted = new Float64Array(capacity + 1);
  let [count, next] = [0, 0];
  return {
    surprise(value, floor) {
      if (count < MIN_SEEN) return 0;
      const tail = Math.max(MIN_TAIL, Math.ceil(TAIL_SHARE * count));
      const edge = Math.max(sorted[count - tail - 1]!, floor);
      if (value <= edge) return -Math.log10((count - placeOf(sorted, count, value) + 1) / (count + 1));
      let excess = PRIOR_EXCESSES * PRIOR_EXCESS;
      for (let i = count - tail; i < count; i++) excess += Math.max(0, Math.log(sorted[i]! / edge));
      const meanExcess = excess / (tail + PRIOR_EXCESSES);
      return -Math.log10(tail / count) + Math.log(value / edge) / meanExcess / Math.LN10;
    },
    add(value) {
      if (count === capacity) {
        const gone = placeOf(sorted, count, newest[next]!);
        sorted.copyWithin(gone, gone + 1, count--);
      }
      const place = placeOf(sorted, count, value);
      sorted.copyWithin(place + 1, place, count++);
      sorted[place] = value;
      newest[next] = value;
      next = (next + 1) % capacity;
    },
  };
}

/** How many of the first `count`, which are sorted, are less. */
function placeOf(sorted: Float64Array, count: number, value: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
