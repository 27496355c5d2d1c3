/** The value in the middle, of two the upper, so that it is one of the values; undefined of nothing. */
export const upperMedian = (values: ArrayLike<number>): number | undefined =>
  Float64Array.from(values).sort()[values.length >> 1];
