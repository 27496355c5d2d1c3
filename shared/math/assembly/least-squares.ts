import { addScaled, dot, laneSums, mulAdd, scaleThenAdd } from './vectors';

/** Entries whose factors are fetched before they are added. */
const AHEAD = 32;

/** Entries whose factors stay in the near caches from one step to the next. */
const NEAR = 1024;

/** A residual whose squared length is below this is nothing in 32-bit floats. */
const SOLVED: f32 = 1e-20;

/**
 * Improves, for each row in [first, end), the x of (B + ridge I + Σ weight f fᵀ) x = Σ (weight + pull) f, where B is the base matrix and
 * f are the factors of the row's columns, by steps of conjugate gradient from the x that is there.
 *
 * Source: Takács, Pilászy & Tikk (2011), "Applications of the Conjugate Gradient Method for Implicit Feedback
 * Collaborative Filtering", algorithm 1.
 *
 * @param weights - one an entry, times weightScale; or 0 when every entry weighs just weightScale.
 * @param base - (d, d), symmetric; a row is `bytes` long, as are those of factors and solved.
 * @param scratch - four vectors a thread.
 */
export function leastSquares(
  thread: i32,
  first: i32,
  end: i32,
  offsets: usize,
  columns: usize,
  weights: usize,
  weightScale: f32,
  pull: f32,
  factors: usize,
  base: usize,
  ridges: usize,
  solved: usize,
  bytes: usize,
  stepCount: i32,
  scratch: usize,
): void {
  const residual = scratch + usize(thread) * 4 * bytes;
  for (let row = first; row < end; row++) {
    const start = load<i32>(offsets + (usize(row) << 2));
    const count = load<i32>(offsets + (usize(row) << 2), 4) - start;
    const x = solved + usize(row) * bytes;
    if (count === 0) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const entryColumns = columns + (usize(start) << 2);
    const entryWeights: usize = weights === 0 ? 0 : weights + (usize(start) << 2);
    const ridge = load<f32>(ridges + (usize(row) << 2));
    solveRow(x, entryColumns, entryWeights, count, weightScale, pull, factors, base, ridge, bytes, stepCount, residual);
  }
}

function solveRow(
  x: usize,
  columns: usize,
  weights: usize,
  count: i32,
  weightScale: f32,
  pull: f32,
  factors: usize,
  base: usize,
  ridge: f32,
  bytes: usize,
  stepCount: i32,
  residual: usize,
): void {
  const direction = residual + bytes;
  const image = direction + bytes;
  const fetched = image + bytes;
  // residual = Σ (weight + pull) f − A x
  multiplyBase(base, ridge, x, residual, bytes);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(residual + at, f32x4.neg(v128.load(residual + at)));
  addEntries(columns, weights, count, weightScale, pull, factors, bytes, x, residual, true, fetched);
  memory.copy(direction, residual, bytes);
  let squared = dot(residual, residual, bytes);
  for (let step = 0; step < stepCount && squared > SOLVED; step++) {
    multiplyBase(base, ridge, direction, image, bytes);
    addEntries(columns, weights, count, weightScale, pull, factors, bytes, direction, image, false, fetched);
    const length = squared / dot(direction, image, bytes);
    addScaled(x, length, direction, bytes);
    addScaled(residual, -length, image, bytes);
    const left = dot(residual, residual, bytes);
    scaleThenAdd(direction, left / squared, residual, bytes);
    squared = left;
  }
}

