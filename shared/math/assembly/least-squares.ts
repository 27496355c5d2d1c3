import { addScaled, dot, laneSums, mulAdd, scaleThenAdd } from './vectors';

/** Entries whose factors are fetched before they are added. */
const AHEAD = 32;

/** Entries whose factors stay in the near caches from one step to the next. */
const NEAR = 1024;

/** A residual whose squared length, as the preconditioner measures it, is below this is nothing in 32-bit floats. */
const SOLVED: f32 = 1e-20;

/**
 * Improves, for each row in [first, end), the x of (B + ridge I + Σ weight f fᵀ) x = Σ (weight + pull) f, where B is diagonal and
 * f are the factors of the row's columns, by steps of conjugate gradient from the x that is there, preconditioned by
 * B + ridge I.
 *
 * Sources: Takács, Pilászy & Tikk (2011), "Applications of the Conjugate Gradient Method for Implicit Feedback
 * Collaborative Filtering", algorithm 1; Golub & Van Loan (2013), "Matrix Computations", 4th edition, algorithm 11.5.1.
 *
 * @param weights - one an entry, times weightScale; or 0 when every entry weighs just weightScale.
 * @param base - B's diagonal: (d); as long as a row of factors and solved, `bytes`.
 * @param scratch - six vectors a thread.
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
  const residual = scratch + usize(thread) * 6 * bytes;
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
  const diagonal = image + bytes;
  const preconditioner = diagonal + bytes;
  const fetched = preconditioner + bytes;
  prepare(base, ridge, bytes, diagonal, preconditioner);
  // residual = Σ (weight + pull) f − A x
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(residual + at, f32x4.neg(f32x4.mul(v128.load(diagonal + at), v128.load(x + at))));
  addEntries(columns, weights, count, weightScale, pull, factors, bytes, x, residual, true, fetched);
  let squared = multiplyDot(direction, preconditioner, residual, bytes);
  for (let step = 0; step < stepCount && squared > SOLVED; step++) {
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(image + at, f32x4.mul(v128.load(diagonal + at), v128.load(direction + at)));
    addEntries(columns, weights, count, weightScale, pull, factors, bytes, direction, image, false, fetched);
    const length = squared / dot(direction, image, bytes);
    addScaled(x, length, direction, bytes);
    if (step + 1 === stepCount) break;
    addScaled(residual, -length, image, bytes);
    const left = multiplyDot(image, preconditioner, residual, bytes);
    scaleThenAdd(direction, left / squared, image, bytes);
    squared = left;
  }
}

/** diagonal = B + ridge I; preconditioner = 1 / diagonal. */
function prepare(base: usize, ridge: f32, bytes: usize, diagonal: usize, preconditioner: usize): void {
  const r = f32x4.splat(ridge);
  for (let at: usize = 0; at < bytes; at += 16) {
    const sum = f32x4.add(v128.load(base + at), r);
    v128.store(diagonal + at, sum);
    v128.store(preconditioner + at, f32x4.div(f32x4.splat(1), sum));
  }
}

/** out = a × b, number by number; the sum of out × b. */
function multiplyDot(out: usize, a: usize, b: usize, bytes: usize): f32 {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  return dot(out, b, bytes);
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
