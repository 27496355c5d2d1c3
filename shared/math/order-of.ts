/** Bits of a digit, and the most numbers that so few are quicker for: to count the digits is all that few numbers cost. */
const FEW = { bits: 8, most: 20_000 };
const MANY_BITS = 16;

/**
 * The indexes of numbers from the smallest to the largest, equal ones by lower index: a radix sort of their 64 bits, 8
 * or, of many numbers, 16 at a time. O(n); some times faster than a sort that compares.
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
  const bits = values.length <= FEW.most ? FEW.bits : MANY_BITS;
  const digits = 1 << bits;
  let order = Int32Array.from(values.keys());
  let next = new Int32Array(values.length);
  const starts = new Int32Array(digits + 1);
  for (let from = 0; from < 64; from += bits) {
    const word = from >> 5;
    const shift = from & 31;
    const digitOf = (i: number): number => (words[2 * i + word]! >>> shift) & (digits - 1);
    starts.fill(0);
    for (let i = 0; i < values.length; i++) starts[digitOf(i) + 1]!++;
    for (let d = 0; d < digits; d++) starts[d + 1]! += starts[d]!;
    for (let place = 0; place < values.length; place++) next[starts[digitOf(order[place]!)]!++] = order[place]!;
    [order, next] = [next, order];
  }
  return order;
}