/** out = (B + ridge I) v, for symmetric B: a sum of B's rows, two rows and 16 floats of the result at a time. */
function multiplyBase(base: usize, ridge: f32, v: usize, out: usize, bytes: usize): void {
  const r = f32x4.splat(ridge);
  const end = v + bytes;
  for (let at: usize = 0; at < bytes; at += 64) {
    let a0 = f32x4.mul(r, v128.load(v + at));
    let a1 = f32x4.mul(r, v128.load(v + at, 16));
    let a2 = f32x4.mul(r, v128.load(v + at, 32));
    let a3 = f32x4.mul(r, v128.load(v + at, 48));
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let b2 = f32x4.splat(0);
    let b3 = f32x4.splat(0);
    let row = base + at;
    for (let k = v; k < end; k += 8) {
      const a = v128.load32_splat(k);
      a0 = mulAdd(a0, a, v128.load(row));
      a1 = mulAdd(a1, a, v128.load(row, 16));
      a2 = mulAdd(a2, a, v128.load(row, 32));
      a3 = mulAdd(a3, a, v128.load(row, 48));
      row += bytes;
      const b = v128.load32_splat(k, 4);
      b0 = mulAdd(b0, b, v128.load(row));
      b1 = mulAdd(b1, b, v128.load(row, 16));
      b2 = mulAdd(b2, b, v128.load(row, 32));
      b3 = mulAdd(b3, b, v128.load(row, 48));
      row += bytes;
    }
    v128.store(out + at, f32x4.add(a0, b0));
    v128.store(out + at, f32x4.add(a1, b1), 16);
    v128.store(out + at, f32x4.add(a2, b2), 32);
    v128.store(out + at, f32x4.add(a3, b3), 48);
  }
}

/** out += Σ weight (f · v) f; where `isResidual`, out += Σ (weight + pull − weight (f · v)) f instead. */
function addEntries(
  columns: usize,
  weights: usize,
  count: i32,
  weightScale: f32,
  pull: f32,
  factors: usize,
  bytes: usize,
  v: usize,
  out: usize,
  isResidual: bool,
  fetched: usize,
): void {
  const isFar = isResidual || count > NEAR;
  for (let at = 0; at < count; at += AHEAD) {
    const place = usize(at) << 2;
    const some = min(AHEAD, count - at);
    if (isFar) store<u32>(fetched, fetch(columns + place, some, factors, bytes));
    const someWeights: usize = weights === 0 ? 0 : weights + place;
    addSome(columns + place, someWeights, some, weightScale, pull, factors, bytes, v, out, isResidual);
  }
}

/** Reads one number of each cache line of some factors: the reads do not wait for each other, as those of addSome would. */
function fetch(columns: usize, count: i32, factors: usize, bytes: usize): u32 {
  let sum: u32 = 0;
  for (const end = columns + (usize(count) << 2); columns < end; columns += 4) {
    const factor = factors + usize(load<u32>(columns)) * bytes;
    for (let line = factor; line < factor + bytes; line += 64) sum += load<u32>(line);
  }
  return sum;
}

