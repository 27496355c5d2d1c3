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
    let at = cuts;
    at += isAbove(x, at, 127) << 9;
    at += isAbove(x, at, 63) << 8;
    at += isAbove(x, at, 31) << 7;
    at += isAbove(x, at, 15) << 6;
    at += isAbove(x, at, 7) << 5;
    at += isAbove(x, at, 3) << 4;
    at += isAbove(x, at, 1) << 3;
    at += isAbove(x, at, 0) << 2;
    store<u8>(bins + row, u32((at - cuts) >> 2) + u32(x >= f32(-Infinity)));
  }
}

function isAbove(x: f32, cuts: usize, place: usize): usize {
  return usize(load<f32>(cuts + (place << 2)) < x);
}
