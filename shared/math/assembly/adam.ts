import { mulAddPairs, pairAt, storePair } from './doubles';

const DECAY_FIRST: f64 = 0.9;
const DECAY_SECOND: f64 = 0.99;

/**
 * One step of Adam on some numbers: bit by bit what `adam` of shared/math/adam.ts does.
 *
 * @param first - moments, as many as values; so are second and slopes.
 * @param bytes - a multiple of 16.
 */
export function adam(values: usize, first: usize, second: usize, slopes: usize, rate: f64, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) {
    const slope = pairAt(slopes + at);
    const m = firstMoments(pairAt(first + at), slope);
    const v = secondMoments(pairAt(second + at), slope);
    storePair(first + at, m);
    storePair(second + at, v);
    storePair(values + at, f64x2.sub(pairAt(values + at), changes(m, v, rate)));
  }
}

/** The same step on one number. */
export function adamOfOne(value: usize, first: usize, second: usize, slope: f64, rate: f64): void {
  const m = DECAY_FIRST * f64(load<f32>(first)) + (1 - DECAY_FIRST) * slope;
  const v = DECAY_SECOND * f64(load<f32>(second)) + (1 - DECAY_SECOND) * slope * slope;
  store<f32>(first, f32(m));
  store<f32>(second, f32(v));
  store<f32>(value, f32(f64(load<f32>(value)) - (rate * m) / (sqrt<f64>(v) + 1e-8)));
}

function firstMoments(m: v128, slope: v128): v128 {
  return mulAddPairs(f64x2.mul(f64x2.splat(DECAY_FIRST), m), f64x2.splat(1 - DECAY_FIRST), slope);
}

function secondMoments(v: v128, slope: v128): v128 {
  const added = f64x2.mul(f64x2.mul(f64x2.splat(1 - DECAY_SECOND), slope), slope);
  return f64x2.add(f64x2.mul(f64x2.splat(DECAY_SECOND), v), added);
}

function changes(m: v128, v: v128, rate: f64): v128 {
  return f64x2.div(f64x2.mul(f64x2.splat(rate), m), f64x2.add(f64x2.sqrt(v), f64x2.splat(1e-8)));
}
