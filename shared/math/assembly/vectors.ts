// Vectors of 32-bit floats at an address; `bytes` is their length, a multiple of 64 (16 floats).

/** The sum of the four lanes, always in this order. */
export function laneSum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The lane sums of four vectors as the lanes of one. */
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** a + b × c, rounded twice: a fused form would give other bits on other machines. */
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(a, f32x4.mul(b, c));
}

export function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    even = mulAdd(even, v128.load(a + at), v128.load(b + at));
    odd = mulAdd(odd, v128.load(a + at, 16), v128.load(b + at, 16));
  }
  return laneSum(f32x4.add(even, odd));
}

/** y += scale × x */
export function addScaled(y: usize, scale: f32, x: usize, bytes: usize): void {
  const s = f32x4.splat(scale);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, mulAdd(v128.load(y + at), s, v128.load(x + at)));
}

/** y = x + scale × y */
export function scaleThenAdd(y: usize, scale: f32, x: usize, bytes: usize): void {
  const s = f32x4.splat(scale);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, mulAdd(v128.load(x + at), s, v128.load(y + at)));
}
