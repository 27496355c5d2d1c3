const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * The indexes of numbers from the smallest to the largest, equal ones by lower index: a radix sort of their 64 bits, 16
 * at a time. O(n); some times faster than a sort that compares, from a million numbers on.
 *
 * Source: Knuth, "The Art of Computer Programming", volume 3, section 5.2.5 (sorting by distribution).
 *
 * @param values - without NaN; −0 stands before 0.
 */
export function orderOf(values: Float64Array): Int32Array {
  const words = new Uint32Array(values.slice().buffer);
  for (let i = 0; i < values.length; i++) {
    // So that the bits of a number, read as a natural one, are in the order of the numbers.
    const high = words[2 * i + 1]!;
    const isNegative = high >>> 31 === 1;
    words[2 * i + 1] = isNegative ? ~high : high | 0x8000_0000;
    if (isNegative) words[2 * i] = ~words[2 * i]!;
  }
  let order = Int32Array.from(values.keys());
  let next = new Int32Array(values.length);
  const starts = new Int32Array(DIGITS + 1);
  for (let digit = 0; digit < 4; digit++) {
    const word = digit >> 1;
    const shift = (digit & 1) * DIGIT_BITS;
    const digitOf = (i: number): number => (words[2 * i + word]! >>> shift) & (DIGITS - 1);
    starts.fill(0);
    for (let i = 0; i < values.length; i++) starts[digitOf(i) + 1]!++;
    for (let d = 0; d < DIGITS; d++) starts[d + 1]! += starts[d]!;
    for (let place = 0; place < values.length; place++) next[starts[digitOf(order[place]!)]!++] = order[place]!;
    [order, next] = [next, order];
  }
  return order;
}
