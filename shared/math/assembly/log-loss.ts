// Slopes and curvatures of weighted log loss, two rows at a time. A row's weight is below 0 where its label is 1.
// Every operation is rounded as plainLogistic and its callers have it, so that both give the same bits.

const LOG2_E: f64 = Math.LOG2E;
/** ln 2 in two parts, the first of few bits (Cody & Waite 1980). */
const LN2_HIGH: f64 = 0.693145751953125;
const LN2_LOW: f64 = 1.4286068203094173e-6;
/** 1 / 1! … 1 / 8! of Taylor's series. */
const T2: f64 = 1.0 / 2.0;
const T3: f64 = 1.0 / 6.0;
const T4: f64 = 1.0 / 24.0;
const T5: f64 = 1.0 / 120.0;
const T6: f64 = 1.0 / 720.0;
const T7: f64 = 1.0 / 5040.0;
const T8: f64 = 1.0 / 40320.0;

/**
 * The sums of |slope| and of the curvature over blocks of rows, in the rows' order.
 *
 * @param first - of the blocks of `blockRows` rows, an even number, up to `end`.
 * @param scores - (rowCount rounded up to 2): log odds. @param weights - as many; 0 behind the last row.
 * @param sums - (blocks, 2) of 64-bit floats.
 */
export function sumLogLoss(
  _thread: i32,
  first: i32,
  end: i32,
  blockRows: i32,
  rowCount: i32,
  scores: usize,
  weights: usize,
  sums: usize,
): void {
  for (let block = first; block < end; block++) {
    let slopes: f64 = 0;
    let curvatures: f64 = 0;
    const stop = usize(min(rowCount, (block + 1) * blockRows)) << 3;
    for (let at = usize(block * blockRows) << 3; at < stop; at += 16) {
      const weight = v128.load(weights + at);
      const p = logistics(v128.load(scores + at));
      const slope = f64x2.abs(slopesAt(weight, p));
      const curvature = curvaturesAt(weight, p);
      slopes += f64x2.extract_lane(slope, 0);
      curvatures += f64x2.extract_lane(curvature, 0);
      slopes += f64x2.extract_lane(slope, 1);
      curvatures += f64x2.extract_lane(curvature, 1);
    }
    store<f64>(sums + (usize(block) << 4), slopes);
    store<f64>(sums + (usize(block) << 4), curvatures, 8);
  }
}

/**
 * Curvatures and slopes as whole numbers, and the rows in their order.
 *
 * @param pairs - (rowCount rounded up to 2) of 64 bits: the curvature in the low half, the slope in the high one.
 * @param rows - (rowCount rounded up to 2)
 */
export function roundLogLoss(
  _thread: i32,
  first: i32,
  end: i32,
  blockRows: i32,
  rowCount: i32,
  scores: usize,
  weights: usize,
  slopeScale: f64,
  curvatureScale: f64,
  pairs: usize,
  rows: usize,
): void {
  const from = first * blockRows;
  const stop = usize(min(rowCount, end * blockRows)) << 3;
  let both = (i64(from + 1) << 32) | i64(from);
  for (let at = usize(from) << 3; at < stop; at += 16) {
    const weight = v128.load(weights + at);
    const p = logistics(v128.load(scores + at));
    const slopes = wholes(slopesAt(weight, p), slopeScale);
    const curvatures = wholes(curvaturesAt(weight, p), curvatureScale);
    v128.store(pairs + at, v128.shuffle<i32>(curvatures, slopes, 0, 4, 1, 5));
    store<i64>(rows + (at >> 1), both);
    both += 0x2_0000_0002;
  }
}

/** Adds to the log odds of some rows. @param first - of the chunks of `chunkRows` places in `rows`, up to `end`. */
export function addToScores(
  _thread: i32,
  first: i32,
  end: i32,
  chunkRows: i32,
  rows: usize,
  count: i32,
  scores: usize,
  logOdds: f64,
): void {
  const stop = rows + (usize(min(count, end * chunkRows)) << 2);
  for (let at = rows + (usize(first * chunkRows) << 2); at < stop; at += 4) {
    const score = scores + (usize(load<u32>(at)) << 3);
    store<f64>(score, load<f64>(score) + logOdds);
  }
}

/** 1 / (1 + e^−z) */
function logistics(z: v128): v128 {
  const one = f64x2.splat(1);
  const x = f64x2.pmax(f64x2.splat(-700), f64x2.pmin(f64x2.splat(700), f64x2.neg(z)));
  const k = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(0.5)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(LN2_LOW)));
  let sum = timesPlus(f64x2.splat(T8), r, T7);
  sum = timesPlus(sum, r, T6);
  sum = timesPlus(sum, r, T5);
  sum = timesPlus(sum, r, T4);
  sum = timesPlus(sum, r, T3);
  sum = timesPlus(sum, r, T2);
  sum = timesPlus(sum, r, 1);
  sum = timesPlus(sum, r, 1);
  return f64x2.div(one, f64x2.add(one, f64x2.mul(sum, powersOfTwo(k))));
}

function timesPlus(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** 2^k for whole k of normal numbers: its exponent's bits. */
function powersOfTwo(k: v128): v128 {
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52);
}

function slopesAt(weight: v128, p: v128): v128 {
  const label = v128.and(f64x2.lt(weight, f64x2.splat(0)), f64x2.splat(1));
  return f64x2.mul(f64x2.abs(weight), f64x2.sub(p, label));
}

function curvaturesAt(weight: v128, p: v128): v128 {
  return f64x2.mul(f64x2.mul(f64x2.abs(weight), p), f64x2.sub(f64x2.splat(1), p));
}

/** Rounded to the nearest whole number, halves up; in the low two lanes of 32 bits. */
function wholes(values: v128, scale: f64): v128 {
  const scaled = f64x2.mul(values, f64x2.splat(scale));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(scaled, f64x2.splat(0.5))));
}
