/** The middle of some values, the upper one of two; undefined of none. O(n log n). */
export const upperMedian = (values: ArrayLike<number>): number | undefined =>
  Float64Array.from(values).sort()[values.length >> 1];
