/** Cuts, with +Infinity behind the last: what eight halvings tell apart. */
const CUTS = 255;

/**
 * The bin of each number: 1 + how many cuts lie below it as a 32-bit float, 0 where it is NaN. By halving without
 * branches, so that the reads for many rows are under way at once.
 *
 * @param first - of the chunks of `chunkRows` numbers, up to `end`.
 * @param values - (count) of 64-bit floats.
 * @param cuts - (255) of 32-bit floats, ascending.
 * @param bins - (count)
 */
export function numberBins(
  _thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  values: usize,
  count: i32,
  cuts: usize,
  bins: usize,
): void {
  const stop = usize(min(count, end * chunkRows));
  for (let row = usize(first * chunkRows); row < stop; row++) {
    const x = f32(load<f64>(values + (row << 3)));
    let below: usize = 0; // in bytes of the cuts
    for (let step: usize = ((CUTS + 1) / 2) << 2; step >= 4; step >>= 1) {
      below += usize(load<f32>(cuts + below + step - 4) < x) * step;
    }
    store<u8>(bins + row, u32(below >> 2) + u32(x === x));
  }
}