/** Both loops take 64 bytes at a time: an address is worked out once for four loads, which is 1.7 times as fast. */
function addSome(
  columns: usize,
  weights: usize,
  count: i32,
  weightScale: f32,
  pull: f32,
  factors: usize,
  bytes: usize,
  v: usize,
  out: usize,
  isResidual: bool,
): void {
  const pulls = f32x4.splat(pull);
  const scales = f32x4.splat(weightScale);
  let w = scales;
  let entry: usize = 0;
  for (const end = usize(count & ~3) << 2; entry < end; entry += 16) {
    const f0 = factors + usize(load<u32>(columns + entry)) * bytes;
    const f1 = factors + usize(load<u32>(columns + entry, 4)) * bytes;
    const f2 = factors + usize(load<u32>(columns + entry, 8)) * bytes;
    const f3 = factors + usize(load<u32>(columns + entry, 12)) * bytes;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 64) {
      const p = v + at;
      const g0 = f0 + at;
      const g1 = f1 + at;
      const g2 = f2 + at;
      const g3 = f3 + at;
      const part0 = v128.load(p, 0);
      s0 = mulAdd(s0, v128.load(g0, 0), part0);
      s1 = mulAdd(s1, v128.load(g1, 0), part0);
      s2 = mulAdd(s2, v128.load(g2, 0), part0);
      s3 = mulAdd(s3, v128.load(g3, 0), part0);
      const part16 = v128.load(p, 16);
      s0 = mulAdd(s0, v128.load(g0, 16), part16);
      s1 = mulAdd(s1, v128.load(g1, 16), part16);
      s2 = mulAdd(s2, v128.load(g2, 16), part16);
      s3 = mulAdd(s3, v128.load(g3, 16), part16);
      const part32 = v128.load(p, 32);
      s0 = mulAdd(s0, v128.load(g0, 32), part32);
      s1 = mulAdd(s1, v128.load(g1, 32), part32);
      s2 = mulAdd(s2, v128.load(g2, 32), part32);
      s3 = mulAdd(s3, v128.load(g3, 32), part32);
      const part48 = v128.load(p, 48);
      s0 = mulAdd(s0, v128.load(g0, 48), part48);
      s1 = mulAdd(s1, v128.load(g1, 48), part48);
      s2 = mulAdd(s2, v128.load(g2, 48), part48);
      s3 = mulAdd(s3, v128.load(g3, 48), part48);
    }
    if (weights !== 0) w = f32x4.mul(scales, v128.load(weights + entry));
    let scale = f32x4.mul(w, laneSums(s0, s1, s2, s3));
    if (isResidual) scale = f32x4.sub(f32x4.add(w, pulls), scale);
    const k0 = v128.shuffle<f32>(scale, scale, 0, 0, 0, 0);
    const k1 = v128.shuffle<f32>(scale, scale, 1, 1, 1, 1);
    const k2 = v128.shuffle<f32>(scale, scale, 2, 2, 2, 2);
    const k3 = v128.shuffle<f32>(scale, scale, 3, 3, 3, 3);
    for (let at: usize = 0; at < bytes; at += 64) {
      const o = out + at;
      const g0 = f0 + at;
      const g1 = f1 + at;
      const g2 = f2 + at;
      const g3 = f3 + at;
      const pair0 = mulAdd(f32x4.mul(k0, v128.load(g0, 0)), k1, v128.load(g1, 0));
      const other0 = mulAdd(f32x4.mul(k2, v128.load(g2, 0)), k3, v128.load(g3, 0));
      v128.store(o, f32x4.add(v128.load(o, 0), f32x4.add(pair0, other0)), 0);
      const pair16 = mulAdd(f32x4.mul(k0, v128.load(g0, 16)), k1, v128.load(g1, 16));
      const other16 = mulAdd(f32x4.mul(k2, v128.load(g2, 16)), k3, v128.load(g3, 16));
      v128.store(o, f32x4.add(v128.load(o, 16), f32x4.add(pair16, other16)), 16);
      const pair32 = mulAdd(f32x4.mul(k0, v128.load(g0, 32)), k1, v128.load(g1, 32));
      const other32 = mulAdd(f32x4.mul(k2, v128.load(g2, 32)), k3, v128.load(g3, 32));
      v128.store(o, f32x4.add(v128.load(o, 32), f32x4.add(pair32, other32)), 32);
      const pair48 = mulAdd(f32x4.mul(k0, v128.load(g0, 48)), k1, v128.load(g1, 48));
      const other48 = mulAdd(f32x4.mul(k2, v128.load(g2, 48)), k3, v128.load(g3, 48));
      v128.store(o, f32x4.add(v128.load(o, 48), f32x4.add(pair48, other48)), 48);
    }
  }
  for (const end = usize(count) << 2; entry < end; entry += 4) {
    const f = factors + usize(load<u32>(columns + entry)) * bytes;
    const weight = weights === 0 ? weightScale : weightScale * load<f32>(weights + entry);
    const scale = weight * dot(f, v, bytes);
    addScaled(out, isResidual ? weight + pull - scale : scale, f, bytes);
  }
}
