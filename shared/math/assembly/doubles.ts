// Pairs of 32-bit floats at an address as 64-bit ones, so that sums are rounded as plain TypeScript rounds them: each
// operation in 64 bits, and once more when it is stored in 32. Loading a pair and turning it are one instruction.

/** Two floats. */
export function pairAt(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** Stores two floats. */
export function storePair(address: usize, pair: v128): void {
  v128.store64_lane(address, f32x4.demote_f64x2_zero(pair), 0);
}

/** a + b × c, rounded twice. */
export function mulAddPairs(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(a, f64x2.mul(b, c));
}

/** y += scale × x, of 32-bit floats. @param bytes - a multiple of 16. */
export function addTimes(y: usize, scale: f64, x: usize, bytes: usize): void {
  const s = f64x2.splat(scale);
  for (const end = x + bytes; x < end; x += 16, y += 16) {
    storePair(y, mulAddPairs(pairAt(y), s, pairAt(x)));
    storePair(y + 8, mulAddPairs(pairAt(y + 8), s, pairAt(x + 8)));
  }
}

/** y += a × x, of 32-bit floats number by number. @param bytes - a multiple of 16. */
export function addProducts(y: usize, a: usize, x: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8)
    storePair(y + at, mulAddPairs(pairAt(y + at), pairAt(a + at), pairAt(x + at)));
}
