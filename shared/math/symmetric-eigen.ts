/** Of a shifted step two are needed an eigenvalue; more than this are never. */
const MOST_STEPS = 50;

/** Beside a largest number of 1; its square can still be told from 0. */
const NOTHING = 1e-150;
/** A number beside the diagonal that is dropped, however small its neighbours are: it changes nothing that rounding has left. */
const DROPPED = 1e-30;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix: matrix = V diag(values) Vᵀ. O(d³).
 *
 * Source: Golub & Van Loan (2013), "Matrix Computations", 4th edition: algorithms 8.3.1 (Householder's
 * tridiagonalization), 8.3.2 and 8.3.3 (implicit QR steps with Wilkinson's shift).
 *
 * @param matrix - (d, d), symmetric.
 * @returns vectors: (d, d), eigenvector j in column j, orthonormal; values in their order, which is no order of size.
 * @throws RangeError when a number is not finite.
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  d: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const given = Float64Array.from(matrix);
  if (!given.every(Number.isFinite)) throw new RangeError('symmetricEigen: want finite numbers');
  const largest = given.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const a = given.map((value) => (Math.abs(value / largest) > NOTHING ? value / largest : 0));
  const rows = new Float64Array(d * d); // Vᵀ
  for (let i = 0; i < d; i++) rows[i * d + i] = 1;
  const beside = tridiagonalize(a, rows, d);
  const values = Float64Array.from({ length: d }, (_, i) => a[i * d + i]!);
  let last = d - 1;
  for (let steps = 0; last > 0 && steps < MOST_STEPS * d; steps++) {
    for (let i = 0; i < last; i++) {
      const told = Number.EPSILON * (Math.abs(values[i]!) + Math.abs(values[i + 1]!));
      if (Math.abs(beside[i]!) <= Math.max(DROPPED, told)) beside[i] = 0;
    }
    while (last > 0 && beside[last - 1] === 0) last--;
    if (last === 0) break;
    let first = last;
    while (first > 0 && beside[first - 1] !== 0) first--;
    step(values, beside, rows, d, first, last);
  }
  const vectors = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) vectors[i * d + j] = rows[j * d + i]!;
  return { values: values.map((value) => value * largest), vectors };
}

/** Turns a into a tridiagonal matrix and the rows with it; a keeps the diagonal. @returns the numbers beside it. */
function tridiagonalize(a: Float64Array, rows: Float64Array, d: number): Float64Array {
  const beside = new Float64Array(d);
  const v = new Float64Array(d);
  const w = new Float64Array(d);
  for (let k = 0; k + 1 < d; k++) {
    const from = k + 1;
    let scale = 0;
    for (let i = from; i < d; i++) scale = Math.max(scale, Math.abs(a[i * d + k]!));
    beside[k] = a[from * d + k]!;
    if (scale <= NOTHING || from + 1 === d) continue;
    let squared = 0;
    for (let i = from; i < d; i++) {
      v[i] = a[i * d + k]! / scale;
      squared += v[i]! ** 2;
    }
    const head = v[from]!;
    const mirrored = head > 0 ? -Math.sqrt(squared) : Math.sqrt(squared);
    beside[k] = mirrored * scale;
    v[from] = head - mirrored;
    const halfNorm = squared - head * mirrored; // |v|² / 2
    let overlap = 0;
    for (let i = from; i < d; i++) {
      let sum = 0;
      for (let j = from; j < d; j++) sum += a[i * d + j]! * v[j]!;
      w[i] = sum / halfNorm;
      overlap += w[i]! * v[i]!;
    }
    const share = overlap / (2 * halfNorm);
    for (let i = from; i < d; i++) w[i]! -= share * v[i]!;
    for (let i = from; i < d; i++) {
      for (let j = from; j < d; j++) a[i * d + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    }
    w.fill(0);
    for (let i = from; i < d; i++) for (let j = 0; j < d; j++) w[j]! += v[i]! * rows[i * d + j]!;
    for (let i = from; i < d; i++) {
      const times = v[i]! / halfNorm;
      for (let j = 0; j < d; j++) rows[i * d + j]! -= times * w[j]!;
    }
  }
  return beside;
}

/** One implicit QR step on the part [first, last] of a tridiagonal matrix, whose rows turn with it. */
function step(
  values: Float64Array,
  beside: Float64Array,
  rows: Float64Array,
  d: number,
  first: number,
  last: number,
): void {
  const half = (values[last - 1]! - values[last]!) / 2;
  const corner = beside[last - 1]!;
  const shift = values[last]! - corner ** 2 / (half + (half < 0 ? -1 : 1) * Math.hypot(half, corner));
  let x = values[first]! - shift;
  let bulge = beside[first]!;
  for (let k = first; k < last; k++) {
    const length = Math.hypot(x, bulge);
    const cosine = length === 0 ? 1 : x / length;
    const sine = length === 0 ? 0 : bulge / length;
    if (k > first) beside[k - 1] = length;
    const [upper, off, lower] = [values[k]!, beside[k]!, values[k + 1]!];
    const both = 2 * cosine * sine * off;
    values[k] = cosine ** 2 * upper + both + sine ** 2 * lower;
    values[k + 1] = sine ** 2 * upper - both + cosine ** 2 * lower;
    beside[k] = cosine * sine * (lower - upper) + (cosine ** 2 - sine ** 2) * off;
    for (let j = 0; j < d; j++) {
      const above = rows[k * d + j]!;
      const below = rows[(k + 1) * d + j]!;
      rows[k * d + j] = cosine * above + sine * below;
      rows[(k + 1) * d + j] = cosine * below - sine * above;
    }
    if (k + 1 === last) break;
    x = beside[k]!;
    bulge = sine * beside[k + 1]!;
    beside[k + 1]! *= cosine;
  }
}
